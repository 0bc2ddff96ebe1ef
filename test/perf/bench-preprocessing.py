#!/usr/bin/python3
"""HyperSpy (Debian's python3-hyperspy) on the low loss and core loss that bench-preprocessing.mjs wrote.

usage: bench-preprocessing.py DIR REPEATS -> JSON {name: median seconds} on stdout.
DIR holds low.f32 and core.f32, little-endian float32 [64, 64, 1024], and axes.json."""
import contextlib, io, json, logging, statistics, sys, time, warnings

warnings.filterwarnings("ignore")
import numpy as np
import hyperspy.api as hs

hs.preferences.General.show_progressbar = False
logging.disable(logging.CRITICAL)
folder, repeats = sys.argv[1], int(sys.argv[2])
axes = json.load(open(f"{folder}/axes.json"))


def signal(name):
    s = hs.signals.EELSSpectrum(np.fromfile(f"{folder}/{name}.f32", dtype="<f4").reshape(64, 64, 1024))
    axis = s.axes_manager[-1]
    axis.offset, axis.scale, axis.units = axes[name]["offsetEv"], axes[name]["scaleEv"], "eV"
    return s


def median(work, make):
    times = []
    for _ in range(repeats):
        s = make()
        with contextlib.redirect_stdout(io.StringIO()):
            started = time.perf_counter()
            work(s)
            times.append(time.perf_counter() - started)
    return statistics.median(times)


low, core = signal("low"), signal("core")
threshold = axes["thresholdEv"]
zero_loss = low.deepcopy()
zero_loss.data[..., low.axes_manager[-1].axis >= threshold] = 0
print(json.dumps({
    "align": median(lambda s: s.align_zero_loss_peak(print_stats=False, show_progressbar=False), low.deepcopy),
    "background": median(lambda s: s.remove_background(signal_range=(420.0, 520.0), background_type="PowerLaw", fast=True, show_progressbar=False), core.deepcopy),
    # As a user has to: first the threshold, then the thickness.
    "thickness": median(lambda s: s.estimate_thickness(threshold=s.estimate_elastic_scattering_threshold(window=10.0)), lambda: low),
    "thicknessThresholdGiven": median(lambda s: s.estimate_thickness(threshold=threshold), lambda: low),
    "fourierLog": median(lambda s: s.fourier_log_deconvolution(zero_loss), low.deepcopy),
}))
