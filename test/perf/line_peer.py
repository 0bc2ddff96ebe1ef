#!/usr/bin/python3
"""HyperSpy (Debian's python3-hyperspy) on the line scan, map and low loss of ../shared/peers/make_data.py; bench.mjs asks for it.

usage: line_peer.py DIR REPEATS -> JSON on stdout. Also writes line.hspy, si.hspy and ll.hspy into DIR, for the other side.
Only what is shown is measured: median seconds, and two errors against the truth that DIR holds."""
import contextlib
import io
import json
import logging
import statistics
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import numpy as np
import hyperspy.api as hs

hs.preferences.General.show_progressbar = False
logging.disable(logging.CRITICAL)
folder, repeats = sys.argv[1], int(sys.argv[2])
truth = json.load(open(f"{folder}/truth.json"))


def signal(name, axis_name):
    s = hs.signals.EELSSpectrum(np.load(f"{folder}/{name}.npy"))
    axis = s.axes_manager[-1]
    (axis.offset, axis.scale), axis.units = truth[axis_name][:2], "eV"
    s.save(f"{folder}/{name}.hspy", compression=None, overwrite=True)
    return s


def quietly(work, *args):
    with contextlib.redirect_stdout(io.StringIO()):
        return work(*args)


def median(s, work, times=repeats):
    taken = []
    for _ in range(times):
        copy = s.deepcopy()
        started = time.perf_counter()
        quietly(work, copy)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def background(s, window=(420.0, 520.0), fast=True):
    return s.remove_background(signal_range=window, background_type="PowerLaw", fast=fast, show_progressbar=False)


def pca(s):
    s.decomposition(normalize_poissonian_noise=True, algorithm="SVD", svd_solver="full", print_info=False)


def align(s):
    s.align_zero_loss_peak(print_stats=False, show_progressbar=False)
    return s


def zero_loss_residual(low):
    """Scatter of the centres of mass within 1.2 eV, the level of 20 counts off."""
    s = quietly(align, low.deepcopy())
    e = s.axes_manager[-1].axis
    near = abs(e) < 1.2
    y = s.data[:, near] - 20.0
    return float(np.std((y * e[near]).sum(1) / y.sum(1)))


def net_errors(line):
    """Rms error in % of net O-K, 532–572 eV: HyperSpy's fit, and Poisson-weighted least squares of logarithms."""
    e, y = line.axes_manager[-1].axis, line.data.astype(float)
    clean = np.load(f"{folder}/line_clean_signal.npy").astype(float)
    signal_range, fit = (e >= 532) & (e < 572), (e >= 430) & (e < 520)
    x, w = np.log(e[fit]), y[:, fit]
    logs, total = np.log(np.maximum(w, 1)), w.sum(1)
    mx, my = (w * x).sum(1) / total, (w * logs).sum(1) / total
    slope = (w * (x - mx[:, None]) * (logs - my[:, None])).sum(1) / (w * (x - mx[:, None]) ** 2).sum(1)
    weighted = y - np.exp((my - slope * mx)[:, None] + slope[:, None] * np.log(e))
    fitted = quietly(background, line.deepcopy(), (430.0, 520.0), False).data
    truth_net = clean[:, signal_range].sum(1)
    rms = lambda net: float(100 * np.sqrt(np.mean((net[:, signal_range].sum(1) / truth_net - 1) ** 2)))
    return {"weightedLogs": rms(weighted), "hyperspy": rms(fitted)}


line, si, low = signal("line", "E"), signal("si", "E2"), signal("ll", "E3")
print(json.dumps({
    "backgroundLine": median(line, background),
    "pcaLine": median(line, pca),
    "backgroundMap": median(si, background),
    # Seconds each: once.
    "pcaMap": median(si, pca, 1),
    "align": median(low, align),
    "zeroLossResidualEv": zero_loss_residual(low),
    "netRmsPercent": net_errors(line),
}))
