"""Makes src/science/formats/hyperspy/hyperspy-templates.ts: empty .hspy files for 0 to 3 navigation axes.

HyperSpy wants `navigate` and `is_binned` as HDF5 enumerations, which the HDF5 library for JavaScript cannot write;
so the writer fills one of these. Needs h5py. Run: python3 test/golden/make-hyperspy-templates.py
"""
import base64
import gzip
import os
import pathlib
import tempfile

import h5py

OUT = pathlib.Path(__file__).parents[2] / "src/science/formats/hyperspy/hyperspy-templates.ts"


def template(n_navigation):
    path = os.path.join(tempfile.mkdtemp(), "template.hspy")
    with h5py.File(path, "w") as file:
        file.attrs["file_format"] = "HyperSpy"
        file.attrs["file_format_version"] = "3.1"
        scan = file.create_group("Experiments/spectra")
        for name in ("metadata", "original_metadata", "learning_results", "attributes"):
            scan.create_group(name)
        for i in range(n_navigation + 1):
            axis = scan.create_group(f"axis-{i}")
            axis.attrs["_type"] = "UniformDataAxis"
            axis.attrs["navigate"] = i < n_navigation
            axis.attrs["is_binned"] = i == n_navigation
    with open(path, "rb") as made:
        return base64.b64encode(gzip.compress(made.read(), 9, mtime=0)).decode()


rows = ",\n".join(f"  '{template(n)}'" for n in range(4))
OUT.write_text(
    "/** Empty .hspy files for 0 to 3 navigation axes, gzip, base64. Made by test/golden/make-hyperspy-templates.py. */\n"
    f"export const HYPERSPY_TEMPLATES: readonly string[] = [\n{rows},\n];\n"
)
