import { normalTwoSided } from '../numerics/distributions.js';
import { sortedRows, sortRows, type Column, type RowPair } from './column.js';
import { oncePer } from './once-per.js';

/** Pairs of rows, counted. */
export interface KendallScore {
  /** All pairs of rows. */
  readonly nPairs: number;
  readonly concordantLessDiscordant: number;
  readonly tiedX: number;
  readonly tiedY: number;
}

/** How many pairs n rows make. */
const pairsOf = (n: number): number => (n * (n - 1)) / 2;

/**
 * Counts pairs in O(n log n): in the order of x, then y, a row is discordant with all before it that have a larger y (a sum in
 * a binary indexed tree over the classes of y). A row of weight w stands for w rows, which are tied with one another.
 *
 * Source: W. R. Knight, J. Am. Stat. Assoc. 61 (1966) 436, his merge sort replaced by the tree of D. Christensen, Comput. Stat. 20
 * (2005) 51, which takes weights. Checked: all pairs one by one (kendall.spec.ts).
 */
export function kendallScorer({ n, x, y }: RowPair): (weights: Float64Array) => KendallScore {
  const order = orderByBoth(x, y);
  const tree = new Float64Array(y.sizes.length + 1);
  const weightsY = new Float64Array(y.sizes.length);
  return (weights) => {
    tree.fill(0);
    weightsY.fill(0);
    let [seen, discordant, tiedX, tiedBoth, inX, inBoth] = [0, 0, 0, 0, 0, 0];
    for (let at = 0; at < n; at++) {
      const row = order[at];
      const w = weights[row];
      const sameX = at > 0 && x.classes[row] === x.classes[order[at - 1]];
      const sameBoth = sameX && y.classes[row] === y.classes[order[at - 1]];
      if (!sameX) {
        tiedX += pairsOf(inX);
        inX = 0;
      }
      if (!sameBoth) {
        tiedBoth += pairsOf(inBoth);
        inBoth = 0;
      }
      inX += w;
      inBoth += w;
      weightsY[y.classes[row]] += w;
      if (w === 0) continue;
      discordant += w * (seen - prefixSum(tree, y.classes[row] + 1));
      addTo(tree, y.classes[row] + 1, w);
      seen += w;
    }
    tiedX += pairsOf(inX);
    tiedBoth += pairsOf(inBoth);
    let tiedY = 0;
    for (let c = 0; c < weightsY.length; c++) tiedY += pairsOf(weightsY[c]);
    const nPairs = pairsOf(seen);
    return {
      nPairs,
      concordantLessDiscordant: nPairs - tiedX - tiedY + tiedBoth - 2 * discordant,
      tiedX,
      tiedY,
    };
  };
}

/** The score of all rows once: as `kendallScorer`, with whole numbers in the tree and the ties known beforehand. */
export const kendallScore = oncePer(({ n, x, y }: RowPair): KendallScore => {
  const order = orderByBoth(x, y);
  const tree = new Int32Array(y.sizes.length + 1);
  let [discordant, tiedBoth, inBoth, lastX, lastY] = [0, 0, 0, -1, -1];
  for (let at = 0; at < n; at++) {
    const cx = x.classes[order[at]];
    const cy = y.classes[order[at]];
    if (cx !== lastX || cy !== lastY) inBoth = 0;
    tiedBoth += inBoth++;
    lastX = cx;
    lastY = cy;
    discordant += at - prefixSum(tree, cy + 1);
    addTo(tree, cy + 1, 1);
  }
  const nPairs = pairsOf(n);
  const [tiedX, tiedY] = [tiedPairs(x), tiedPairs(y)];
  const concordantLessDiscordant = nPairs - tiedX - tiedY + tiedBoth - 2 * discordant;
  return { nPairs, concordantLessDiscordant, tiedX, tiedY };
});

const tiedPairs = oncePer(({ sizes }: Column): number => {
  let pairs = 0;
  for (let c = 0; c < sizes.length; c++) pairs += pairsOf(sizes[c]);
  return pairs;
});

/**
 * The scores without the rows of each group, from the scores of all rows and of the group's own: whole numbers, so that they are what
 * counting anew would give, in O(n log n) for all groups together.
 *
 * Checked: counted anew (grouped.spec.ts).
 */
export function kendallWithoutGroups(
  pair: RowPair,
  parts: readonly { readonly pair: RowPair; readonly rows: Int32Array }[],
): KendallScore[] {
  const all = kendallScore(pair);
  const scores = rowScores(pair);
  return parts.map((part) => {
    // The rows' scores count pairs within the group twice.
    let left = all.concordantLessDiscordant + kendallScore(part.pair).concordantLessDiscordant;
    for (let i = 0; i < part.rows.length; i++) left -= scores[part.rows[i]];
    return {
      nPairs: pairsOf(pair.n - part.rows.length),
      concordantLessDiscordant: left,
      tiedX: tiedWithout(pair.x, part.rows),
      tiedY: tiedWithout(pair.y, part.rows),
    };
  });
}

/** Pairs of equal rows that are left: a row that leaves takes those with the equal rows that are still there. */
function tiedWithout(column: Column, rows: Int32Array): number {
  const left = column.sizes.slice();
  let pairs = tiedPairs(column);
  for (let i = 0; i < rows.length; i++) pairs -= --left[column.classes[rows[i]]];
  return pairs;
}

