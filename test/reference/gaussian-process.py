#!/usr/bin/env python3
"""Gaussian processes by scikit-learn, for src/science/search/gp. Writes gaussian-process.json beside itself.

Columns: one linear and one periodic, the latter as a point of the circle of circumference 1, so that a Matern kernel of the
chord is the kernel of the program. The kernel is a product over columns, which sklearn has no name for: it is written out.
"""
import json
import os

import numpy as np
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Kernel, Matern, WhiteKernel

PERIOD, RANGE = 3.6, 2.0
LENGTHS, NOISE = (0.3, 0.2), 0.01


def circle(z):
    turn = 2 * np.pi * z / PERIOD
    return np.stack([np.cos(turn), np.sin(turn)], axis=1) / (2 * np.pi)


class Columns(Kernel):
    """Matern(x / range) times Matern(chord of z)."""

    def __init__(self):
        pass

    def __call__(self, X, Y=None, eval_gradient=False):
        Y = X if Y is None else Y
        a = Matern(LENGTHS[0], nu=2.5)(X[:, :1] / RANGE, Y[:, :1] / RANGE)
        b = Matern(LENGTHS[1], nu=2.5)(circle(X[:, 1]), circle(Y[:, 1]))
        return (a * b, np.empty((*a.shape, 0))) if eval_gradient else a * b

    def diag(self, X):
        return np.ones(len(X))

    def is_stationary(self):
        return False


rng = np.random.default_rng(11)
x = np.round(np.column_stack([rng.uniform(0, RANGE, 12), rng.uniform(0, PERIOD, 12)]), 4)
x[0, 0], x[1, 0] = 0, RANGE  # the program takes the range from the candidates
y = np.sin(3 * x[:, 0]) + np.cos(2 * np.pi * x[:, 1] / PERIOD)
y = np.round((y - y.mean()) / y.std(), 6)
wanted = np.round(np.column_stack([rng.uniform(0, RANGE, 6), rng.uniform(0, PERIOD, 6)]), 4)
gp = GaussianProcessRegressor(Columns() + WhiteKernel(NOISE), optimizer=None, alpha=0).fit(x, y)
mean, std_with_noise = gp.predict(wanted, return_std=True)
std = np.sqrt(std_with_noise**2 - NOISE)
out = {
    "made by": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    "script": "gaussian-process.py",
    "period": PERIOD, "range": RANGE, "lengths": LENGTHS, "noise": NOISE,
    "x": x.ravel().tolist(), "y": y.tolist(), "wanted": wanted.ravel().tolist(),
    "mean": mean.tolist(), "std": std.tolist(), "logMarginalLikelihood": gp.log_marginal_likelihood_value_.item(),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gaussian-process.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
