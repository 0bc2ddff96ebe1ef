"""Common cells of plane lattices as pymatgen's ZSLGenerator finds them -> lattice-match.json.

Run: python3 test/reference/lattice-match.py   (pymatgen 2022.11.7)
Per pair the match of smallest area: cells of each lattice in it and the largest principal stretch - 1 of B onto A.
"""

import json
import pathlib

import numpy as np
import pymatgen.core
from pymatgen.analysis.interfaces.zsl import ZSLGenerator

HEX = np.sqrt(3) / 2
PAIRS = {
    "Cu(001) on Ni(001)": ([[2.5562, 0], [0, 2.5562]], [[2.4890, 0], [0, 2.4890]]),
    "MgO(001) on Fe(001)": ([[2.9769, 0], [0, 2.9769]], [[2.8665, 0], [0, 2.8665]]),
    "MgO(001) on Cu(001)": ([[2.9769, 0], [0, 2.9769]], [[2.5562, 0], [0, 2.5562]]),
    "Al2O3(0001) on Cu(111)": ([[4.759, 0], [-2.3795, 4.759 * HEX]], [[2.5562, 0], [1.2781, 2.5562 * HEX]]),
    "Si(001) on Ge(111)": ([[3.8403, 0], [0, 3.8403]], [[4.0008, 0], [2.0004, 4.0008 * HEX]]),
    "TiO2(110) on Cu(001)": ([[2.9587, 0], [0, 6.4969]], [[2.5562, 0], [0, 2.5562]]),
}


def area(v):
    return abs(np.linalg.det(np.array(v)[:, :2]))


cases = []
for name, (a, b) in PAIRS.items():
    generator = ZSLGenerator(max_area_ratio_tol=0.06, max_area=250, max_length_tol=0.03, max_angle_tol=0.02)
    a3, b3 = [np.array([[*v, 0] for v in lattice]) for lattice in (a, b)]
    match = next(iter(generator(b3, a3, lowest=True)))
    from_b, to_a = (np.array(v)[:, :2] for v in (match.film_sl_vectors, match.substrate_sl_vectors))
    # Lengths and the angle between, turned to a common first axis: the stretch does not depend on the turn.
    stretches = np.linalg.svd(np.linalg.solve(from_b, to_a))[1]
    cases.append(
        {
            "name": name,
            "a": a,
            "b": b,
            "nA": round(area(to_a) / area(a)),
            "nB": round(area(from_b) / area(b)),
            "strain": float(max(abs(stretches - 1))),
        }
    )

result = {"source": f"pymatgen {pymatgen.core.__version__}, ZSLGenerator", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
