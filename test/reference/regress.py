#!/usr/bin/env python3
"""Predictions of scikit-learn for src/science/search/regress. Writes regress.json beside itself.

Friedman's first function (J. H. Friedman, Ann. Stat. 19 (1991) 1) of five of seven features, with noise. Numbers are
printed with 6 decimals and the models learn from the printed ones.
"""
import json
import os

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_ridge import KernelRidge
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor

rng = np.random.default_rng(11)


def friedman(x):
    return 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]


x = np.round(rng.random((120, 7)), 6)
y = np.round(friedman(x) + rng.normal(size=120), 6)
at = np.round(rng.random((60, 7)), 6)
truth = friedman(at)
scaler = StandardScaler().fit(x)
xs, ats = scaler.transform(x), scaler.transform(at)
mean, std = y.mean(), y.std()

ridge = KernelRidge(kernel="rbf", gamma=0.05, alpha=0.01).fit(xs, y - mean).predict(ats) + mean
laplacian = KernelRidge(kernel="laplacian", gamma=0.02, alpha=0.05).fit(xs, y - mean).predict(ats) + mean
svr = SVR(kernel="rbf", gamma=0.05, C=10, epsilon=0.1, tol=1e-6).fit(xs, (y - mean) / std).predict(ats) * std + mean
tree = DecisionTreeRegressor(min_samples_leaf=12).fit(x, y).predict(at)
forest = RandomForestRegressor(n_estimators=200, max_features=1 / 3, min_samples_leaf=2, random_state=1).fit(x, y).predict(at)

# The best of our grid by scikit-learn's own evidence; its kernel is exp(-d^2 / (2 l^2)), and its signal is profiled here.
best = None
for gamma in (0.1, 0.5, 2.5):
    for noise in (1e-3, 1e-2, 1e-1):
        kernel = RBF(np.sqrt(0.5 / (gamma / 7)))
        gram = kernel(xs) + noise * np.eye(len(xs))
        signal = (y - mean) @ np.linalg.solve(gram, y - mean) / len(y)
        model = GaussianProcessRegressor(kernel=signal * kernel, alpha=signal * noise, optimizer=None).fit(xs, y - mean)
        evidence = model.log_marginal_likelihood_value_
        if best is None or evidence > best[0]:
            best = (evidence, gamma, noise, model)
gp_mean, gp_std = best[3].predict(ats, return_std=True)

out = {
    "made by": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    "script": "regress.py",
    "nFeatures": 7,
    "x": x.ravel().tolist(),
    "y": y.tolist(),
    "at": at.ravel().tolist(),
    "truth": truth.tolist(),
    "kernelRidgeRbf": ridge.tolist(),
    "kernelRidgeLaplacian": laplacian.tolist(),
    "supportVector": svr.tolist(),
    "tree": tree.tolist(),
    "forestRmse": float(np.sqrt(np.mean((forest - truth) ** 2))),
    "gaussianProcess": {"mean": (gp_mean + mean).tolist(), "std": gp_std.tolist(), "gamma": best[1], "noise": best[2]},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "regress.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
