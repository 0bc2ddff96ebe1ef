import {
  MIN_WIDTH,
  refineSteps,
  solveHeights,
  type Step,
  type StepFit,
  type StepLimits,
} from './logistic-steps.js';
import { segment, type WeightedLine } from './segmentation.js';

export interface CandidateOptions {
  readonly minSegment: number;
  readonly maxCount: number;
}

/** Places that are tried for one more step; on longer lines only every so many positions. */
const MAX_PLACES = 96;

/** Where centres may lie and how wide steps may be: wider than a sixth of the line is a slope, not a change. */
export const limitsOf = ({ nPositions }: WeightedLine, { minSegment }: CandidateOptions): StepLimits => ({
  firstCentre: minSegment - 0.5,
  lastCentre: nPositions - minSegment - 0.5,
  maxWidth: Math.max(1, nPositions / 6),
});

/** Numbers of steps in a row that may bring nothing before no more are tried: a layer is two steps of which one alone is little. */
const PATIENCE = 2;

/**
 * The fit of least χ² + penalty·(number of steps) among 0 … maxCount steps. Of each number two are refined: the optimal
 * piecewise-constant segmentation, and one step less with one more where it helps most. Steps nearer than minSegment are
 * not accepted.
 */
export function bestCandidate(line: WeightedLine, penalty: number, options: CandidateOptions): StepFit {
  let smaller: StepFit = solveHeights(line, []);
  let best = smaller;
  let idle = 0;
  for (let count = 1; count <= options.maxCount && idle < PATIENCE; count++) {
    const next = fitOf(count, line, smaller, options);
    if (next === null) break;
    smaller = next;
    const gain = best.chiSquare - next.chiSquare - penalty * (count - best.steps.length);
    idle = gain > 0 ? 0 : idle + 1;
    if (gain > 0) best = next;
  }
  return best;
}

function fitOf(
  count: number,
  line: WeightedLine,
  smaller: StepFit,
  options: CandidateOptions,
): StepFit | null {
  const limits = limitsOf(line, options);
  const starts: (readonly Step[])[] = [[...smaller.steps, bestAddition(line, smaller.steps, options)]];
  const boundaries = segment(line, count, options.minSegment);
  if (boundaries !== null) starts.push(boundaries.map((b) => ({ centre: b - 0.5, width: 0.5 })));
  const refined = starts
    .map((start) => refineSteps(line, start, limits))
    .filter(({ steps }) => areApart(steps, options.minSegment));
  return refined.length === 0 ? null : refined.reduce((a, b) => (b.chiSquare < a.chiSquare ? b : a));
}

function areApart(steps: readonly Step[], minSegment: number): boolean {
  const centres = steps.map((s) => s.centre).sort((a, b) => a - b);
  return centres.every((c, i) => i === 0 || c - centres[i - 1] >= minSegment - 0.5);
}

/** The step which, added to those there are, lowers χ² most. */
function bestAddition(line: WeightedLine, steps: readonly Step[], options: CandidateOptions): Step {
  const { firstCentre, lastCentre, maxWidth } = limitsOf(line, options);
  const stride = Math.ceil((lastCentre - firstCentre + 1) / MAX_PLACES);
  const widths = [MIN_WIDTH, 1, 3, 0.5 * maxWidth].filter((w) => w <= maxWidth);
  let best: Step = { centre: firstCentre, width: 1 };
  let least = Infinity;
  for (let centre = firstCentre; centre <= lastCentre; centre += stride) {
    for (const width of widths) {
      const { chiSquare } = solveHeights(line, [...steps, { centre, width }]);
      if (chiSquare < least) {
        least = chiSquare;
        best = { centre, width };
      }
    }
  }
  return best;
}
