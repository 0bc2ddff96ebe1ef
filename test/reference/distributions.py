#!/usr/bin/env python3
"""Tails and quantiles for src/science/numerics/distributions. Writes distributions.json beside itself.

The numbers are mpmath's, 40 digits, as scipy's own are not good to 1e-12 everywhere; scipy has to say the same to 1e-8.
"""
import json
import os

import mpmath as mp
import numpy as np
import scipy
from scipy import special, stats

mp.mp.dps = 40


def agreed(value, true):
    """The value, to 17 digits, by mpmath; scipy must say the same to 1e-8 (it is the check of the formula, not the source)."""
    true = float(true)
    assert abs(value - true) <= 1e-8 * abs(true), (value, true)
    return true


def student_two_sided(t, dof):
    return mp.betainc(mp.mpf(dof) / 2, mp.mpf(1) / 2, 0, mp.mpf(dof) / (dof + mp.mpf(t) ** 2), regularized=True)


def f_tail(f, a, b):
    return mp.betainc(mp.mpf(b) / 2, mp.mpf(a) / 2, 0, b / (b + a * mp.mpf(f)), regularized=True)


student = [[t, dof, agreed(2 * stats.t.sf(t, dof), student_two_sided(t, dof))]
           for dof in (1, 2, 3, 7, 33, 386, 4321, 99998)
           for t in (0.001, 0.4, 1.3, 2.7, 6.0, 21.0)]
beta = [[x, a, b, agreed(special.betainc(a, b, x), mp.betainc(a, b, 0, x, regularized=True))]
        for a, b in ((0.5, 0.5), (0.5, 3), (2, 5.5), (40, 12), (300, 310), (5000, 3.5))
        for x in (0.01, 0.3, 0.55, 0.93)
        if mp.betainc(a, b, 0, x, regularized=True) > 1e-290]
fs = [[f, a, b, agreed(stats.f.sf(f, a, b), f_tail(f, a, b))]
      for a, b in ((1, 5), (3, 16), (2, 384), (9, 99990))
      for f in (0.05, 0.9, 2.2, 11.0)]
chi = [[x, dof, agreed(stats.chi2.sf(x, dof), mp.gammainc(mp.mpf(dof) / 2, mp.mpf(x) / 2, mp.inf, regularized=True))]
       for dof in (1, 2, 5, 40, 300) for x in (0.02, 1.5, 7.0, 45.0, 330.0)]
normal = [[z, agreed(2 * stats.norm.sf(z), mp.erfc(mp.mpf(z) / mp.sqrt(2)))] for z in (1e-8, 0.01, 0.5, 1.0, 1.96, 4.2, 9.0, 30.0)]
normal_quantile = [[p, float(mp.findroot(lambda z: mp.ncdf(z) - p, stats.norm.ppf(p)))]
                   for p in (1e-12, 0.001, 0.025, 0.2, 0.49, 0.7, 0.975)]
student_quantile = [[p, dof, float(mp.findroot(lambda t: student_two_sided(t, dof) / 2 - (1 - mp.mpf(p)), stats.t.ppf(p, dof)))]
                    for dof in (1, 2, 5, 30, 386, 99998) for p in (0.6, 0.9, 0.975, 0.9995)]
out = {
    "made by": f"mpmath {mp.__version__}, scipy {scipy.__version__}, numpy {np.__version__}",
    "script": "distributions.py",
    "studentTwoSided": student,
    "betaShare": beta,
    "fTail": fs,
    "chiSquareTail": chi,
    "normalTwoSided": normal,
    "normalQuantile": normal_quantile,
    "studentQuantile": student_quantile,
    "logGamma": [[z, float(mp.loggamma(z))] for z in (1e-3, 0.5, 0.97, 1.6, 3.2, 9.99, 10, 171.5, 5e4)],
    "logBeta": [[a, b, float(mp.log(mp.beta(a, b)))] for a, b in ((0.5, 0.5), (0.5, 7), (3.5, 3.5), (49999, 0.5), (1e6, 4.5), (300, 310))],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "distributions.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
