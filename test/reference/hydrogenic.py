#!/usr/bin/env python3
"""Oscillator strengths for src/science/edges/quantification. Writes hydrogenic.json beside itself (minutes).

1. `strengths`: generalised oscillator strengths of hydrogen (Z = 1) for ejection from 1s (2 electrons), 2s (2), 2p (6),
   by direct quadrature of bound states times spherical Bessel functions times Coulomb waves, partial wave by partial
   wave: nothing of the closed forms is used. Rows whose last partial wave still matters (> 1e-8) are left out.
2. `programs`, `convergence`: R. F. Egerton's programs SIGMAK3, SIGMAL3 and CONCOR2 (EELS in the Electron Microscope, 3rd
   edition, appendix B), their formulas run apart from this file with steps of a 400th of the window (their own tenth is
   3 to 6 % off for L, whose correction is steep at the edge and jumps 20 eV above it); the numbers are copied here.
"""
import json
import os
from math import factorial, pi, sqrt

import mpmath as mp
import numpy as np
from scipy.special import spherical_jn

BOUND = {
    "1s": (1, 0, 2, lambda r: 2 * r * np.exp(-r)),
    "2s": (2, 0, 2, lambda r: r * (1 - r / 2) * np.exp(-r / 2) / sqrt(2)),
    "2p": (2, 1, 6, lambda r: r * r * np.exp(-r / 2) / (2 * sqrt(6))),
}
L_MAX = 14


def three_j_squared(a, b, c):
    """(a b c; 0 0 0)²"""
    total = a + b + c
    if total % 2 or c < abs(a - b) or c > a + b:
        return 0.0
    g = total // 2
    delta = factorial(total - 2 * a) * factorial(total - 2 * b) * factorial(total - 2 * c) / factorial(total + 1)
    return delta * (factorial(g) / (factorial(g - a) * factorial(g - b) * factorial(g - c))) ** 2


def gauss(upper, panels):
    x, w = np.polynomial.legendre.leggauss(20)
    edges = np.linspace(0, upper, panels + 1)
    r = np.concatenate([(b - a) / 2 * x + (a + b) / 2 for a, b in zip(edges[:-1], edges[1:])])
    return r, np.concatenate([(b - a) / 2 * w for a, b in zip(edges[:-1], edges[1:])])


def strengths():
    for k2 in (0.1, 1.0, 4.0):
        k = sqrt(k2)
        r, w = gauss(48, 14 if k < 1.5 else 20)
        waves = [sqrt(2 / (pi * k)) * np.array([float(mp.coulombf(l, -1 / k, k * x)) for x in r]) for l in range(L_MAX + 1)]
        for shell, (n, l, electrons, state) in BOUND.items():
            for q2 in (1e-3, 0.2, 1.0, 3.0):
                terms = []
                for lf in range(L_MAX + 1):
                    radial = [
                        (2 * lam + 1) * three_j_squared(l, lam, lf) * np.sum(w * waves[lf] * spherical_jn(lam, sqrt(q2) * r) * state(r)) ** 2
                        for lam in range(abs(l - lf), l + lf + 1)
                    ]
                    terms.append((2 * lf + 1) * sum(radial))
                if terms[-1] > 1e-8 * sum(terms):
                    continue
                energy = k2 / 2 + 0.5 / n**2
                per_hartree = electrons * 2 * energy / q2 * sum(terms)
                yield {"shell": shell, "k2": k2, "q2": q2, "perRydberg": float("%.10g" % (per_hartree / 2))}


PROGRAMS = [
    # shell, Z, edge eV, window eV, beam keV, beta mrad, barn
    ("K", 5, 188, 50, 100, 10, 9867.49),
    ("K", 6, 284, 50, 80, 10, 4232.99),
    ("K", 6, 284, 100, 100, 10, 6148.85),
    ("K", 6, 284, 100, 200, 20, 6375.88),
    ("K", 7, 401, 50, 100, 20, 2488.96),
    ("K", 8, 532, 50, 200, 20, 1057.65),
    ("K", 8, 532, 100, 300, 40, 1829.8),
    ("K", 12, 1305, 100, 200, 20, 226.741),
    ("K", 14, 1839, 200, 200, 19, 161.99),
    ("L3", 13, 73, 50, 100, 10, 94880.5),
    ("L3", 14, 99, 100, 200, 20, 81403),
    ("L3", 20, 347, 50, 200, 20, 9304.64),
    ("L3", 22, 455, 50, 200, 20, 5147.46),
    ("L3", 22, 455, 100, 80, 10, 7713.99),
    ("L3", 25, 641, 50, 200, 20, 2172.68),
    ("L3", 26, 710, 50, 200, 20, 1642.23),
    ("L3", 26, 710, 100, 100, 10, 2046.33),
    ("L3", 28, 855, 50, 300, 40, 998.936),
    ("L3", 29, 931, 100, 200, 20, 1267.26),
]
# convergence mrad, collection mrad, loss eV, beam keV, F1
CONVERGENCE = [
    (18, 12, 500, 100, 0.571137),
    (10, 20, 284, 200, 0.973025),
    (25, 40, 532, 200, 0.956377),
    (30, 10, 700, 300, 0.200286),
    (5, 5, 100, 100, 0.795258),
]

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "hydrogenic.json"), "w") as out:
    keys = ["shell", "z", "onsetEv", "deltaEv", "beamEnergyKev", "collectionMrad", "barn"]
    json.dump(
        {
            "strengths": list(strengths()),
            "programs": [dict(zip(keys, row)) for row in PROGRAMS],
            "convergence": [dict(zip(["convergenceMrad", "collectionMrad", "lossEv", "beamEnergyKev", "f1"], row)) for row in CONVERGENCE],
        },
        out,
        indent=1,
    )
    out.write("\n")
