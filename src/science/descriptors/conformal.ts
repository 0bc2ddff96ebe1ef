import { sigmasOfLevel } from '../numerics/statistics.js';
import { DescriptorError } from './descriptor-error.js';
import type { ClassesOutput, ScaledInterval } from './model-manifest.js';

/** What an output said of spectra whose truth is known; `groups` tells which of them are not independent (one compound, one source). */
export interface Calibration {
  readonly level: number;
  /** [n], any labels; absent: every spectrum is on its own. */
  readonly groups?: readonly (string | number)[];
}

/**
 * A standard deviation below this share of the median one is taken for it: members that agree by chance. Of a network that states
 * no doubt at all it is the median error, which makes the interval the plain one of split conformal.
 */
const FLOOR_SHARE = 0.2;

/**
 * The factor by which standard deviations must be multiplied so that value ± factor·std holds the truth with a probability of
 * at least `level`, on spectra that are exchangeable with those of the calibration (split conformal, normalised).
 *
 * Groups count alike however many spectra they have, and the correction for a finite sample counts groups.
 *
 * @param errors  value − truth, [n]
 * @param std     [n], times the difficulty of rows (`difficultStd`); 0 throughout of one network that states none
 * @throws DescriptorError too-little-data  fewer groups than level/(1 − level): no factor would do; shape-mismatch
 * Source: Lei et al., Distribution-free predictive inference for regression, J. Am. Stat. Assoc. 113 (2018) 1094, section 5.2;
 *   groups: Dunn, Wasserman & Ramdas, J. Am. Stat. Assoc. 118 (2023) 2491 (pooled distribution functions).
 * Checked: coverage on made-up data of wrong scale, of groups and of heavy tails (conformal.spec.ts).
 */
export function fitScaledInterval(
  errors: ArrayLike<number>,
  std: ArrayLike<number>,
  { level, groups }: Calibration,
): Omit<ScaledInterval, 'difficulty'> {
  sameLength(errors.length, std.length, groups);
  const typicalStd = FLOOR_SHARE * middle(Float64Array.from(std));
  const floorStd = typicalStd > 0 ? typicalStd : middle(Float64Array.from(errors, Math.abs));
  const scores = Float64Array.from(
    { length: errors.length },
    (_, i) => Math.abs(errors[i]) / Math.max(std[i], floorStd, Number.MIN_VALUE),
  );
  const { value, nGroups } = conformalQuantile(scores, level, groups);
  return { level, factor: value, floorStd, nCalibration: nGroups };
}

/** What turns a standard deviation, times the difficulty of its row, into an interval. */
type Widths = Pick<ScaledInterval, 'level' | 'factor' | 'floorStd'>;

/** Low and high end of the interval. @param std  times the difficulty of its row (`difficultStd`) */
export function intervalOf(value: number, std: number, interval: Widths): readonly [number, number] {
  const half = interval.factor * Math.max(std, interval.floorStd);
  return [value - half, value + half];
}

/**
 * Standard deviation of a Gaussian with the interval, of what members state: that may be many times too small (a factor of 15 was met
 * with), this is what held-out spectra showed.
 *
 * @returns of a std, times the difficulty of its row; its answer is null where the interval has no width: then nothing is known of the doubt
 */
export function calibrationOf(interval: Widths): (std: number) => number | null {
  const sigmas = sigmasOfLevel(interval.level);
  return (std) => {
    const half = intervalOf(0, std, interval)[1];
    return half > 0 ? half / sigmas : null;
  };
}

/**
 * The least probability of a label in the set that holds the truth with a probability of at least `level`.
 *
 * @param trueProbabilities  what the network gave to the label that was true, [n]
 * @throws DescriptorError as `fitScaledInterval`
 * Source: Sadinle, Lei & Wasserman, Least ambiguous set-valued classifiers, J. Am. Stat. Assoc. 114 (2019) 223.
 * Checked: coverage on made-up data (conformal.spec.ts).
 */
export function fitClassSet(
  trueProbabilities: ArrayLike<number>,
  { level, groups }: Calibration,
): ClassesOutput['set'] & { readonly nCalibration: number } {
  sameLength(trueProbabilities.length, trueProbabilities.length, groups);
  const scores = Float64Array.from(trueProbabilities, (p) => 1 - p);
  const { value, nGroups } = conformalQuantile(scores, level, groups);
  return { level, minProbability: 1 - value, nCalibration: nGroups };
}

/** Indices of the labels in the set: those of enough probability, and the likeliest in any case. */
export function classSet(probabilities: ArrayLike<number>, minProbability: number): readonly number[] {
  const n = probabilities.length;
  let likeliest = 0;
  for (let k = 1; k < n; k++) if (probabilities[k] > probabilities[likeliest]) likeliest = k;
  return Array.from({ length: n }, (_, k) => k).filter(
    // Rounding of 1 − (1 − p) must not push out the label that set the threshold.
    (k) => k === likeliest || probabilities[k] >= minProbability - 1e-12,
  );
}

/** The smallest score below which lies the share level·(1 + 1/G) of the scores, groups weighing alike. */
function conformalQuantile(
  scores: Float64Array,
  level: number,
  groups: Calibration['groups'],
): { value: number; nGroups: number } {
  const sizes = new Map<string | number, number>();
  scores.forEach((_, i) => {
    const group = groups?.[i] ?? i;
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  });
  const nGroups = sizes.size;
  const wanted = level * (nGroups + 1);
  if (!(level > 0 && level < 1) || wanted > nGroups) {
    throw new DescriptorError(
      'too-little-data',
      `${nGroups} independent groups cannot tell an interval of level ${level}: ${Math.ceil(level / (1 - level))} are needed.`,
    );
  }
  const order = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  let below = 0;
  for (const i of order) {
    below += 1 / sizes.get(groups?.[i] ?? i)!;
    if (below >= wanted - 1e-9) return { value: scores[i], nGroups };
  }
  return { value: scores[order[order.length - 1]], nGroups };
}

function sameLength(n: number, other: number, groups: Calibration['groups']): void {
  if (n === other && (groups === undefined || groups.length === n)) return;
  throw new DescriptorError(
    'shape-mismatch',
    'Errors, standard deviations and groups must be of one length.',
  );
}

function middle(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted.length === 0 ? 0 : sorted[Math.floor((sorted.length - 1) / 2)];
}
