"""Prints what h5py finds in a NeXus file by following `default` and `signal`. Run: python3 test/golden/check-with-h5py.py FILE"""
import json
import sys

import h5py

with h5py.File(sys.argv[1]) as file:
    group = file
    while "default" in group.attrs:
        group = group[group.attrs["default"]]
    data = group[group.attrs["signal"]]
    axes = [group[name] for name in group.attrs["axes"]]
    print(
        json.dumps(
            {
                "class": group.attrs["NX_class"],
                "definition": file["entry1/definition"][()].decode(),
                "shape": data.shape,
                "dtype": str(data.dtype),
                "sum": float(data[()].sum()),
                "axes": [[axis.name.split("/")[-1], axis.attrs["units"], float(axis[0]), float(axis[-1])] for axis in axes],
            }
        )
    )
