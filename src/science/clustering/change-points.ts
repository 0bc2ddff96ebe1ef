import { median } from '../numerics/statistics.js';
import { ClusteringError } from './clustering-error.js';
import { bestCandidate, limitsOf } from './step-candidates.js';
import { centreStd, refineSteps, solveHeights, type Step, type StepFit } from './logistic-steps.js';
import type { WeightedLine } from './segmentation.js';

export interface LineShape {
  readonly nPositions: number;
  readonly nDims: number;
}

export interface ChangePointOptions {
  /** Standard deviation of each value, same layout; null: measured from the scatter of each profile. */
  readonly std: Float64Array | null;
  /** Fewest positions before, after and between changes. */
  readonly minSegment: number;
  readonly maxCount: number;
}

/** A place along a line where the profiles go from one level to another. */
export interface LineChange {
  /** Position index of the middle of the transition, fractional: 31.5 lies between 31 and 32. */
  readonly index: number;
  /** Standard deviation of `index`; null when it could not be told. At least 0.29 for a jump between two positions. */
  readonly stdIndex: number | null;
  /** Width of the logistic, positions; 10–90 % of the change take 4.4 of it. 0.1 is a jump. */
  readonly widthIndex: number;
  /** Gain of χ² by this change, in units of the most that noise alone gains by one (in 99 of 100 lines); > 1. */
  readonly strength: number;
  /** Height of the change in each profile and its standard deviation, [nDims]. */
  readonly step: Float64Array;
  readonly stepStd: Float64Array;
}

/** A line without changes shows one at most this often. */
const FALSE_ALARM = 0.01;
/** What a change must explain of all that varies: nothing smaller is worth calling structure. */
const MIN_SHARE = 0.005;
/** … and when it overlaps a larger one: there it may only mend a transition that is no logistic. */
const MIN_SHARE_OVERLAPPING = 0.05;
/** Changes nearer than this many of their widths overlap. */
const OVERLAP = 2.5;
/** A transition narrower than this falls between two positions: where in between cannot be told. */
const BETWEEN_POSITIONS = 0.3;
/** Gaps to either side that are weighed as places of a jump. */
const REACH = 12;

/**
 * Where a line changes: as many logistic transitions as the noise supports, each with one centre and width for all
 * profiles and its own height in each.
 *
 * For each number of changes the best of an optimal piecewise-constant segmentation and of adding one to the smaller
 * model is refined by weighted least squares; the number is the one of least χ² + penalty. A change stays when the line
 * without it fits worse by more than noise explains, a straight slope in its place fits worse too, and it explains 0.5 % of
 * what varies (5 % next to a larger one it overlaps).
 *
 * @param profiles  [nPositions × nDims], any units; NaN (or an infinite std) is unknown
 * @returns changes in order along the line
 * @throws ClusteringError shape-mismatch, invalid-parameter
 * Valid for: noise independent from position to position. Larger scatter than `std` says is recognised and used.
 * Source: penalty per change d + 2√(dL) + 2L, L = ln(3·nPositions/0.01): Laurent & Massart, Ann. Statist. 28 (2000) 1302,
 * lemma 1, over all places and widths. Checked: pure noise, steps, sigmoids, coverage of `stdIndex` (change-points.spec.ts).
 */
export function changePoints(
  profiles: Float64Array,
  shape: LineShape,
  options: ChangePointOptions,
): readonly LineChange[] {
  check(profiles, shape, options);
  if (shape.nDims === 0 || shape.nPositions < 2 * options.minSegment) return [];
  const { line, dispersion } = weightedLine(profiles, shape, options.std);
  const penalty = dispersion * penaltyOf(shape);
  const start = bestCandidate(line, penalty, options);
  const { fit, gains } = prune(line, start, { penalty, slopePenalty: dispersion * logOf(shape), ...options });
  const fitted = centreStd(line, fit);
  const { residuals } = solveHeights(line, fit.steps);
  const std = fit.steps.map((step, t) => {
    const misfit = Math.max(dispersion, misfitAround(step, line, residuals));
    return step.width < BETWEEN_POSITIONS ? jumpStd(line, fit, t, misfit) : fitted[t] * Math.sqrt(misfit);
  });
  return fit.steps
    .map((step, t) => describeStep(fit, t, { strength: gains[t] / penalty, std: std[t], dispersion, step }))
    .sort((a, b) => a.index - b.index);
}

