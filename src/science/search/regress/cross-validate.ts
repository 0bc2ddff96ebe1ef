import { createRng } from '../../numerics/rng.js';
import { type Features, type Regressor, pickRows } from './regressor.js';

/**
 * Predictions of every sample by a model that has not seen its group.
 *
 * @param groups  [nRows] which group a sample belongs to (a boundary, a material, a fold)
 * @returns [nRows] means
 */
export function predictLeftOut(
  regressor: Regressor,
  samples: Features,
  { targets, groups, seed }: { targets: Float64Array; groups: ArrayLike<number>; seed: number },
): Float64Array {
  const predicted = new Float64Array(samples.nRows);
  const rows = Array.from({ length: samples.nRows }, (_, i) => i);
  for (const group of new Set(Array.from(groups))) {
    const known = rows.filter((i) => groups[i] !== group);
    const unseen = rows.filter((i) => groups[i] === group);
    const model = regressor.fit(
      pickRows(samples, known),
      Float64Array.from(known, (i) => targets[i]),
      createRng(seed),
    );
    const { mean } = model(pickRows(samples, unseen));
    unseen.forEach((row, i) => (predicted[row] = mean[i]));
  }
  return predicted;
}

/** [nRows] k groups of nearly equal size, drawn with the seed. */
export function folds(nRows: number, k: number, seed: number): Int32Array {
  const rng = createRng(seed);
  const groups = Int32Array.from({ length: nRows }, (_, i) => i % k);
  for (let i = nRows - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [groups[i], groups[j]] = [groups[j], groups[i]];
  }
  return groups;
}
