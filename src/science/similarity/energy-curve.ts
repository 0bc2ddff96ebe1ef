import { energyAt, type EnergyAxis } from '../spectra/spectrum-image.js';
import { SimilarityError } from './similarity-error.js';

/** A spectrum to compare: counts (or anything proportional to them) on an even axis. */
export interface EnergyCurve {
  readonly energy: EnergyAxis;
  /** [energy.nChannels] */
  readonly values: Float64Array;
}

export type RangeEv = readonly [number, number];

/** Centres of the first and the last channel, eV. */
export const rangeOf = ({ energy }: EnergyCurve): RangeEv => [
  energy.offsetEv,
  energyAt(energy, energy.nChannels - 1),
];

/** @throws SimilarityError shape-mismatch, non-finite-data, invalid-parameter (fewer than 3 channels, axis not ascending) */
export function checkCurve({ energy, values }: EnergyCurve): void {
  if (values.length !== energy.nChannels) {
    throw new SimilarityError(
      'shape-mismatch',
      `The axis has ${energy.nChannels} channels, the spectrum ${values.length}.`,
    );
  }
  if (!values.every(Number.isFinite)) {
    throw new SimilarityError('non-finite-data', 'A spectrum to compare must have a number in each channel.');
  }
  if (energy.nChannels < 3 || !(energy.scaleEv > 0 && Number.isFinite(energy.offsetEv))) {
    throw new SimilarityError(
      'invalid-parameter',
      'A spectrum to compare needs 3 channels on an axis that ascends.',
    );
  }
}

/**
 * Means over `nPoints` equal cells of a range: each cell takes the integral of the straight lines between channels, so that
 * a finer axis is averaged and a coarser one interpolated.
 *
 * @param rangeEv  within the curve's range (beyond it the end values go on)
 * @returns [nPoints]
 * Checked: a straight line is kept, the integral too (energy-curve.spec.ts).
 */
export const sampled = (curve: EnergyCurve, rangeEv: RangeEv, nPoints: number): Float64Array =>
  samplerOf(curve)(rangeEv, nPoints);

/** `sampled` of one curve, made ready for many ranges. */
export function samplerOf(curve: EnergyCurve): (rangeEv: RangeEv, nPoints: number) => Float64Array {
  const { energy, values } = curve;
  const last = energy.nChannels - 1;
  const cumulative = new Float64Array(last + 1);
  for (let i = 1; i <= last; i++) cumulative[i] = cumulative[i - 1] + (values[i - 1] + values[i]) / 2;
  const integral = (channel: number): number => {
    if (channel <= 0) return channel * values[0];
    if (channel >= last) return cumulative[last] + (channel - last) * values[last];
    const i = Math.floor(channel);
    const part = channel - i;
    return cumulative[i] + part * (values[i] + (part * (values[i + 1] - values[i])) / 2);
  };
  return (rangeEv, nPoints) => {
    const from = (rangeEv[0] - energy.offsetEv) / energy.scaleEv;
    const step = (rangeEv[1] - rangeEv[0]) / energy.scaleEv / nPoints;
    let before = integral(from);
    return Float64Array.from({ length: nPoints }, (_, i) => {
      const after = integral(from + (i + 1) * step);
      const mean = (after - before) / step;
      before = after;
      return mean;
    });
  };
}

/**
 * The channels whose centres lie in [lo, hi], eV.
 *
 * @throws SimilarityError invalid-parameter  fewer than 3
 */
export function cropped({ energy, values }: EnergyCurve, [lo, hi]: RangeEv): EnergyCurve {
  const first = Math.max(0, Math.ceil((lo - energy.offsetEv) / energy.scaleEv - 1e-6));
  const end = Math.min(energy.nChannels, Math.floor((hi - energy.offsetEv) / energy.scaleEv + 1e-6) + 1);
  if (!(end - first >= 3)) {
    throw new SimilarityError('invalid-parameter', `Fewer than 3 channels lie in ${lo} to ${hi} eV.`);
  }
  const axis = { ...energy, offsetEv: energyAt(energy, first), nChannels: end - first };
  return { energy: axis, values: values.slice(first, end) };
}

/** The values above their lowest level (their 2 % quantile); what is below it counts as 0, so that all are ≥ 0. */
export function aboveFloor(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const floor = sorted[Math.floor(0.02 * (sorted.length - 1))];
  return values.map((v) => Math.max(0, v - floor));
}
