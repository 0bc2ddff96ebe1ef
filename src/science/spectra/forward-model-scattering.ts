/** A broad bulk plasmon above a band gap. */
export interface PlasmonSpec {
  readonly energyEv: number;
  readonly fwhmEv: number;
  /** No loss below this energy (insulator), eV. */
  readonly gapEv: number;
}

/**
 * Single-scattering distribution of a bulk plasmon (Drude: E·Γ·Ep² / ((E²−Ep²)² + E²Γ²) above the gap), unit sum.
 *
 * @returns [nChannels]; channel k is a loss of k·scaleEv; channel 0 is 0
 * Source: R. F. Egerton, Electron Energy-Loss Spectroscopy in the Electron Microscope, 3rd ed., eq. 3.43 (shape only).
 */
export function plasmonLoss(spec: PlasmonSpec, scaleEv: number, nChannels: number): Float64Array {
  const loss = new Float64Array(nChannels);
  const ep2 = spec.energyEv ** 2;
  let sum = 0;
  for (let k = 1; k < nChannels; k++) {
    const e = k * scaleEv;
    if (e <= spec.gapEv) continue;
    const gapFactor = Math.sqrt(1 - spec.gapEv / e);
    loss[k] = (gapFactor * e * spec.fwhmEv * ep2) / ((e * e - ep2) ** 2 + (e * spec.fwhmEv) ** 2);
    sum += loss[k];
  }
  for (let k = 0; k < nChannels; k++) loss[k] /= sum;
  return loss;
}

/**
 * Plural scattering: Σ_n e^(−t) tⁿ/n! · sⁿ* (n-fold self-convolution), the Poisson law of independent losses, in one
 * pass: with S = t·s the sum is exp(S) as a power series, whose terms obey k·T_k = Σ_j j·S_j·T_(k−j).
 *
 * @param single  single-scattering distribution of sum 1, [n]; single[0] must be 0
 * @param thickness  t/λ
 * @returns [n]; channel 0 is e^(−t/λ) (elastic); the sum is 1 less what lies beyond the last channel
 * Checked: forward-model.spec.ts against explicit self-convolutions.
 */
export function pluralScattering(single: Float64Array, thickness: number): Float64Array {
  const n = single.length;
  const weighted = new Float64Array(n);
  for (let j = 1; j < n; j++) weighted[j] = j * thickness * single[j];
  const total = new Float64Array(n);
  total[0] = Math.exp(-thickness);
  for (let k = 1; k < n; k++) {
    let sum = 0;
    for (let j = 1; j <= k; j++) sum += weighted[j] * total[k - j];
    total[k] = sum / k;
  }
  return total;
}

/**
 * Linear convolution on the signal's own grid: out[i] = Σ_k kernel[k]·signal[i − k + zeroIndex]; beyond its ends the
 * signal counts as 0, so the caller gives it a margin of the kernel's length and cuts it off.
 *
 * @param zeroIndex  index of the kernel that is "no shift"
 */
export function convolve(signal: Float64Array, kernel: Float64Array, zeroIndex = 0): Float64Array {
  const out = new Float64Array(signal.length);
  for (let k = 0; k < kernel.length; k++) {
    const weight = kernel[k];
    if (weight === 0) continue;
    const shift = k - zeroIndex;
    const end = Math.min(signal.length, signal.length + shift);
    for (let i = Math.max(0, shift); i < end; i++) out[i] += weight * signal[i - shift];
  }
  return out;
}

/**
 * A Gaussian zero-loss peak of unit sum around a position that need not be a channel centre.
 *
 * @param centre  fractional channel
 * @param sigma   channels; ≥ 0.8, so that the sampled sum is 1 to 1e-5
 * @returns values of the channels first, first+1, …
 */
export function zeroLossSamples(centre: number, sigma: number): { first: number; values: Float64Array } {
  const first = Math.floor(centre - 7 * sigma);
  const values = new Float64Array(Math.ceil(14 * sigma) + 2);
  const norm = 1 / (sigma * Math.sqrt(2 * Math.PI));
  for (let i = 0; i < values.length; i++) {
    const z = (first + i - centre) / sigma;
    values[i] = norm * Math.exp(-0.5 * z * z);
  }
  return { first, values };
}

export interface LowLossSpec {
  /** Loss distribution from `pluralScattering`. */
  readonly scattering: Float64Array;
  /** Where the zero-loss peak lies, fractional channel of the axis wanted, and its sigma in channels. */
  readonly zeroChannel: number;
  readonly sigmaChannels: number;
  /** All electrons, elastic and inelastic. */
  readonly electrons: number;
  readonly nChannels: number;
}

/** Low-loss spectrum: zero-loss peak convolved with plural plasmon losses, electrons per channel, [nChannels]. */
export function plasmonLowLoss(spec: LowLossSpec): Float64Array {
  const out = new Float64Array(spec.nChannels);
  const peak = zeroLossSamples(spec.zeroChannel, spec.sigmaChannels);
  for (let z = 0; z < peak.values.length; z++) {
    const start = peak.first + z;
    const weight = peak.values[z] * spec.electrons;
    const end = Math.min(spec.nChannels, start + spec.scattering.length);
    for (let i = Math.max(0, start); i < end; i++) out[i] += weight * spec.scattering[i - start];
  }
  return out;
}

/**
 * Kernel that turns single core-loss scattering into what the detector sees: energy resolution and plural losses.
 *
 * @returns kernel and the index that is "no loss", for `convolve`
 */
export function coreLossKernel(
  scattering: Float64Array,
  sigmaChannels: number,
  nChannels: number,
): { kernel: Float64Array; zeroIndex: number } {
  const zeroIndex = Math.ceil(7 * sigmaChannels);
  const kernel = plasmonLowLoss({
    scattering,
    zeroChannel: zeroIndex,
    sigmaChannels,
    electrons: 1,
    nChannels: zeroIndex + nChannels,
  });
  return { kernel, zeroIndex };
}
