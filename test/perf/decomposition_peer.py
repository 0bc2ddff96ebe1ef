#!/usr/bin/python3
"""HyperSpy's and scikit-learn's side of decomposition-bench.mjs. One command a call, JSON on stdout.

make DIR            map.f32 (65,536 × 1024), part.f32 (10,000 × 1024), line.f32 (64 × 2048): float32 counts, rank 4 + Poisson noise
pca FILE M N        HyperSpy, Poisson-weighted SVD as it comes: seconds, peak RSS, first 20 singular values of the weighted matrix
nmf FILE M N K REPS HyperSpy's NMF call, and its residual: seconds (median), relative error, iterations
"""
import contextlib
import io
import json
import logging
import resource
import statistics
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def spectra(n):
    e = 400 + 512 / n * np.arange(n)

    def g(c, s):
        return np.exp(-0.5 * ((e - c) / s) ** 2)

    base = (e / 400) ** -2.8
    step = (e > 532) * (e / 532) ** -2.5
    return np.stack([base, 0.6 * step + g(535, 3), 0.5 * (e > 640) * 0.3 + g(642, 2) + 0.5 * g(653, 2), g(710, 2) + 0.5 * g(723, 2) + 0.05 * base])


def counts(m, n, dose, seed):
    rng = np.random.default_rng(seed)
    x = np.linspace(0, 1, m)
    w = np.stack([1 + 0.3 * np.sin(7 * x), 0.5 + 0.4 * np.cos(11 * x), 1 / (1 + np.exp((x - 0.45) * 40)), 1 / (1 + np.exp(-(x - 0.45) * 40))], 1)
    return rng.poisson(dose * (w @ spectra(n))).astype(np.float32)


def make(d):
    with open(f"{d}/map.f32", "wb") as f:
        for block in range(16):
            counts(4096, 1024, 60, block).tofile(f)
    counts(10000, 1024, 60, 100).tofile(f"{d}/part.f32")
    counts(64, 2048, 400, 101).tofile(f"{d}/line.f32")
    return {"made": True}


def signal(path, m, n):
    import hyperspy.api as hs

    logging.disable(logging.CRITICAL)
    hs.preferences.General.show_progressbar = False
    return hs.signals.Signal1D(np.fromfile(path, np.float32).reshape(m, n))


def timed(work):
    with contextlib.redirect_stdout(io.StringIO()):
        started = time.perf_counter()
        work()
        return time.perf_counter() - started


def pca(path, m, n):
    s = signal(path, int(m), int(n))
    seconds = timed(lambda: s.decomposition(normalize_poissonian_noise=True, algorithm="SVD", print_info=False))
    # HyperSpy's explained variance is σ²/nPixels of the weighted matrix.
    values = np.sqrt(s.learning_results.explained_variance[:20] * int(m))
    return {"seconds": seconds, "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "singularValues": values.tolist()}


def nmf(path, m, n, k, reps):
    seconds = []
    for _ in range(int(reps)):
        s = signal(path, int(m), int(n))
        seconds.append(timed(lambda: s.decomposition(algorithm="NMF", output_dimension=int(k), print_info=False)))
    lr = s.learning_results
    x = s.data.astype(np.float64)
    error = np.linalg.norm(x - lr.loadings @ lr.factors.T) / np.linalg.norm(x)
    return {"seconds": statistics.median(seconds), "relativeError": float(error), "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


command, *rest = sys.argv[1:]
print(json.dumps({"make": make, "pca": pca, "nmf": nmf}[command](*rest)))