/** Rows by x, those of equal x by y. */
const orderByBoth = (x: Column, y: Column): Int32Array => sortRows(sortedRows(y), x);

function prefixSum(tree: Float64Array | Int32Array, end: number): number {
  let total = 0;
  for (let i = end; i > 0; i -= i & -i) total += tree[i];
  return total;
}

function addTo(tree: Float64Array | Int32Array, at: number, w: number): void {
  for (let i = at; i < tree.length; i += i & -i) tree[i] += w;
}

/**
 * Of each row i: Σ_j sign(x_j − x_i)·sign(y_j − y_i), what the row adds to the score; O(n log n).
 *
 * Checked: all pairs one by one (kendall.spec.ts).
 */
export function rowScores({ n, x, y }: RowPair): Float64Array {
  const order = orderByBoth(x, y);
  const scores = new Float64Array(n);
  const tree = new Int32Array(y.sizes.length + 1);
  const below = new Int32Array(y.sizes.length);
  for (let c = 1; c < below.length; c++) below[c] = below[c - 1] + y.sizes[c - 1];
  for (let from = 0, to = 0; from < n; from = to) {
    while (to < n && x.classes[order[to]] === x.classes[order[from]]) to++;
    // All rows of one x are asked before any of them is added: they say nothing of one another.
    for (let at = from, end = from; at < to; at = end) {
      const c = y.classes[order[at]];
      while (end < to && y.classes[order[end]] === c) end++;
      const lower = prefixSum(tree, c); // before in x, and below in y
      const higher = from - prefixSum(tree, c + 1);
      const lowerAfter = below[c] - lower - (at - from);
      const higherAfter = n - below[c] - y.sizes[c] - higher - (to - end);
      const score = lower - higher + higherAfter - lowerAfter;
      for (let i = at; i < end; i++) scores[order[i]] = score;
    }
    for (let at = from; at < to; at++) addTo(tree, y.classes[order[at]] + 1, 1);
  }
  return scores;
}

/** τ-b, which takes ties off both columns (M. G. Kendall, Biometrika 33 (1945) 239); null where one has a single value. */
export function tauB({ nPairs, concordantLessDiscordant, tiedX, tiedY }: KendallScore): number | null {
  if (tiedX >= nPairs || tiedY >= nPairs) return null;
  const tau = concordantLessDiscordant / Math.sqrt((nPairs - tiedX) * (nPairs - tiedY));
  return Math.max(-1, Math.min(1, tau));
}

/** Up to here SciPy counts permutations one by one where there are no ties. */
const EXACT_UP_TO = 33;

/**
 * Two-sided p of no association: exact without ties up to 33 rows, or where at most one pair is out of order; else the normal
 * approximation with the variance that ties leave. These are the choices of scipy.stats.kendalltau.
 *
 * Checked: scipy.stats.kendalltau (correlate.spec.ts).
 */
export function kendallP(pair: RowPair, score: KendallScore): { p: number; method: 'exact' | 'normal' } {
  const { n } = pair;
  const discordant = (score.nPairs - score.concordantLessDiscordant) / 2;
  const fewest = Math.min(discordant, score.nPairs - discordant);
  if (score.tiedX === 0 && score.tiedY === 0 && (n <= EXACT_UP_TO || fewest <= 1))
    return { p: exactP(n, fewest), method: 'exact' };
  const variance = scoreVariance(pair);
  return { p: normalTwoSided(score.concordantLessDiscordant / Math.sqrt(variance)), method: 'normal' };
}

/**
 * Variance of concordant less discordant pairs where there is no association, given the ties.
 *
 * Source: M. G. Kendall, Rank Correlation Methods (1970), chapter 4.
 */
export function scoreVariance({ n, x, y }: RowPair): number {
  const m = n * (n - 1);
  const [pairsX, triplesX, x1] = tieSums(x.sizes);
  const [pairsY, triplesY, y1] = tieSums(y.sizes);
  const both = n > 2 ? (triplesX * triplesY) / (9 * m * (n - 2)) : 0;
  return (m * (2 * n + 5) - x1 - y1) / 18 + (2 * pairsX * pairsY) / m + both;
}

function tieSums(sizes: Int32Array): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  for (const t of sizes) {
    sums[0] += pairsOf(t);
    sums[1] += t * (t - 1) * (t - 2);
    sums[2] += t * (t - 1) * (2 * t + 5);
  }
  return sums;
}

/** Twice the share of permutations of n numbers with at most `fewest` inversions (Kendall 1970, chapter 5). */
function exactP(n: number, fewest: number): number {
  if (4 * fewest >= n * (n - 1)) return 1;
  if (fewest <= 1) {
    let p = 2 * (fewest === 0 ? 1 : n);
    for (let k = 2; k <= n && p > 0; k++) p /= k;
    return Math.min(1, p);
  }
  // Shares, not counts: share of permutations of k numbers with i inversions.
  let shares = new Float64Array(fewest + 1);
  shares[0] = 1;
  for (let k = 2; k <= n; k++) {
    const next = new Float64Array(fewest + 1);
    let window = 0;
    for (let i = 0; i <= fewest; i++) {
      window += shares[i];
      if (i >= k) window -= shares[i - k];
      next[i] = window / k;
    }
    shares = next;
  }
  return Math.min(1, 2 * shares.reduce((total, share) => total + share, 0));
}
