import { aboveFloor, rangeOf, sampled, samplerOf, type EnergyCurve, type RangeEv } from './energy-curve.js';

export type AlignmentMethod = 'cross-correlation' | 'onset' | 'none';

export interface AlignmentOptions {
  readonly method: AlignmentMethod;
  /** The reference may be moved so far either way, eV. */
  readonly maxShiftEv: number;
  /** The two must have this share of the shorter one in common. */
  readonly minOverlapShare: number;
}

export interface Alignment {
  /** To be added to the reference's energies, eV. */
  readonly shiftEv: number;
  /** What both have in common then, on the axis of the query, eV. */
  readonly rangeEv: RangeEv;
  /** True when the best shift is the largest allowed: a better one may lie beyond. */
  readonly atLimit: boolean;
  /** Pearson correlation over the range, after alignment. */
  readonly correlation: number;
}

/** Points of the common range at which spectra are compared. */
export const N_POINTS = 200;
/** The onset is where a spectrum rises above this share of its maximum. */
export const ONSET_THRESHOLD = 0.06;
/** Points in a row that must be above the threshold, so that a noisy channel is no onset. */
const ONSET_RUN = 3;
const N_SHIFTS = 100;

/**
 * Moves a reference onto a query.
 *
 * 'cross-correlation': the shift of largest Pearson correlation over 200 points of what both have in common, refined by a
 * parabola. 'onset': the first energies at which each rises above 6 % of its maximum coincide. 'none': shift 0.
 *
 * @returns null where too little is in common at every shift, or (for 'onset') the shift would be larger than allowed
 * Source: after Zheng et al., npj Comput. Mater. 4 (2018) 12. Checked: known shifts on different axes (align-curves.spec.ts).
 */
export function align(
  query: EnergyCurve,
  reference: EnergyCurve,
  options: AlignmentOptions,
): Alignment | null {
  const { method, maxShiftEv } = options;
  if (method === 'none') return tryingOf(query, reference, options)(0);
  if (method === 'onset') {
    const shiftEv = onsetOf(query) - onsetOf(reference);
    return Math.abs(shiftEv) > maxShiftEv ? null : tryingOf(query, reference, options)(shiftEv);
  }
  return byCorrelation(query, reference, options);
}

function byCorrelation(
  query: EnergyCurve,
  reference: EnergyCurve,
  options: AlignmentOptions,
): Alignment | null {
  const { maxShiftEv } = options;
  const at = tryingOf(query, reference, options);
  const step = maxShiftEv / N_SHIFTS;
  const steps = maxShiftEv === 0 ? [0] : Array.from({ length: 2 * N_SHIFTS + 1 }, (_, i) => i - N_SHIFTS);
  const tries = steps.map((i) => at(i * step));
  let best = -1;
  tries.forEach((one, i) => {
    if (one !== null && (best < 0 || one.correlation > tries[best]!.correlation)) best = i;
  });
  if (best < 0) return null;
  const found = tries[best]!;
  const [left, right] = [tries[best - 1], tries[best + 1]];
  if (left == null || right == null) return { ...found, atLimit: maxShiftEv > 0 };
  const curvature = left.correlation - 2 * found.correlation + right.correlation;
  if (!(curvature < 0)) return found;
  const part = (0.5 * (left.correlation - right.correlation)) / curvature;
  const refined = at(found.shiftEv + part * step);
  return refined !== null && refined.correlation >= found.correlation ? refined : found;
}

/** What a shift gives; null where too little is in common. */
function tryingOf(
  query: EnergyCurve,
  reference: EnergyCurve,
  { minOverlapShare }: AlignmentOptions,
): (shiftEv: number) => Alignment | null {
  const [q, r] = [rangeOf(query), rangeOf(reference)];
  const [ofQuery, ofReference] = [samplerOf(query), samplerOf(reference)];
  return (shiftEv) => {
    const rangeEv: RangeEv = [Math.max(q[0], r[0] + shiftEv), Math.min(q[1], r[1] + shiftEv)];
    const common = rangeEv[1] - rangeEv[0];
    if (!(common > 0 && common >= minOverlapShare * Math.min(q[1] - q[0], r[1] - r[0]))) return null;
    const own: RangeEv = [rangeEv[0] - shiftEv, rangeEv[1] - shiftEv];
    const correlation = pearson(ofQuery(rangeEv, N_POINTS), ofReference(own, N_POINTS));
    return { shiftEv, rangeEv, atLimit: false, correlation };
  };
}

/** 0 where one of the two is constant. */
function pearson(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let [sa, sb] = [0, 0];
  for (let i = 0; i < n; i++) {
    sa += a[i];
    sb += b[i];
  }
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [da, db] = [a[i] - sa / n, b[i] - sb / n];
    aa += da * da;
    bb += db * db;
    ab += da * db;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Energy at which a curve rises above the threshold for several points; its first energy when it starts above. */
export function onsetOf(curve: EnergyCurve): number {
  const [lo, hi] = rangeOf(curve);
  const values = aboveFloor(sampled(curve, [lo, hi], N_POINTS));
  const threshold = ONSET_THRESHOLD * values.reduce((a, b) => Math.max(a, b), 0);
  const first = values.findIndex((_, i) => {
    for (let k = 0; k < ONSET_RUN; k++) if (!(values[i + k] > threshold)) return false;
    return true;
  });
  return lo + (Math.max(0, first) + 0.5) * ((hi - lo) / N_POINTS);
}
