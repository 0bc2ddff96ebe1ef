"""Coincidence rotations of cubic and other lattices as pymatgen tabulates them -> coincidence.json.

Run: python3 test/reference/coincidence.py   (pymatgen 2022.11.7)
Angles in degrees, 0 < angle <= 180, as pymatgen lists them for each Sigma.
"""

import json
import pathlib

import pymatgen.core
from pymatgen.analysis.gb.grain import GrainBoundaryGenerator as Generator


def table(sigmas):
    return {str(int(s)): sorted(round(float(a), 4) for a in angles) for s, angles in sorted(sigmas.items())}


CUBIC_AXES = [[0, 0, 1], [0, 1, 1], [1, 1, 1], [1, 1, 2], [1, 2, 3], [0, 1, 3]]
result = {
    "source": f"pymatgen {pymatgen.core.__version__}, pymatgen.analysis.gb.grain.GrainBoundaryGenerator",
    "cubic": [{"axis": axis, "bound": 60, "sigmas": table(Generator.enum_sigma_cubic(60, axis))} for axis in CUBIC_AXES],
    "tetragonal": [
        {"axis": axis, "c2a2": [9, 8], "bound": 30, "sigmas": table(Generator.enum_sigma_tet(30, axis, [9, 8]))}
        for axis in ([1, 0, 0], [1, 1, 0], [0, 0, 1])
    ],
    "hexagonal": [
        {"axis": axis, "c2a2": [8, 3], "bound": 30, "sigmas": table(Generator.enum_sigma_hex(30, axis, [8, 3]))}
        for axis in ([0, 0, 0, 1], [1, 0, -1, 0], [2, -1, -1, 0])
    ],
    "orthorhombic": [
        {"axis": axis, "c2b2a2": [2, 3, 4], "bound": 30, "sigmas": table(Generator.enum_sigma_ort(30, axis, [2, 3, 4]))}
        for axis in ([1, 0, 0], [0, 1, 0], [0, 0, 1])
    ],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
