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
 * What a detector of other channels sees: means over channels of `dispersionEv`, the first of which begins where the axis does,
 * or `phase` channels before; those that would reach beyond the axis are left out.
 *
 * @param dispersionEv  0.025–1 eV
 * @returns the values, and the energy of the first channel's centre from the centre of the axis' first, eV
 * Checked: a straight line stays one, totals stay.
 */
export function rebinned(
  values: Spectrum,
  stepEv: number,
  { dispersionEv, phase }: { dispersionEv: number; phase: number },
): { readonly values: Spectrum; readonly offsetEv: number } {
  const width = dispersionEv / stepEv;
  const n = values.length;
  // Edges of the spectrum as a polygon through channel centres: a narrower channel sees the slope between them.
  const at = (channel: number): number => valueAt(values, channel);
  const sums = new Float64Array(n);
  for (let i = 1; i < n; i++) sums[i] = sums[i - 1] + (values[i - 1] + values[i]) / 2;
  const integral = (channel: number): number => {
    const i = Math.min(n - 1, Math.floor(channel));
    const part = channel - i;
    return sums[i] + (part * (values[i] + at(channel))) / 2;
  };
  const first = phase * width;
  const count = Math.floor((n - 1 - first) / width);
  const wide = Float64Array.from(
    { length: count },
    (_, k) => (integral(first + (k + 1) * width) - integral(first + k * width)) / width,
  );
  return { values: wide, offsetEv: (first + width / 2) * stepEv };
}

/**
 * Counts electrons: each channel is drawn from a Poisson distribution, and scaled back.
 *
 * @param dose        electrons in the highest channel; > 0
 * @param background  electrons a channel of a background that was counted too, and taken off again; ≥ 0
 * Checked: mean and variance over many draws.
 */
export function counted(
  values: Spectrum,
  { dose, background = 0 }: { dose: number; background?: number },
  rng: Rng,
): Spectrum {
  const top = values.reduce((a, b) => Math.max(a, b), 0);
  if (!(top > 0)) return values.slice();
  const scale = dose / top;
  return values.map((v) => (rng.poisson(Math.max(0, v * scale + background)) - background) / scale);
}

/**
 * Adds white Gaussian noise, `std` in the spectrum's unit.
 *
 * @param points  where a source measured, in channels, ascending: noise is drawn there and goes on in straight lines between;
 *                null: at every channel
 */
export function withNoise(values: Spectrum, std: number, points: Float64Array | null, rng: Rng): Spectrum {
  if (points === null) return values.map((v) => v + std * rng.normal());
  const noise = Float64Array.from(points, () => std * rng.normal());
  const last = points.length - 1;
  let k = 0;
  return values.map((v, i) => {
    while (k < last - 1 && points[k + 1] <= i) k++;
    const part = Math.min(1, Math.max(0, (i - points[k]) / (points[k + 1] - points[k])));
    return v + noise[k] + part * (noise[k + 1] - noise[k]);
  });
}

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
