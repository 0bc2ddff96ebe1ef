import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { channelAt, energyAt, SpectrumError, spectrumAt } from '../spectra/spectrum-image.js';
import { relativeThickness } from './thickness.js';

/** Losses beyond this add nothing but noise to a core loss (plasmons of solids and their multiples lie below), eV. */
const REACH_EV = 150;

/**
 * Takes plural scattering out of a core loss: what the plasmons of the same pixel have moved to higher losses goes back
 * to where it came from.
 *
 * The measured core loss is C = T ⊗ S with T the low loss of the pixel divided by its total, the elastic part gathered
 * into one channel. T begins with its largest element, so S follows channel by channel,
 * S_i = (C_i − Σ_{k≥1} T_k·S_{i−k}) / T_0: exact, no filter, no division in Fourier space, and the energy resolution
 * stays as it was. Below the first channel, S is C continued as a power law and divided by what T makes of that law.
 *
 * @param scan     core loss [nPixels × nChannels], aligned, spikes removed
 * @param lowLoss  zero loss at 0 eV, the same pixels; its axis may have another step
 * @returns the same shape; the area of an edge is that of all its electrons, elastic and not. Noise: variance grows by
 *   about e^(2t/λ) and neighbouring channels stay nearly independent
 * @throws SpectrumError shape-mismatch  other pixels; no-zero-loss-peak  no peak, or none that ends before the losses do
 * Valid for: t/λ up to 1 (from 50 eV behind the start of the axis on within 0.5 % at 0.2, 2 % at 1); core loss that
 *   starts with at least 20 eV before its first edge. Losses above 150 eV are left in.
 * Source: R. F. Egerton, Electron Energy-Loss Spectroscopy in the Electron Microscope (2011), section 4.3.2 (Fourier
 *   ratio; here in the energy domain).
 * Checked: plural-scattering.spec.ts, against the single scattering that the forward model started from.
 */
export function removePluralScattering(scan: SpectrumImage, lowLoss: SpectrumImage): SpectrumImage {
  if (lowLoss.nPixels !== scan.nPixels) {
    throw new SpectrumError(
      'shape-mismatch',
      `The low loss has ${lowLoss.nPixels} spectra, the core loss ${scan.nPixels}.`,
    );
  }
  const { thresholdEv } = relativeThickness(lowLoss);
  if (thresholdEv === null) {
    throw new SpectrumError(
      'no-zero-loss-peak',
      'The zero-loss peak runs into the losses behind it: elastic and plural scattering cannot be told apart.',
    );
  }
  const counts = new Float32Array(scan.counts.length);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const kernel = scatteringKernel(lowLoss, pixel, thresholdEv, scan.energy.scaleEv);
    counts.set(unfold(scan, pixel, kernel), pixel * scan.nChannels);
  }
  return { ...scan, counts };
}

/** Shares of a pixel's electrons by loss, in steps of the core loss; [0] is the elastic share. */
function scatteringKernel(
  lowLoss: SpectrumImage,
  pixel: number,
  thresholdEv: number,
  stepEv: number,
): Float64Array {
  const spectrum = spectrumAt(lowLoss, pixel);
  const kernel = new Float64Array(Math.floor(REACH_EV / stepEv) + 1);
  const elasticEnd = Math.round(channelAt(lowLoss.energy, thresholdEv));
  let total = 0;
  for (let i = 0; i < lowLoss.nChannels; i++) {
    const value = spectrum[i];
    total += value;
    // A channel's counts go to the two nearest steps, so that sum and mean energy stay.
    const at = i < elasticEnd ? 0 : energyAt(lowLoss.energy, i) / stepEv;
    const k = Math.floor(at);
    if (k < kernel.length) kernel[k] += value * (1 - (at - k));
    if (k + 1 < kernel.length) kernel[k + 1] += value * (at - k);
  }
  return kernel.map((value) => value / total);
}

function unfold(scan: SpectrumImage, pixel: number, kernel: Float64Array): Float64Array {
  const measured = spectrumAt(scan, pixel);
  const margin = Math.min(kernel.length - 1, Math.floor(scan.energy.offsetEv / (2 * scan.energy.scaleEv)));
  const single = new Float64Array(margin + scan.nChannels);
  continueBelow(scan, measured, kernel, single.subarray(0, margin));
  for (let i = margin; i < single.length; i++) {
    let scattered = 0;
    const reach = Math.min(kernel.length - 1, i);
    for (let k = 1; k <= reach; k++) scattered += kernel[k] * single[i - k];
    single[i] = (measured[i - margin] - scattered) / kernel[0];
  }
  return single.subarray(margin);
}

/** Width at the start of the axis from which the power law below it is told, eV. */
const START_EV = 20;
/** What scattering adds to a power law varies slowly with energy: it is told at this many energies, linear between. */
const NODES = 12;

/** Fills the channels below the axis with the single scattering that a power law in the measured start implies. */
function continueBelow(
  scan: SpectrumImage,
  measured: Float32Array,
  kernel: Float64Array,
  below: Float64Array,
): void {
  if (below.length === 0) return;
  const { offsetEv, scaleEv } = scan.energy;
  const { level, middleEv, r } = startOf(scan, measured);
  const energyOf = (i: number): number => offsetEv - (below.length - i) * scaleEv;
  const pitch = below.length / NODES;
  const gains = Array.from({ length: NODES + 1 }, (_, node) =>
    powerLawGain(kernel, scaleEv / energyOf(node * pitch), r),
  );
  for (let i = 0; i < below.length; i++) {
    const node = Math.floor(i / pitch);
    const gain = gains[node] + (i / pitch - node) * (gains[node + 1] - gains[node]);
    below[i] = (level * (energyOf(i) / middleEv) ** -r) / gain;
  }
}

/** The power law through the two halves of the first 20 eV. */
function startOf(
  scan: SpectrumImage,
  measured: Float32Array,
): { level: number; middleEv: number; r: number } {
  const half = Math.max(1, Math.floor(START_EV / scan.energy.scaleEv / 2));
  let [low, high] = [0, 0];
  for (let i = 0; i < half; i++) {
    low += measured[i];
    high += measured[half + i];
  }
  const ratio = energyAt(scan.energy, 1.5 * half) / energyAt(scan.energy, 0.5 * half);
  const r = low > 0 && high > 0 ? Math.max(0, Math.log(low / high) / Math.log(ratio)) : 0;
  return { level: Math.max(0, low + high) / (2 * half), middleEv: energyAt(scan.energy, half - 0.5), r };
}

/** (T ⊗ E^−r) / E^−r at an energy of which one channel is the share `step`; losses up to half the energy count. */
function powerLawGain(kernel: Float64Array, step: number, r: number): number {
  let gain = 0;
  for (let k = 0; k < kernel.length && k * step < 0.5; k++) gain += kernel[k] * (1 - k * step) ** -r;
  return gain;
}
