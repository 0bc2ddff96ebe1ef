#!/usr/bin/env python3
"""Clusters of made-up spectra by scipy, their silhouettes by scikit-learn, for src/science/structure-trees. Writes structure-clusters.json beside itself.

Peaks of a few kinds on a common axis; intensities are printed with 4 decimals, and the clusters are of the printed numbers.
"""
import json
import os

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import cut_tree, fcluster, linkage
from scipy.spatial.distance import pdist, squareform
from sklearn.metrics import silhouette_score

rng = np.random.default_rng(5)
N, CHANNELS = 36, 40
axis = np.arange(CHANNELS)
kind = rng.integers(0, 4, N)
centres = np.array([8, 14, 22, 30])[kind] + rng.normal(size=N)
second = np.array([20, 30, 10, 16])[kind] + 1.5 * rng.normal(size=N)
spectra = np.exp(-0.5 * ((axis - centres[:, None]) / 2.5) ** 2) + 0.6 * np.exp(-0.5 * ((axis - second[:, None]) / 4) ** 2)
spectra = np.round(spectra * rng.uniform(0.5, 2, (N, 1)) + 0.02 * rng.random((N, CHANNELS)), 4)

cases = []
for metric in ("euclidean", "cosine", "correlation"):
    for method in ("ward", "average", "complete"):
        if method == "ward":
            moved = spectra - spectra.mean(1, keepdims=True) if metric == "correlation" else spectra
            moved = moved if metric == "euclidean" else moved / np.linalg.norm(moved, axis=1, keepdims=True)
            tree = linkage(moved, "ward")
        else:
            tree = linkage(pdist(spectra, metric), method)
        distance = squareform(pdist(spectra, metric))
        cuts = {str(k): cut_tree(tree, k).ravel().tolist() for k in (2, 4, 7)}
        height = float(np.sqrt(tree[-4, 2] * tree[-5, 2]))
        cases.append({
            "metric": metric, "linkage": method,
            "cuts": cuts,
            "silhouettes": {k: float(silhouette_score(distance, cut, metric="precomputed")) for k, cut in cuts.items()},
            "height": height, "atHeight": fcluster(tree, height, "distance").tolist(),
        })

out = {
    "made by": f"scipy {scipy.__version__}, scikit-learn {sklearn.__version__}, numpy {np.__version__}", "script": "structure-clusters.py",
    "nChannels": CHANNELS, "spectra": spectra.ravel().tolist(), "cases": cases,
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "structure-clusters.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
