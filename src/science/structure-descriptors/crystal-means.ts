import type { AtomicStructure } from '../crystal/structure.js';
import type { Layout } from './layout.js';

/** What one number is in the crystals: [2 grains × nKinds], NaN where the interior has no such atom. */
export type CrystalMeans = Float64Array;

/** Means over the interior of each grain, element by element; NaN values are passed over. */
export function crystalMeans(
  { kinds, elements }: AtomicStructure,
  { sides }: Layout,
  interior: Uint8Array,
  values: Float64Array,
): CrystalMeans {
  const sums = new Float64Array(2 * elements.length);
  const counts = new Float64Array(2 * elements.length);
  values.forEach((value, i) => {
    if (interior[i] === 0 || Number.isNaN(value)) return;
    const at = sides[i] * elements.length + kinds[i];
    sums[at] += value;
    counts[at]++;
  });
  return sums.map((sum, at) => sum / counts[at]);
}

/** What the crystal has where each atom is: its own grain's mean of its element, [nAtoms]. */
export function inCrystal(
  { kinds, elements }: AtomicStructure,
  { sides }: Layout,
  means: CrystalMeans,
): Float64Array {
  return Float64Array.from(kinds, (kind, i) => means[sides[i] * elements.length + kind]);
}

/** The same means, scaled so that each grain, with the elements it is made of, has a known mean. */
export function scaledTo(
  known: readonly [number, number],
  means: CrystalMeans,
  { kinds, elements }: AtomicStructure,
  { sides }: Layout,
): CrystalMeans {
  const scaled = means.slice();
  for (const side of [0, 1]) {
    let sum = 0;
    let count = 0;
    kinds.forEach((kind, i) => {
      if (sides[i] !== side) return;
      sum += means[side * elements.length + kind];
      count++;
    });
    for (let kind = 0; kind < elements.length; kind++) {
      scaled[side * elements.length + kind] *= (known[side] * count) / sum;
    }
  }
  return scaled;
}
