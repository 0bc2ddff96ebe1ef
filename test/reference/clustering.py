#!/usr/bin/env python3
"""Clusters, distances and agreement by scikit-learn and scipy, for src/science/clustering. Writes clustering.json beside itself.

Points are printed with 6 decimals, and all is of the printed numbers. The gap statistic is written out here from the
paper's steps for given labels: neither package has one.
"""
import json
import os

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.spatial.distance import pdist
from sklearn.cluster import DBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

rng = np.random.default_rng(11)
out = {"made by": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}", "script": "clustering.py"}

points = np.round(rng.normal(size=(18, 5)) + 1.5 * rng.normal(size=(18, 1)), 6)
trees = []
for metric in ("euclidean", "cosine", "correlation"):
    for method in ("average", "complete"):
        tree = linkage(pdist(points, metric), method)
        cuts = {str(k): cut_tree(tree, k).ravel().tolist() for k in (2, 4)}
        trees.append({"metric": metric, "linkage": method, "merges": tree.tolist(), "cuts": cuts})
labels = rng.integers(0, 3, 18)
out["trees"] = {
    "nPoints": 18,
    "nDims": 5,
    "points": points.ravel().tolist(),
    "distances": {m: pdist(points, m).tolist() for m in ("euclidean", "cosine", "correlation")},
    "labels": labels.tolist(),
    "silhouettes": {m: silhouette_score(points, labels, metric=m) for m in ("euclidean", "cosine", "correlation")},
    "trees": trees,
}

centres = np.array([[0, 0], [3, 0.5], [1, 3]])
blobs = np.round(np.vstack([c + rng.normal(size=(40, 2)) @ np.array([[0.8, 0.3], [0, s]]) for c, s in zip(centres, (0.3, 0.5, 0.7))]), 6)
means = {}
for k in (2, 3, 4):
    fit = KMeans(k, n_init=50, random_state=1, tol=0).fit(blobs)
    means[str(k)] = {"inertia": fit.inertia_, "labels": fit.labels_.tolist()}
mixtures = {}
for name, kind in (("full", "full"), ("diagonal", "diag")):
    for k in (1, 2, 3):
        fit = GaussianMixture(k, covariance_type=kind, n_init=10, random_state=1, tol=1e-10, max_iter=2000, reg_covar=1e-6).fit(blobs)
        mixtures[f"{name} {k}"] = {
            "logLikelihood": fit.score(blobs) * len(blobs),
            "bic": fit.bic(blobs),
            "labels": fit.predict(blobs).tolist(),
        }
densities = []
for eps, least in ((0.5, 5), (0.35, 4)):
    fit = DBSCAN(eps=eps, min_samples=least).fit(blobs)
    densities.append({"radius": eps, "minPoints": least, "labels": fit.labels_.tolist(), "core": fit.core_sample_indices_.tolist()})
out["blobs"] = {"nPoints": 120, "nDims": 2, "points": blobs.ravel().tolist(), "kMeans": means, "mixtures": mixtures, "dbscan": densities}

pairs = []
for n, k in ((10, 2), (50, 4), (50, 1)):
    a, b = rng.integers(0, k, n), rng.integers(0, 3, n)
    b[: n // 2] = a[: n // 2]
    pairs.append({"a": a.tolist(), "b": b.tolist(), "adjustedRand": adjusted_rand_score(a, b)})
out["agreement"] = pairs

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "clustering.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
