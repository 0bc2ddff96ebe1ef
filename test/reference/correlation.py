#!/usr/bin/env python3
"""Correlation, regression and adjusted p of scipy and statsmodels for src/science/correlation. Writes correlation.json beside itself.

Numbers are printed with 6 decimals and the statistics are those of the printed ones. Python with Debian's python3-scipy and
python3-statsmodels. Unknown values are null.
"""
import json
import os

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20261129)
Z = stats.norm.ppf(0.975)


def printed(a, decimals=6):
    return np.round(a, decimals) + 0.0


def z_interval(r, variance):
    return list(np.tanh(np.arctanh(r) + np.array([-1, 1]) * Z * np.sqrt(variance)))


def as_list(a):
    return [None if np.isnan(v) else float(v) for v in a]


def all_three(x, y):
    ok = ~(np.isnan(x) | np.isnan(y))
    x, y = x[ok], y[ok]
    n = len(x)
    pearson = stats.pearsonr(x, y)
    rho, rho_p = stats.spearmanr(x, y)
    tau, tau_p = stats.kendalltau(x, y)
    return {
        "n": n,
        "pearson": {"estimate": pearson.statistic, "p": pearson.pvalue, "interval": list(pearson.confidence_interval(0.95))},
        "spearman": {"estimate": rho, "p": rho_p, "interval": z_interval(rho, (1 + rho ** 2 / 2) / (n - 3))},
        "kendall": {"estimate": tau, "p": tau_p, "interval": z_interval(tau, 0.437 / (n - 4))},
    }


def correlated(n, r):
    x = rng.normal(size=n)
    return x, r * x + np.sqrt(1 - r * r) * rng.normal(size=n)


pairs = []


def add(name, x, y):
    pairs.append({"name": name, "x": as_list(x), "y": as_list(y), **all_three(x, y)})


for n, r in ((6, 0.3), (9, -0.7), (20, 0.0), (33, 0.45), (34, 0.45), (60, 0.92), (388, -0.25)):
    add(f"normal, {n} rows, r {r}", *map(printed, correlated(n, r)))
x, y = correlated(45, 0.6)
add("few distinct values", printed(x, 0), printed(2 * y, 0))
add("ties in one", printed(x, 0), printed(y))
x, y = map(printed, correlated(30, 0.5))
x[[3, 7, 8]] = np.nan
y[[7, 20]] = np.nan
add("unknown values", x, y)
x, y = correlated(80, 0.3)
add("offset and unit", printed(1e6 + x), printed(1e-3 * y))
add("heavy tails", printed(rng.standard_t(1.5, 50)), printed(rng.standard_t(1.5, 50)))
add("one pair out of order", np.arange(40.0), np.r_[1.0, 0.0, np.arange(2.0, 40.0)])

boot = []
for n, r in ((25, 0.5), (60, -0.8), (150, 0.2)):
    x, y = correlated(n, r)
    x = printed(np.exp(x) if n == 60 else x, 2)
    y = printed(y, 2)
    entry = {"x": as_list(x), "y": as_list(y)}
    for name, statistic in (
        ("pearson", lambda a, b: stats.pearsonr(a, b)[0]),
        ("spearman", lambda a, b: stats.spearmanr(a, b)[0]),
        ("kendall", lambda a, b: stats.kendalltau(a, b)[0]),
    ):
        ci = stats.bootstrap((x, y), statistic, paired=True, vectorized=False, n_resamples=9999, method="BCa",
                             random_state=np.random.default_rng(5)).confidence_interval
        entry[name] = [ci.low, ci.high]
    boot.append(entry)

ps = printed(np.r_[rng.random(8), rng.random(5) * 0.02, 0.3, 0.3, 1.0])
adjusted = {ours: list(multipletests(ps, method=theirs)[1])
            for ours, theirs in (("bh", "fdr_bh"), ("holm", "holm"), ("bonferroni", "bonferroni"))}

# Groups whose means fall with x while the rows of each rise: Simpson.
sizes = [12, 25, 8, 40, 3]
labels = np.repeat(np.arange(5), sizes)
shift = np.array([0.0, 2.0, 4.0, 6.0, 8.0])[labels]
gx = printed(rng.normal(size=len(labels)) + shift)
gy = printed(0.6 * gx - 1.9 * shift + rng.normal(size=len(labels)))
dummies = np.eye(5)[labels]


def residuals(v, design):
    return v - design @ np.linalg.lstsq(design, v, rcond=None)[0]


def partial(x, y, controls):
    """r of residuals; p and interval with as many rows fewer as there are controls."""
    n, k = len(x), controls.shape[1] - 1
    a, b = residuals(x, controls), residuals(y, controls)
    r = a @ b / np.sqrt(a @ a * (b @ b))
    dof = n - 2 - k
    p = 2 * stats.t.sf(abs(r) * np.sqrt(dof / ((1 - r) * (1 + r))), dof)
    return {"estimate": r, "p": p, "interval": z_interval(r, 1 / (n - k - 3))}


