import { solveTiltedMean } from '../preprocessing/tilted-mean.js';
import { energyAt, type EnergyAxis } from '../spectra/spectrum-image.js';

export type RowBackground = 'power-law' | 'line' | 'level' | 'none';

/** Fewest channels that tell a background, and the least share of its window that the scan must hold. */
const MIN_CHANNELS: Readonly<Record<Exclude<RowBackground, 'none'>, number>> = {
  'power-law': 5,
  line: 3,
  level: 1,
};
const MIN_WINDOW_SHARE = 0.5;
/** A window whose mean is below so many of its standard deviations holds nothing to take off. */
const MIN_SIGMA = 3;

/**
 * Takes the background off one spectrum, in place: fitted in a window of energies, taken off everywhere above 0 eV.
 *
 * @param values  [nChannels]
 * @param variance  of one channel: a power law is left alone where the window holds nothing beyond 3 standard deviations,
 *                  as in spectra that lost their background before
 * @returns why it cannot be told; null when it was taken off
 * Source: power law by Poisson maximum likelihood as `fitPowerLaw`; line by least squares.
 * Checked: planted backgrounds come off to rounding (model-input.spec.ts).
 */
export function takeBackground(
  values: Float64Array,
  axis: EnergyAxis,
  kind: RowBackground,
  where: { readonly windowEv: readonly [number, number]; readonly variance: number },
): string | null {
  if (kind === 'none') return null;
  const refusal = windowRefusal(axis, kind, where.windowEv);
  if (refusal !== null) return refusal;
  const [first, end] = windowChannels(axis, where.windowEv);
  if (kind === 'power-law') return takePowerLaw(values, axis, [first, end], where.variance);
  const line =
    kind === 'level' ? { level: meanOf(values, first, end), slope: 0 } : lineOf(values, first, end);
  const middle = (first + end - 1) / 2;
  for (let i = 0; i < values.length; i++) values[i] -= line.level + line.slope * (i - middle);
  return null;
}

/** Why no background can be told in a window, whatever the counts; null where it can. */
export function windowRefusal(
  axis: EnergyAxis,
  kind: Exclude<RowBackground, 'none'>,
  windowEv: readonly [number, number],
): string | null {
  const [first, end] = windowChannels(axis, windowEv);
  const [loEv, hiEv] = windowEv;
  const held = ((end - first) * axis.scaleEv) / (hiEv - loEv);
  if (end - first >= MIN_CHANNELS[kind] && held >= MIN_WINDOW_SHARE) return null;
  return `too little in front of the edge to tell its background (${loEv.toFixed(1)}–${hiEv.toFixed(1)} eV)`;
}

function windowChannels(
  axis: EnergyAxis,
  [loEv, hiEv]: readonly [number, number],
): readonly [number, number] {
  const first = Math.max(0, Math.ceil((loEv - axis.offsetEv) / axis.scaleEv - 1e-6));
  return [first, Math.min(axis.nChannels, Math.floor((hiEv - axis.offsetEv) / axis.scaleEv + 1e-6) + 1)];
}

function meanOf(values: Float64Array, first: number, end: number): number {
  let sum = 0;
  for (let i = first; i < end; i++) sum += values[i];
  return sum / (end - first);
}

function lineOf(values: Float64Array, first: number, end: number): { level: number; slope: number } {
  const middle = (first + end - 1) / 2;
  let first1 = 0;
  let second = 0;
  for (let i = first; i < end; i++) {
    first1 += (i - middle) * values[i];
    second += (i - middle) ** 2;
  }
  return { level: meanOf(values, first, end), slope: first1 / second };
}

function takePowerLaw(
  values: Float64Array,
  axis: EnergyAxis,
  [first, end]: readonly [number, number],
  variance: number,
): string | null {
  const total = meanOf(values, first, end) * (end - first);
  if (Math.abs(total) < MIN_SIGMA * Math.sqrt(variance * (end - first))) return null;
  if (!(energyAt(axis, first) > 0)) return 'a power law needs energies above 0 eV';
  const x = Float64Array.from({ length: end - first }, (_, i) => Math.log(energyAt(axis, first + i)));
  let moment = 0;
  for (let i = first; i < end; i++) moment += values[i] * x[i - first];
  const fit = solveTiltedMean(x, moment / total, -3);
  if (!(total > 0) || fit === null) return 'no power law fits in front of the edge';
  const logA = Math.log(total) - fit.logNorm;
  for (let i = 0; i < values.length; i++) {
    const energyEv = energyAt(axis, i);
    values[i] -= energyEv > 0 ? Math.exp(logA + fit.slope * Math.log(energyEv)) : values[i];
  }
  return null;
}
