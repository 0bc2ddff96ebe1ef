import { changePoints } from '../clustering/change-points.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { changeInWords, whatChanges } from './change-description.js';
import type { RunRecord } from './interpretation-input.js';
import type { ChangePoint, DescriptorProfile } from './interpretation-result.js';
import type { Recipe } from './recipe.js';
import type { StructureScores } from './structure-scores.js';

/**
 * Where along a line the spectra change, and what changes there.
 *
 * @param scores  in units of noise, so that their standard deviation is 1; null when nothing varies
 * @returns nothing for maps and single spectra: there a change has no one position
 */
export function findChangePoints(
  scan: SpectrumImage,
  { scores, profiles }: { scores: StructureScores | null; profiles: readonly DescriptorProfile[] },
  recipe: Recipe,
  record: RunRecord,
): ChangePoint[] {
  const [axis] = scan.navigation;
  if (scan.navigation.length !== 1 || scores === null) return [];
  const { minSegment, maxCount } = recipe.changePoints;
  const shape = { nPositions: scores.nPixels, nDims: scores.nDims };
  const found = changePoints(scores.values, shape, { std: null, minSegment, maxCount });
  record.done(
    'change-points',
    'logistic steps common to all structure scores, each against a straight slope',
    { minSegment, maxCount },
    { found: found.length },
  );
  const borders = [0, ...found.map((change) => Math.ceil(change.index)), scan.nPixels];
  return found.map((change, k) => {
    // Positions within the transition itself belong to neither side.
    const halfWidth = Math.ceil(2.2 * change.widthIndex);
    const left = Math.max(borders[k] + 1, borders[k + 1] - halfWidth);
    const right = Math.min(borders[k + 2] - 1, borders[k + 1] + halfWidth);
    const changes = whatChanges(profiles, [borders[k], left], [right, borders[k + 2]]);
    return {
      pixel: change.index,
      position: axis.offset + change.index * axis.scale,
      unit: axis.unit,
      std: change.stdIndex === null ? null : change.stdIndex * Math.abs(axis.scale),
      strength: change.strength,
      changes,
      what: changes.map(changeInWords),
    };
  });
}
