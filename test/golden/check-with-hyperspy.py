"""Prints what HyperSpy reads from files, one line a signal. Run: python3 test/golden/check-with-hyperspy.py FILE…"""
import sys

import hyperspy.api as hs

for path in sys.argv[1:]:
    loaded = hs.load(path)
    for signal in loaded if isinstance(loaded, list) else [loaded]:
        axes = [(a.name, a.size, round(a.offset, 6), round(a.scale, 6), a.units, a.navigate, a.is_binned) for a in signal.axes_manager._axes]
        print(type(signal).__name__, signal.metadata.General.title, axes, signal.data.dtype, float(signal.data.sum()))