function check(profiles: Float64Array, { nPositions, nDims }: LineShape, options: ChangePointOptions): void {
  const { std, minSegment, maxCount } = options;
  if (profiles.length !== nPositions * nDims || (std !== null && std.length !== profiles.length)) {
    throw new ClusteringError(
      'shape-mismatch',
      `The profiles are not ${nPositions} positions of ${nDims} values.`,
    );
  }
  if (!(minSegment >= 1 && Number.isInteger(minSegment)) || !(maxCount >= 0 && Number.isInteger(maxCount))) {
    throw new ClusteringError(
      'invalid-parameter',
      'minSegment must be a whole number ≥ 1, maxCount one ≥ 0.',
    );
  }
  if (std?.some((s) => !(s > 0) && !Number.isNaN(s))) {
    throw new ClusteringError('invalid-parameter', 'Standard deviations must be above 0.');
  }
}

/** Logarithm of the number of places and widths a change may have, over the false alarms allowed. */
const logOf = ({ nPositions }: LineShape): number => Math.log((3 * nPositions) / FALSE_ALARM);

/** Gain in χ² that noise reaches somewhere, at some width, in 1 of 100 lines. */
function penaltyOf(shape: LineShape): number {
  const log = logOf(shape);
  return shape.nDims + 2 * Math.sqrt(shape.nDims * log) + 2 * log;
}

/** Weights from std, or from the scatter of each profile; and how much larger the scatter is than std says (≥ 1, squared). */
function weightedLine(
  profiles: Float64Array,
  { nPositions, nDims }: LineShape,
  std: Float64Array | null,
): { line: WeightedLine; dispersion: number } {
  const noise = std ?? profileScatter(profiles, { nPositions, nDims });
  const weights = profiles.map((value, at) => {
    const s = noise[std === null ? at % nDims : at];
    return Number.isFinite(value) && Number.isFinite(s) ? 1 / (s * s) : 0;
  });
  const values = profiles.map((v) => (Number.isFinite(v) ? v : 0));
  const line = { values, weights, nPositions, nDims };
  if (std === null) return { line, dispersion: 1 };
  const scaled = values.map((v, at) => (weights[at] > 0 ? v * Math.sqrt(weights[at]) : NaN));
  const scatter = profileScatter(scaled, { nPositions, nDims });
  const mean = scatter.reduce((sum, s) => sum + s * s, 0) / nDims;
  // The scatter of few positions is itself uncertain: only what passes two standard errors counts as larger.
  const chance = 1 + 2 * Math.sqrt(6 / (nPositions * nDims));
  return { line, dispersion: mean > chance ? mean : 1 };
}

/** Noise of each profile from its second differences (median, so that a few jumps do not matter). */
function profileScatter(profiles: Float64Array, { nPositions, nDims }: LineShape): Float64Array {
  return Float64Array.from({ length: nDims }, (_, d) => {
    const second: number[] = [];
    let largest = 0;
    for (let i = 0; i < nPositions; i++) {
      const value = profiles[i * nDims + d];
      largest = Math.max(largest, Number.isFinite(value) ? Math.abs(value) : 0);
      if (i === 0 || i === nPositions - 1) continue;
      const difference = profiles[(i - 1) * nDims + d] - 2 * value + profiles[(i + 1) * nDims + d];
      if (Number.isFinite(difference)) second.push(Math.abs(difference));
    }
    const middle = second.length > 0 ? median(second) : 0;
    // 0.6745·√6: median magnitude of a second difference of unit noise. Values without scatter are known to 1e-9.
    return Math.max(middle / (0.6745 * Math.sqrt(6)), 1e-9 * largest, Number.MIN_VALUE ** 0.4);
  });
}

interface PruneInput extends ChangePointOptions {
  readonly penalty: number;
  readonly slopePenalty: number;
}

