import type { DescriptorProfile } from './interpretation-result.js';
import { withDoubt } from './with-doubt.js';

/** Weighted mean of a profile over pixels [from, to): inverse-variance weights, null values left out. */
export interface SegmentMean {
  readonly value: number;
  /** Standard deviation of the mean: the larger of what the errors and what the scatter say; null when unknown. */
  readonly std: number | null;
}

/** A mean stands for its segment when this share of its pixels has a value: a few strays in noise do not. */
const MIN_SHARE = 1 / 3;

/** @returns null when fewer than a third of the segment's pixels have a value */
export function segmentMean(profile: DescriptorProfile, from: number, to: number): SegmentMean | null {
  let n = 0;
  let weights = 0;
  let sum = 0;
  let sumSquares = 0;
  for (let pixel = from; pixel < to; pixel++) {
    const value = profile.values[pixel];
    const std = profile.std[pixel];
    if (value === null || std === null || !(std > 0)) continue;
    const weight = 1 / (std * std);
    n += 1;
    weights += weight;
    sum += weight * value;
    sumSquares += weight * value * value;
  }
  if (n === 0 || n < MIN_SHARE * (to - from)) return null;
  const mean = sum / weights;
  const chiSquare = Math.max(0, sumSquares - weights * mean * mean);
  const scatter = n > 1 ? Math.max(1, chiSquare / (n - 1)) : 1;
  return { value: mean, std: Math.sqrt(scatter / weights) };
}

interface Change {
  readonly text: string;
  readonly significance: number;
}

function describe(profile: DescriptorProfile, before: SegmentMean, after: SegmentMean): Change | null {
  if (before.std === null || after.std === null) return null;
  const significance = Math.abs(after.value - before.value) / Math.hypot(before.std, after.std);
  const verb = after.value > before.value ? 'rises' : 'falls';
  const unit = profile.unit;
  const text = `${profile.label} ${verb} from ${withDoubt(before.value, before.std, unit)} to ${withDoubt(after.value, after.std, unit)}`;
  return { text, significance };
}

/** Changes smaller than this many standard deviations are not spoken of. */
const MIN_SIGNIFICANCE = 4;

/** Net intensities follow thickness and dose; a ratio, an onset or a white-line ratio says more about structure. */
const isIntensity = (profile: DescriptorProfile): boolean => profile.id.endsWith('.net');

/**
 * Which descriptors differ between the two segments beside a change point, the most significant first, intensities
 * last; in words with numbers.
 */
export function whatChanges(
  profiles: readonly DescriptorProfile[],
  before: readonly [number, number],
  after: readonly [number, number],
): string[] {
  const changes = (candidates: readonly DescriptorProfile[]): string[] =>
    candidates
      .map((profile) => {
        const left = segmentMean(profile, ...before);
        const right = segmentMean(profile, ...after);
        return left === null || right === null ? null : describe(profile, left, right);
      })
      .filter((change): change is Change => change !== null && change.significance >= MIN_SIGNIFICANCE)
      .sort((a, b) => b.significance - a.significance)
      .map((change) => change.text);
  return [...changes(profiles.filter((p) => !isIntensity(p))), ...changes(profiles.filter(isIntensity))];
}
