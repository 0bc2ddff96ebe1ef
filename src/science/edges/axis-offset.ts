import type { AxisError, Onset } from './account-for-rises.js';

/** True energy − energy of the file, at the middle of the edges where the dispersion is off, too. */
export interface AxisOffset {
  readonly shiftEv: number;
  /** Includes what chemistry does to onsets. */
  readonly stdEv: number;
  /** Relative error of the dispersion that the edges demand beside the shift; 0 where none does. Not in `shiftEv`. */
  readonly stretch: number;
  /** Energy of the file at which the stretch moves nothing. */
  readonly pivotEv: number;
  /** 'edges': from the edges; 'known': as known beforehand, and the edges agree. */
  readonly source: 'edges' | 'known';
}

/** How far onsets lie from the table by chemistry and by the table's own doubt, eV. */
const ONSET_STD_EV = { step: 2.5, 'white-lines': 1.5, delayed: 4 } as const;
/** The edges disagree with what was known when they lie further from it than this many standard deviations. */
const DISAGREE_SIGMA = 3;

/**
 * The shift of the axis from the onsets found: mean of table − measured, weighted by how well each kind of onset is
 * known; its deviation is that of the weights or of the scatter, whichever is larger. A pair counts once. When a shift
 * was known beforehand and the edges agree with it within 3 standard deviations, it stays.
 */
export function offsetOf(
  onsets: readonly Onset[],
  { stretch, pivotEv }: AxisError,
  known: { readonly valueEv: number; readonly stdEv: number } | null,
): AxisOffset {
  const mains = onsets.filter(({ edge }) => edge.shell !== 'L2' && edge.shell !== 'M4');
  const used = mains.length > 0 ? mains : onsets;
  let weights = 0;
  let sum = 0;
  let squares = 0;
  for (const { edge, rise } of used) {
    const weight = 1 / ONSET_STD_EV[edge.shape] ** 2;
    const delta = edge.onsetEv - rise.energyEv - stretch * (rise.energyEv - pivotEv);
    weights += weight;
    sum += weight * delta;
    squares += weight * delta * delta;
  }
  const shiftEv = sum / weights;
  const chiSquare = Math.max(0, squares - weights * shiftEv * shiftEv);
  const scatter = used.length > 1 ? Math.max(1, chiSquare / (used.length - 1)) : 1;
  const stdEv = Math.sqrt(scatter / weights);
  const agrees =
    known !== null && Math.abs(shiftEv - known.valueEv) <= DISAGREE_SIGMA * Math.hypot(stdEv, known.stdEv);
  return agrees
    ? { shiftEv: known.valueEv, stdEv: known.stdEv, stretch, pivotEv, source: 'known' }
    : { shiftEv, stdEv, stretch, pivotEv, source: 'edges' };
}
