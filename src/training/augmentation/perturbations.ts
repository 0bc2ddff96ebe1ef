import type { Rng } from '../../science/numerics/rng.js';

/**
 * What makes a simulated spectrum look measured, and a calibrated one look miscalibrated. All take one spectrum on a uniform
 * axis ([nChannels], energies ascending) and give a new one; beyond the axis a spectrum goes on with its end values.
 */
type Spectrum = Float64Array;

const FWHM_PER_SIGMA = 2 * Math.sqrt(2 * Math.LN2);
/** Standard deviations a Gaussian kernel reaches; beyond lie 6e−5 of it. */
const REACH_SIGMA = 4;

const clamped = (values: Spectrum, i: number): number =>
  i <= 0 ? values[0] : i >= values.length - 1 ? values[values.length - 1] : values[i];

/** Value at a fractional channel, linear between channels. */
function valueAt(values: Spectrum, channel: number): number {
  const below = Math.floor(channel);
  const part = channel - below;
  const a = clamped(values, below);
  return part === 0 ? a : a + part * (clamped(values, below + 1) - a);
}

/**
 * Moves features to higher energies.
 *
 * @param shiftEv  how far; linear interpolation, so a shift by whole channels is exact
 * Checked: perturbations.spec.ts: to and fro, and the centre of mass of a peak.
 */
export const shifted = (values: Spectrum, stepEv: number, shiftEv: number): Spectrum =>
  values.map((_, i) => valueAt(values, i - shiftEv / stepEv));

/**
 * Convolves with a Gaussian of unit area.
 *
 * @param fwhmEv  0.3–5 eV is what spectrometers and sources make; 0 changes nothing
 * Checked: a Gaussian stays one, variances add; a constant stays.
 */
export function broadened(values: Spectrum, stepEv: number, fwhmEv: number): Spectrum {
  const sigma = fwhmEv / FWHM_PER_SIGMA / stepEv;
  const reach = Math.ceil(REACH_SIGMA * sigma);
  if (reach === 0) return values.slice();
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-((k - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((a, b) => a + b, 0);
  const n = values.length;
  const padded = new Float64Array(n + 2 * reach);
  padded.fill(values[0], 0, reach);
  padded.set(values, reach);
  padded.fill(values[n - 1], n + reach);
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) sum += kernel[k] * padded[i + k];
    out[i] = sum / total;
  }
  return out;
}

/**
 * What a detector of wider channels sees: means over channels of `dispersionEv`, with straight lines between their centres.
 *
 * @param dispersionEv  0.025–1 eV; below the axis' own step nothing changes
 * @param phase         where the first wide channel begins, in wide channels, [0, 1)
 * Checked: a straight line stays inside the axis; totals stay.
 */
export function dispersed(
  values: Spectrum,
  stepEv: number,
  { dispersionEv, phase }: { dispersionEv: number; phase: number },
): Spectrum {
  const width = dispersionEv / stepEv;
  if (width <= 1) return values.slice();
  const n = values.length;
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i] + values[i];
  // Integral from the lower edge of channel 0 to a fractional position, end values going on.
  const integral = (x: number): number => {
    if (x <= 0) return x * values[0];
    if (x >= n) return sums[n] + (x - n) * values[n - 1];
    const i = Math.floor(x);
    return sums[i] + (x - i) * values[i];
  };
  const first = (phase - 1) * width;
  const count = Math.ceil((n - first) / width) + 1;
  const wide = Float64Array.from(
    { length: count },
    (_, k) => (integral(first + (k + 1) * width) - integral(first + k * width)) / width,
  );
  return values.map((_, i) => valueAt(wide, (i + 0.5 - first) / width - 0.5));
}

/**
 * Counts electrons: each channel is drawn from a Poisson distribution, and scaled back.
 *
 * @param dose  electrons in the highest channel; > 0
 * Checked: mean and variance over many draws.
 */
export function counted(values: Spectrum, dose: number, rng: Rng): Spectrum {
  const top = values.reduce((a, b) => Math.max(a, b), 0);
  if (!(top > 0)) return values.slice();
  const scale = dose / top;
  return values.map((v) => rng.poisson(Math.max(0, v) * scale) / scale);
}

/** Adds white Gaussian noise, `std` in the spectrum's unit. */
export const withNoise = (values: Spectrum, std: number, rng: Rng): Spectrum =>
  values.map((v) => v + std * rng.normal());

/**
 * Leaves a rest of the background under the edge: a straight line.
 *
 * @param level  its height in the middle, in units of the spectrum's maximum
 * @param tilt   by how much it rises from end to end, in the same unit
 * Checked: the difference is the line.
 */
export function withBackground(values: Spectrum, { level, tilt }: { level: number; tilt: number }): Spectrum {
  const top = values.reduce((a, b) => Math.max(a, b), 0);
  const n = values.length;
  return values.map((v, i) => v + top * (level + tilt * (i / (n - 1) - 0.5)));
}

/**
 * A detector whose gain changes along the axis: multiplies by a line that is 1 in the middle.
 *
 * @param slope  relative change from end to end, > −2 and < 2
 */
export const withGainSlope = (values: Spectrum, slope: number): Spectrum =>
  values.map((v, i) => v * (1 + slope * (i / (values.length - 1) - 0.5)));

/** What a thick specimen adds: t/λ, and the plasmon's energy and width (FWHM, of a Gaussian), eV. */
export interface PluralScattering {
  readonly thickness: number;
  readonly plasmonEv: number;
  readonly widthEv: number;
}

/**
 * Scatters what was lost in the edge once more, by up to three plasmons: S ⊗ Σ (t/λ)ⁿ/n! · Pⁿ, divided by its total.
 *
 * Checked: the area of a peak inside the axis stays; a share t/λ of it lies one plasmon higher.
 * Source: R. F. Egerton, Electron Energy-Loss Spectroscopy in the Electron Microscope (2011), section 3.4.
 */
export function scatteredAgain(values: Spectrum, stepEv: number, plural: PluralScattering): Spectrum {
  const { thickness, plasmonEv, widthEv } = plural;
  const out = values.slice();
  let share = 1;
  let total = 1;
  for (let order = 1; order <= 3; order++) {
    share *= thickness / order;
    total += share;
    const wide = broadened(values, stepEv, widthEv * Math.sqrt(order));
    const moved = shifted(wide, stepEv, order * plasmonEv);
    for (let i = 0; i < out.length; i++) out[i] += share * moved[i];
  }
  return out.map((v) => v / total);
}
