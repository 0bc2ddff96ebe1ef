import { ClusteringError } from './clustering-error.js';

/** How many points two labellings put where: counts [nA × nB] with their margins. Labels below 0 are a group, too. */
function contingency(a: Int32Array, b: Int32Array) {
  if (a.length !== b.length) {
    throw new ClusteringError('shape-mismatch', `${a.length} labels cannot be compared with ${b.length}.`);
  }
  const cells = new Map<string, number>();
  const ofA = new Map<number, number>();
  const ofB = new Map<number, number>();
  const count = <K>(map: Map<K, number>, key: K): unknown => map.set(key, (map.get(key) ?? 0) + 1);
  for (let i = 0; i < a.length; i++) {
    count(cells, `${a[i]}/${b[i]}`);
    count(ofA, a[i]);
    count(ofB, b[i]);
  }
  return { cells, ofA, ofB };
}

const pairs = (n: number): number => (n * (n - 1)) / 2;
const pairsIn = (counts: Map<unknown, number>): number =>
  [...counts.values()].reduce((sum, n) => sum + pairs(n), 0);

/**
 * Adjusted Rand index of two labellings of the same points: 1 when they are the same up to names, 0 on average by chance.
 *
 * @throws ClusteringError shape-mismatch
 * Source: Hubert & Arabie, J. Classif. 2 (1985) 193. Checked: scikit-learn (agreement.spec.ts).
 */
export function adjustedRandIndex(a: Int32Array, b: Int32Array): number {
  const { cells, ofA, ofB } = contingency(a, b);
  const [both, inA, inB, all] = [pairsIn(cells), pairsIn(ofA), pairsIn(ofB), pairs(a.length)];
  const expected = all === 0 ? 0 : (inA * inB) / all;
  const largest = (inA + inB) / 2;
  // Both all in one, or both all alone: the same labelling.
  return largest === expected ? 1 : (both - expected) / (largest - expected);
}

/**
 * For each cluster of `a` (labels 0 … k−1) the largest Jaccard index |∩|/|∪| with a cluster of `b`, [k].
 *
 * @throws ClusteringError shape-mismatch
 * Source: Hennig, Comput. Stat. Data Anal. 52 (2007) 258. Checked: by hand (agreement.spec.ts).
 */
export function clusterwiseJaccard(a: Int32Array, b: Int32Array): Float64Array {
  const { cells, ofA, ofB } = contingency(a, b);
  const k = Math.max(-1, ...ofA.keys()) + 1;
  const best = new Float64Array(k);
  for (const [key, both] of cells) {
    const [inA, inB] = key.split('/').map(Number);
    if (inA < 0 || inB < 0) continue;
    best[inA] = Math.max(best[inA], both / (ofA.get(inA)! + ofB.get(inB)! - both));
  }
  return best;
}
