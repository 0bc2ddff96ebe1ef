import type { Column, RowPair } from './column.js';
import { kendallScore, rowScores, tauB } from './kendall.js';
import { centredRanks, deviationsOf, dot, ratio, type CorrelationMethod } from './statistic.js';

/**
 * The correlation without each row in turn, [n], exactly: O(n) for Pearson, O(n log n) for ranks, of which leaving out a row moves
 * those above it by one and those tied with it by a half.
 *
 * @returns null where a column has one value only without some row
 * Checked: each row left out and all computed anew (bootstrap.spec.ts).
 */
export function jackknife(pair: RowPair, method: CorrelationMethod): Float64Array | null {
  const without =
    method === 'pearson'
      ? pearsonWithout(pair)
      : method === 'spearman'
        ? spearmanWithout(pair)
        : kendallWithout(pair);
  const out = new Float64Array(pair.n);
  for (let row = 0; row < pair.n; row++) {
    const estimate = without(row);
    if (estimate === null) return null;
    out[row] = estimate;
  }
  return out;
}

type Without = (row: number) => number | null;

function pearsonWithout({ n, x, y }: RowPair): Without {
  const [{ values: dx, squares: sxx }, { values: dy, squares: syy }] = [deviationsOf(x), deviationsOf(y)];
  const sxy = dot(dx, dy);
  return (row) => {
    if (isAllBut(x, row) || isAllBut(y, row)) return null;
    const [u, v] = [dx[row], dy[row]];
    return ratio({ n: n - 1, sx: -u, sy: -v, sxx: sxx - u * u, syy: syy - v * v, sxy: sxy - u * v });
  };
}

/** All other rows have one value. */
const isAllBut = ({ classes, sizes }: Column, row: number): boolean =>
  sizes.length === 1 || (sizes.length === 2 && sizes[classes[row]] === 1);

/** Of each class: Σ of the other column's ranks over the rows above it, and over its own. */
function ranksAbove(
  { classes, sizes }: Column,
  ranks: Float64Array,
): { above: Float64Array; within: Float64Array } {
  const within = new Float64Array(sizes.length);
  for (let i = 0; i < classes.length; i++) within[classes[i]] += ranks[i];
  const above = new Float64Array(sizes.length);
  for (let c = sizes.length - 2; c >= 0; c--) above[c] = above[c + 1] + within[c + 1];
  return { above, within };
}

function spearmanWithout(pair: RowPair): Without {
  const { n, x, y } = pair;
  const [r, s] = [centredRanks(x), centredRanks(y)];
  const [srr, sss, srs] = [dot(r, r), dot(s, s), dot(r, s)];
  const [sOverX, rOverY] = [ranksAbove(x, s), ranksAbove(y, r)];
  const [rOverX, sOverY] = [ranksAbove(x, r), ranksAbove(y, s)];
  const scores = rowScores(pair);
  // Σ over the other rows j of a_j·v_j, where a_j = 1 above the row, ½ when tied with it: how far its leaving moves j.
  const moved = ({ above, within }: ReturnType<typeof ranksAbove>, c: number, own: number): number =>
    above[c] + 0.5 * (within[c] - own);
  return (row) => {
    if (isAllBut(x, row) || isAllBut(y, row)) return null;
    const [cx, cy] = [x.classes[row], y.classes[row]];
    const [u, v] = [r[row], s[row]];
    const [stepsX, stepsY] = [(n - 1) / 2 - u, (n - 1) / 2 - v];
    // a = (1 + sign)/2 for both, multiplied out.
    const stepsBoth = 0.25 * (2 * (stepsX + stepsY) - (n - 1) + scores[row]);
    return ratio({
      n: n - 1,
      sx: -u - stepsX,
      sy: -v - stepsY,
      sxx: srr - u * u - 2 * moved(rOverX, cx, u) + stepsX - 0.25 * (x.sizes[cx] - 1),
      syy: sss - v * v - 2 * moved(sOverY, cy, v) + stepsY - 0.25 * (y.sizes[cy] - 1),
      sxy: srs - u * v - moved(sOverX, cx, v) - moved(rOverY, cy, u) + stepsBoth,
    });
  };
}

function kendallWithout(pair: RowPair): Without {
  const { n, x, y } = pair;
  const all = kendallScore(pair);
  const scores = rowScores(pair);
  return (row) =>
    tauB({
      nPairs: all.nPairs - (n - 1),
      concordantLessDiscordant: all.concordantLessDiscordant - scores[row],
      tiedX: all.tiedX - (x.sizes[x.classes[row]] - 1),
      tiedY: all.tiedY - (y.sizes[y.classes[row]] - 1),
    });
}
