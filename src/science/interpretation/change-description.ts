import type { DescriptorChange, DescriptorProfile } from './interpretation-result.js';
import { withDoubt } from './with-doubt.js';

/** Weighted mean of a profile over some pixels: inverse-variance weights, null values left out. */
export interface SegmentMean {
  readonly value: number;
  /** Standard deviation of the mean: the larger of what the errors and what the scatter say. */
  readonly std: number;
}

/** A mean stands for its segment when this share of its pixels has a value: a few strays in noise do not. */
const MIN_SHARE = 1 / 3;
/** A slope is told apart from a step only with this many values on either side. */
const MIN_FOR_SLOPE = 4;
/** Changes smaller than this many standard deviations are not spoken of. */
const MIN_SIGNIFICANCE = 4;

interface Point {
  readonly at: number;
  readonly value: number;
  readonly weight: number;
}

function pointsOf(profile: DescriptorProfile, pixels: readonly number[]): Point[] {
  return pixels.flatMap((pixel) => {
    const value = profile.values[pixel];
    const std = profile.std[pixel];
    return value === null || std === null || !(std > 0)
      ? []
      : [{ at: pixel, value, weight: 1 / (std * std) }];
  });
}

const range = ([from, to]: readonly [number, number]): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** @returns null when fewer than a third of the pixels have a value with an error */
export function segmentMean(profile: DescriptorProfile, pixels: readonly number[]): SegmentMean | null {
  const points = pointsOf(profile, pixels);
  if (points.length === 0 || points.length < MIN_SHARE * pixels.length) return null;
  const weights = points.reduce((sum, p) => sum + p.weight, 0);
  const value = points.reduce((sum, p) => sum + p.weight * p.value, 0) / weights;
  const chiSquare = points.reduce((sum, p) => sum + p.weight * (p.value - value) ** 2, 0);
  const scatter = points.length > 1 ? Math.max(1, chiSquare / (points.length - 1)) : 1;
  return { value, std: Math.sqrt(scatter / weights) };
}

/**
 * The straight slope that a profile has on both sides alike, per pixel; 0 where too few values tell one. A wedge does not
 * change at an interface only because it goes on.
 */
function commonSlope(left: readonly Point[], right: readonly Point[]): number {
  if (left.length < MIN_FOR_SLOPE || right.length < MIN_FOR_SLOPE) return 0;
  let xx = 0;
  let xy = 0;
  for (const side of [left, right]) {
    const weights = side.reduce((sum, p) => sum + p.weight, 0);
    const meanAt = side.reduce((sum, p) => sum + p.weight * p.at, 0) / weights;
    for (const p of side) {
      xx += p.weight * (p.at - meanAt) ** 2;
      xy += p.weight * (p.at - meanAt) * p.value;
    }
  }
  return xx > 0 ? xy / xx : 0;
}

/** The two means and how far apart they are; null when either is unknown. */
function differenceOf(
  profile: DescriptorProfile,
  pixelsFrom: readonly number[],
  pixelsTo: readonly number[],
): DescriptorChange | null {
  const from = segmentMean(profile, pixelsFrom);
  const to = segmentMean(profile, pixelsTo);
  if (from === null || to === null) return null;
  const { id, label, unit } = profile;
  const significance = Math.abs(to.value - from.value) / Math.hypot(from.std, to.std);
  return { id, label, unit, from: from.value, fromStd: from.std, to: to.value, toStd: to.std, significance };
}

/** The same beyond a slope common to both sides; null when that takes it back. */
function changeOf(
  profile: DescriptorProfile,
  before: readonly number[],
  after: readonly number[],
): DescriptorChange | null {
  const change = differenceOf(profile, before, after);
  if (change === null) return null;
  const [left, right] = [pointsOf(profile, before), pointsOf(profile, after)];
  const middle = (side: readonly Point[]): number => side.reduce((sum, p) => sum + p.at, 0) / side.length;
  const step = change.to - change.from;
  const beyondSlope = step - commonSlope(left, right) * (middle(right) - middle(left));
  if (beyondSlope * step < 0) return null;
  const std = Math.hypot(change.fromStd, change.toStd);
  return { ...change, significance: Math.min(change.significance, Math.abs(beyondSlope) / std) };
}

/** What tells of structure stands before thickness, and that before net intensities, which follow thickness and dose. */
const kindOf = (change: DescriptorChange): number =>
  change.id.endsWith('.net') ? 2 : change.id === 'thickness' ? 1 : 0;

const mostTelling = (changes: readonly (DescriptorChange | null)[]): DescriptorChange[] =>
  changes
    .filter((change) => change !== null)
    .filter((change) => change.significance >= MIN_SIGNIFICANCE)
    .sort((a, b) => kindOf(a) - kindOf(b) || b.significance - a.significance);

/**
 * Which descriptors differ between the two stretches beside a change point, beyond a slope that goes on through both;
 * the most telling first.
 *
 * @param before, after  pixels [from, to)
 */
export function whatChanges(
  profiles: readonly DescriptorProfile[],
  before: readonly [number, number],
  after: readonly [number, number],
): DescriptorChange[] {
  return mostTelling(profiles.map((profile) => changeOf(profile, range(before), range(after))));
}

/** Which descriptors differ between two groups of pixels, wherever these lie. */
export function whatDiffers(
  profiles: readonly DescriptorProfile[],
  groupA: readonly number[],
  groupB: readonly number[],
): DescriptorChange[] {
  return mostTelling(profiles.map((profile) => differenceOf(profile, groupA, groupB)));
}

/** 'Mn L3/L2 white-line ratio falls from 3.0 ± 0.1 to 2.0 ± 0.1' */
export function changeInWords({ label, unit, from, fromStd, to, toStd }: DescriptorChange): string {
  return `${label} ${to > from ? 'rises' : 'falls'} from ${withDoubt(from, fromStd, unit)} to ${withDoubt(to, toStd, unit)}`;
}