each = [stats.pearsonr(gx[labels == g], gy[labels == g]) for g in range(5)]
used = [0, 1, 2, 3]
zs = np.arctanh([each[g].statistic for g in used])
variances = 1 / (np.array([sizes[g] for g in used]) - 3)
meta = combine_effects(zs, variances)
fixed = meta.summary_frame().loc["fixed effect"]
grouped = {
    "x": as_list(gx), "y": as_list(gy), "labels": labels.tolist(),
    "each": [{"estimate": e.statistic, "p": e.pvalue} for e in each],
    "pooled": all_three(gx, gy),
    "centred": partial(gx, gy, dummies),
    "fisher": {"estimate": np.tanh(fixed["eff"]), "interval": list(np.tanh([fixed["ci_low"], fixed["ci_upp"]])),
               "q": meta.q, "qP": stats.chi2.sf(meta.q, len(used) - 1), "iSquared": max(0.0, meta.i2)},
    "withoutOne": [stats.pearsonr(gx[labels != g], gy[labels != g])[0] for g in range(5)],
}

z1, z2 = rng.normal(size=(2, 70))
px = printed(z1 + 0.5 * z2 + rng.normal(size=70))
py = printed(z1 - z2 + 0.4 * px + rng.normal(size=70))
z1, z2 = printed(z1), printed(z2, 1)
controls = np.column_stack([np.ones(70), z1, z2])
ranked = [stats.rankdata(v) for v in (px, py, z1, z2)]
partials = {
    "x": px.tolist(), "y": py.tolist(), "controls": [z1.tolist(), z2.tolist()],
    "pearson": partial(px, py, controls),
    "spearman": partial(ranked[0], ranked[1], np.column_stack([np.ones(70), ranked[2], ranked[3]])),
}

n = 90
rl = rng.integers(0, 4, n)
r1 = printed(rng.normal(size=n) * 3 + 40)
r2 = printed(rng.random(n) * 1e-3)
r3 = printed(0.9 * r1 + rng.normal(size=n))
ry = printed(2.5 + 0.7 * r1 - 900 * r2 - 0.2 * r3 + 1.5 * rl + rng.normal(size=n))


def fitted(predictors, with_groups):
    base = np.eye(4)[rl] if with_groups else np.ones((n, 1))
    design = np.column_stack([base, *predictors])
    fit = sm.OLS(ry, design).fit()
    skip = base.shape[1]
    k = len(predictors)
    at = np.array([np.mean(p) + d * np.std(p) for d in (-2, 0.3) for p in predictors]).reshape(2, k)
    base_at = np.tile(np.eye(4)[2] if with_groups else [1.0], (2, 1))
    predicted = fit.get_prediction(np.column_stack([base_at, at])).summary_frame(alpha=0.05)
    null = sm.OLS(ry, base).fit()
    f, f_p, _ = fit.compare_f_test(null)
    ci = fit.conf_int(0.05)
    rows = range(design.shape[1]) if not with_groups else range(skip, skip + k)
    return {
        "coefficients": [{"value": fit.params[i], "std": fit.bse[i], "t": fit.tvalues[i], "p": fit.pvalues[i],
                          "interval": list(ci[i])} for i in rows],
        "groupIntercepts": list(fit.params[:skip]) if with_groups else None,
        "rSquared": 1 - fit.ssr / np.sum((ry - ry.mean()) ** 2),
        "adjustedRSquared": 1 - (fit.ssr / fit.df_resid) / (np.sum((ry - ry.mean()) ** 2) / (n - 1)),
        "withinRSquared": 1 - fit.ssr / null.ssr,
        "residualStd": np.sqrt(fit.mse_resid), "dof": int(fit.df_resid), "f": float(f), "fP": float(f_p),
        "at": at.tolist(),
        "mean": predicted[["mean", "mean_ci_lower", "mean_ci_upper", "obs_ci_lower", "obs_ci_upper"]].values.tolist(),
    }


def left_out(predictors, folds):
    """1 - sum (y - predicted)^2 / sum (y - mean of the rows fitted)^2."""
    design = np.column_stack([np.ones(n), *predictors])
    over = under = 0.0
    for fold in np.unique(folds):
        out = folds == fold
        beta = np.linalg.lstsq(design[~out], ry[~out], rcond=None)[0]
        over += np.sum((ry[out] - design[out] @ beta) ** 2)
        under += np.sum((ry[out] - ry[~out].mean()) ** 2)
    return 1 - over / under


regression = {
    "x": [r1.tolist(), r2.tolist(), r3.tolist()], "y": ry.tolist(), "labels": rl.tolist(),
    "one": fitted([r1], False), "three": fitted([r1, r2, r3], False), "grouped": fitted([r1, r2, r3], True),
    "leaveGroupOut": left_out([r1, r2, r3], rl), "leaveRowOut": left_out([r1, r2, r3], np.arange(n)),
}

out = {
    "made by": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, numpy {np.__version__}",
    "script": "correlation.py",
    "pairs": pairs, "bootstrap": boot, "ps": ps.tolist(), "adjusted": adjusted, "grouped": grouped, "partial": partials,
    "regression": regression,
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "correlation.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
