#!/usr/bin/env python3
"""Numbers of numpy, scikit-learn and HyperSpy for src/science/decomposition. Writes decomposition.json beside itself.

Usage: decomposition.py DIR, with line.npy and si.npy of a scan of known rank in DIR (a 64 × 2048 line and a 64 × 64 × 1024 map:
O-K, Mn-L and Fe-L shapes of three phases over a power law; the amplitude and exponent of the line's background vary).
Small matrices of counts come from `lcg`, which the specs repeat.
"""
import json
import logging
import os
import sys
import warnings

import numpy as np
import sklearn
from sklearn.decomposition import FastICA

warnings.filterwarnings("ignore")


def lcg(count):
    """x ← (1664525·x + 1013904223) mod 2³², the upper 16 bits."""
    x, out = 1, np.empty(count, np.int64)
    for i in range(count):
        x = (1664525 * x + 1013904223) % 2**32
        out[i] = x >> 16
    return out


def weighted(x):
    r, c = x.sum(1), x.sum(0)
    return x / np.sqrt(np.outer(r, c))


def map_counts(m, n):
    """Base 40, a bump in the second half of the pixels, and noise of ±19."""
    u = lcg(m * n).reshape(m, n) % 39 - 19
    i, j = np.mgrid[0:m, 0:n]
    return 40 + u + np.where((2 * i >= m) & (j >= 100) & (j < 140), 30, 0)


def elbow(shares, most=20):
    most = min(most, len(shares) - 1)
    y, x = np.log(np.clip(shares, 1e-30, None)), np.arange(most)
    return int(np.argmax(abs(most * (y[0] - y[:most]) + x * (y[most] - y[0])))) + 1


def thinned(d):
    rng, out = np.random.default_rng(3), []
    for name in ("line", "si"):
        counts = np.load(f"{d}/{name}.npy")
        counts = counts.reshape(-1, counts.shape[-1]).astype(np.int64)
        for share in (1, 0.1, 0.01, 0.002):
            x = (counts if share == 1 else rng.binomial(counts, share)).astype(float)
            x = x[:, x.sum(0) > 0]
            s = np.linalg.svd(weighted(x), compute_uv=False)
            out.append({"set": name, "dose": share, "nRows": x.shape[0], "nCols": x.shape[1], "total": x.sum(), "median": float(np.median(s)), "values": s[:24].round(9).tolist(), "elbow": elbow(s**2 / (s**2).sum())})
    return out


def hyperspy_elbow():
    import hyperspy.api as hs

    logging.disable(logging.CRITICAL)
    rng = np.random.RandomState(123)
    x = np.abs(rng.random_sample((20, 2)) @ rng.random_sample((100, 2)).T).round(6)
    s = hs.signals.Signal1D(x.copy())
    s.decomposition(print_info=False)
    return {"nRows": 20, "nCols": 100, "matrix": x.ravel().tolist(), "significant": int(s.learning_results.number_significant_components)}


def ica():
    """Three sources of different shape, mixed; scikit-learn's FastICA, symmetric, both nonlinearities."""
    t = np.linspace(0, 8, 500)
    sources = np.stack([np.sin(2 * t), np.sign(np.sin(3 * t)), 2 * ((t % 1.3) / 1.3) - 1])
    mixing = np.array([[1, 1, 1], [0.5, 2, 1], [1.5, 1, 2]])
    x = (mixing @ sources).round(9)
    found = {}
    for fun in ("logcosh", "cube"):
        model = FastICA(3, algorithm="parallel", fun=fun, whiten="unit-variance", tol=1e-12, max_iter=2000, random_state=0)
        found[fun] = model.fit_transform(x.T).T.round(9).tolist()
    return {"mixed": x.tolist(), "found": found}


x = map_counts(600, 280)
out = {
    "made by": f"numpy {np.__version__}, scikit-learn {sklearn.__version__}, HyperSpy 1.7.3",
    "script": "decomposition.py",
    "map": {"nPixels": 600, "nChannels": 280, "sum": int(x.sum()), "singularValues": np.linalg.svd(weighted(x), compute_uv=False)[:24].tolist()},
    "thinned": thinned(sys.argv[1]),
    "hyperspyElbow": hyperspy_elbow(),
    "ica": ica(),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "decomposition.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
