#!/usr/bin/env python3
"""Dendrograms and cuts by scipy, for src/science/clustering. Writes hierarchical.json beside itself.

Points are printed with 6 decimals, and the tree is of the printed numbers.
"""
import json
import os

import numpy as np
import scipy
from scipy.cluster.hierarchy import cut_tree, linkage

rng = np.random.default_rng(7)
cases = []
for n, d in ((6, 2), (25, 3), (40, 1)):
    points = np.round(rng.normal(size=(n, d)) + 3 * (rng.random((n, 1)) > 0.5), 6)
    for method in ("ward", "average"):
        tree = linkage(points, method)
        cuts = {str(k): cut_tree(tree, k).ravel().tolist() for k in (2, 3, 5)}
        cases.append({"linkage": method, "nPoints": n, "nDims": d, "points": points.ravel().tolist(), "merges": tree.tolist(), "cuts": cuts})

out = {"made by": f"scipy {scipy.__version__}, numpy {np.__version__}", "script": "hierarchical.py", "cases": cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hierarchical.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
