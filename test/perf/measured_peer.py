#!/usr/bin/python3
"""HyperSpy's (Debian's python3-hyperspy) analysis of a measured core loss and its low loss; measured-bench.mjs asks for it.

usage: measured_peer.py PLANS -> JSON list on stdout. PLANS is a JSON list of {core, low (paths), windows {name: [first, end)}
in channels of the core loss, thresholdEv, nComponents (for clusters), nClusters}. All as HyperSpy does it when nothing else
is asked; where its defaults hide a difference, the same formula is written out once more with numpy."""
import contextlib
import io
import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
import numpy as np
import hyperspy.api as hs

hs.preferences.General.show_progressbar = False
logging.disable(logging.CRITICAL)


def load(path):
    loaded = hs.load(path)
    signal = loaded[0] if isinstance(loaded, list) else loaded
    signal.change_dtype("float64")
    return signal


def net(core, windows, background, window):
    """Sum of what the two-area power law ('fast') of the background window leaves in the signal window."""
    first, end = windows[background]
    axis = core.axes_manager[-1]
    ends = (axis.index2value(first), axis.index2value(end))
    left = core.remove_background(signal_range=ends, background_type="PowerLaw", fast=True, zero_fill=False)
    first, end = windows[window]
    return left.data[..., first:end].sum(-1).ravel().tolist()


def net_of_sums(core, windows, background, window):
    """The same formula with sums over channels, each as wide as its step: areas from edge to edge."""
    axis, (first, end) = core.axes_manager[-1].axis, windows[background]
    step, middle = core.axes_manager[-1].scale, (first + end) // 2
    e1, e3, e2 = (axis[i] - step / 2 for i in (first, middle, end))
    i1, i2 = core.data[..., first:middle].sum(-1), core.data[..., middle:end].sum(-1)
    r = 2 * np.log(i1 / i2) / np.log(e2 / e1)
    a = (1 - r) * i2 * step / (e2 ** (1 - r) - e3 ** (1 - r))
    first, end = windows[window]
    law = a[..., None] * axis[first:end] ** -r[..., None]
    return (core.data[..., first:end] - law).sum(-1).ravel().tolist()


def low_loss(low, threshold_ev):
    centres = low.estimate_zero_loss_peak_centre().data.ravel()
    aligned = low.deepcopy()
    aligned.align_zero_loss_peak(print_stats=False)
    threshold = aligned.estimate_elastic_scattering_threshold(window=10.0)
    return {
        "centresEv": centres.tolist(),
        "thresholdEv": float(np.nanmean(threshold.data)),
        "thicknessAtThreshold": aligned.estimate_thickness(threshold=threshold_ev).data.ravel().tolist(),
        "thickness": aligned.estimate_thickness(threshold=threshold).data.ravel().tolist(),
    }


def decompose(core, n_components, n_clusters):
    core.decomposition(normalize_poissonian_noise=True, algorithm="SVD", print_info=False)
    results = core.learning_results
    core.cluster_analysis("decomposition", n_clusters=n_clusters, number_of_components=n_components, algorithm="kmeans", n_init=20, random_state=1)
    shares = results.explained_variance_ratio
    m, n = results.loadings.shape[0], results.factors.shape[0]
    values = np.sqrt(results.explained_variance * m)
    # HyperSpy has no rule but the elbow; the other two are written out from their papers.
    beta = min(m, n) / max(m, n)
    omega = 0.56 * beta**3 - 0.95 * beta**2 + 1.82 * beta + 1.43
    return {
        "singularValues": values[:8].tolist(),
        "shares": shares[:8].tolist(),
        "rank": {
            "elbow": int(results.number_significant_components),
            "gavishDonoho": int((values > omega * np.median(values)).sum()),
            "noiseEdge": int((values > (m**0.5 + n**0.5) / core.data.sum() ** 0.5).sum()),
        },
        "labels": np.argmax(core.get_cluster_labels().data.reshape(n_clusters, -1), 0).tolist(),
    }


def analyse(plan):
    core, windows = load(plan["core"]), plan["windows"]
    edges = ("oxygen", "manganese")
    return {
        "total": float(core.data.sum()),
        "net": {edge: net(core, windows, f"{edge}Background", edge) for edge in edges},
        "netOfSums": {edge: net_of_sums(core, windows, f"{edge}Background", edge) for edge in edges},
        **low_loss(load(plan["low"]), plan["thresholdEv"]),
        **decompose(core, plan["nComponents"], plan["nClusters"]),
    }


with contextlib.redirect_stdout(io.StringIO()):
    found = [analyse(plan) for plan in json.loads(sys.argv[1])]
print(json.dumps(found))
