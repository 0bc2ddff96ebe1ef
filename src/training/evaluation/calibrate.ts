import { combineMembers } from '../../science/descriptors/combine-members.js';
import { fitClassSet, fitScaledInterval } from '../../science/descriptors/conformal.js';
import type { ModelOutput, ScaledInterval } from '../../science/descriptors/model-manifest.js';
import { difficultStd, type Difficulty } from '../../science/descriptors/row-difficulty.js';
import { rootMeanSquare } from '../../science/numerics/statistics.js';
import type { Answered } from './evaluate-outputs.js';

const LEVEL = 0.9;

/**
 * `fitScaledInterval` and `fitClassSet` ask for more than the level of a small number of groups, to keep their promise for the
 * next one; of twenty groups that is 94.5 %. Here what is asked is that the promised share of the groups at hand lies inside:
 * they were held out, and the next group is as likely to be worse as better.
 */
const asked = (nGroups: number): number => (LEVEL * nGroups) / (nGroups + 1);

/** Rows that weigh alike, and how many of them are independent of each other. */
export interface CalibrationGroups {
  /** [nRows] */
  readonly keys: readonly string[];
  readonly nIndependent: number;
}

/**
 * Outputs with the intervals that hold the truth with 90 % on groups their network has not seen.
 *
 * @param answered  of networks that saw none of the rows' groups
 * @throws DescriptorError too-little-data
 */
export function calibrated(
  outputs: readonly ModelOutput[],
  answered: Answered,
  groups: CalibrationGroups,
): ModelOutput[] {
  return outputs.map((output): ModelOutput => {
    const truth = answered.truth.targets[output.name];
    const weights = answered.truth.weights[output.name];
    const rows = Array.from(weights.keys()).filter((row) => weights[row] > 0);
    const answer = combineMembers(output, answered.raw[output.tensor], answered.members);
    const calibration = (width: number) => ({
      level: asked(new Set(rows.map((row) => groups.keys[row])).size),
      groups: rows.flatMap((row) => new Array<string>(width).fill(groups.keys[row])),
    });
    if (answer.kind === 'classes') {
      const width = answer.output.labels.length;
      const p = rows.map((row) => {
        const label = truth.subarray(row * width, (row + 1) * width).indexOf(1);
        return answer.probabilities[row * width + label];
      });
      const { minProbability } = fitClassSet(p, calibration(1));
      return { ...answer.output, set: { level: LEVEL, minProbability } };
    }
    const interval = (
      told: { readonly values: Float64Array; readonly std: Float64Array },
      known: ArrayLike<number>,
      { width, difficulty }: { readonly width: number; readonly difficulty: Difficulty },
    ): ScaledInterval => {
      const cells = rows.flatMap((row) => Array.from({ length: width }, (_, c) => row * width + c));
      const errors = cells.map((c) => told.values[c] - known[c]);
      const common = { level: LEVEL, difficulty, nCalibration: groups.nIndependent };
      if (cells.some((c) => told.std[c] > 0)) {
        const scaled = difficultStd(told.std, answered.quality, difficulty);
        const std = cells.map((c) => scaled[c]);
        return { ...fitScaledInterval(errors, std, calibration(width)), ...common };
      }
      // A single model that says nothing of its doubt: one width for all.
      const one = rootMeanSquare(errors);
      const std = errors.map(() => one);
      const { factor } = fitScaledInterval(errors, std, calibration(width));
      return { ...common, factor, floorStd: one };
    };
    const { difficulty } = answer.output.interval;
    if (answer.kind === 'scalar') {
      return { ...answer.output, interval: interval(answer, truth, { width: 1, difficulty }) };
    }
    if (answer.kind === 'curve') {
      const { n: width } = answer.output.axis;
      return { ...answer.output, interval: interval(answer, truth, { width, difficulty }) };
    }
    const { output: fractions, mean } = answer;
    const width = fractions.labels.length;
    const shares = { ...fractions, interval: interval(answer, truth, { width, difficulty }) };
    if (fractions.mean === null || mean === null) return shares;
    const known = meansOf(truth, fractions.mean.values);
    const ofMean = { width: 1, difficulty: fractions.mean.interval.difficulty };
    return { ...shares, mean: { ...fractions.mean, interval: interval(mean, known, ofMean) } };
  });
}

/** Of shares, [nRows × values]. */
function meansOf(shares: Float32Array, values: readonly number[]): Float64Array {
  const known = new Float64Array(shares.length / values.length);
  for (let row = 0; row < known.length; row++) {
    for (let c = 0; c < values.length; c++) known[row] += values[c] * shares[row * values.length + c];
  }
  return known;
}