/** Drops the weakest change that does not hold, refits, and again. */
function prune(line: WeightedLine, start: StepFit, input: PruneInput): { fit: StepFit; gains: number[] } {
  const constant = solveHeights(line, []).chiSquare;
  let fit = start;
  for (;;) {
    const without = fit.steps.map((_, t) => chiSquareWithout(line, fit, t, input));
    const gains = without.map(({ nothing }) => nothing - fit.chiSquare);
    const failing = gains
      .map((gain, t) => ({ gain, t, overSlope: without[t].slope - fit.chiSquare }))
      .filter(({ gain, t, overSlope }) => {
        const isNoise = gain <= input.penalty || overSlope <= input.slopePenalty;
        return isNoise || gain < shareNeeded(fit, gains, t) * constant;
      })
      .sort((a, b) => a.gain - b.gain);
    if (failing.length === 0) return { fit, gains };
    const kept = fit.steps.filter((_, t) => t !== failing[0].t);
    fit = kept.length > 0 ? refineSteps(line, kept, limitsOf(line, input)) : solveHeights(line, []);
  }
}

/** χ² when step t is taken out and the others are fitted again: with nothing, or a straight slope, in its place. */
function chiSquareWithout(
  line: WeightedLine,
  fit: StepFit,
  t: number,
  input: PruneInput,
): { nothing: number; slope: number } {
  const others = fit.steps.filter((_, s) => s !== t);
  if (others.length === 0) {
    return { nothing: solveHeights(line, []).chiSquare, slope: solveHeights(line, [], true).chiSquare };
  }
  const refined = refineSteps(line, others, limitsOf(line, input));
  const slopes = [others, refined.steps].map((steps) => solveHeights(line, steps, true).chiSquare);
  return { nothing: refined.chiSquare, slope: Math.min(...slopes) };
}

function shareNeeded({ steps }: StepFit, gains: readonly number[], t: number): number {
  const overlapping = steps.some(
    (other, s) =>
      s !== t &&
      gains[s] >= gains[t] &&
      Math.abs(other.centre - steps[t].centre) < OVERLAP * (other.width + steps[t].width),
  );
  return overlapping ? MIN_SHARE_OVERLAPPING : MIN_SHARE;
}

/**
 * Reduced χ² of the positions in and beside a transition: above 1 where it is no logistic common to all profiles (a thin
 * phase of its own at an interface), and its middle therefore less certain than noise alone says.
 */
function misfitAround({ centre, width }: Step, line: WeightedLine, residuals: Float64Array): number {
  const reach = 2.2 * width + 2;
  const first = Math.max(0, Math.ceil(centre - reach));
  const end = Math.min(line.nPositions, Math.floor(centre + reach) + 1);
  const near = residuals.subarray(first * line.nDims, end * line.nDims);
  // Two of the positions' worth is used up by centre and height.
  const dof = Math.max(1, (end - first - 2) * line.nDims);
  return near.reduce((sum, residual) => sum + residual * residual, 0) / dof;
}

/**
 * Standard deviation of a jump: each of the gaps between positions is a place it may have, with the probability its χ²
 * gives; within a gap it may be anywhere (1/√12 of a position).
 */
function jumpStd(line: WeightedLine, fit: StepFit, t: number, dispersion: number): number {
  const { centre, width } = fit.steps[t];
  const middle = Math.floor(centre) + 0.5;
  let [sum, first, second] = [0, 0, 0];
  for (let shift = -REACH; shift <= REACH; shift++) {
    const at = middle + shift;
    if (at <= 0 || at >= line.nPositions - 1) continue;
    const { chiSquare } = solveHeights(line, fit.steps.with(t, { centre: at, width }));
    const probability = Math.exp(Math.min(0, (fit.chiSquare - chiSquare) / (2 * dispersion)));
    sum += probability;
    first += probability * shift;
    second += probability * shift * shift;
  }
  const variance = sum > 0 ? second / sum - (first / sum) ** 2 : 0;
  return Math.sqrt(Math.max(0, variance) + 1 / 12);
}

interface StepFacts {
  readonly step: StepFit['steps'][number];
  readonly strength: number;
  readonly std: number;
  readonly dispersion: number;
}

function describeStep(fit: StepFit, t: number, { step, strength, std, dispersion }: StepFacts): LineChange {
  const k = fit.steps.length + 1;
  const nDims = fit.heights.length / k;
  const inflate = Math.sqrt(dispersion);
  return {
    index: step.centre,
    stdIndex: Number.isFinite(std) ? std : null,
    widthIndex: step.width,
    strength,
    step: Float64Array.from({ length: nDims }, (_, d) => fit.heights[d * k + t + 1]),
    stepStd: Float64Array.from({ length: nDims }, (_, d) => inflate * fit.heightStd[d * k + t + 1]),
  };
}
