import type { Rng } from '../../science/numerics/rng.js';
import { targetWidth, type Architecture, type Scaling } from '../network/architecture.js';
import type { Batch } from '../network/training-backend.js';

/** Rows to learn from, as the network gets them. */
export interface Pool {
  readonly nRows: number;
  /** [nRows × nInputs] */
  readonly inputs: Float32Array;
  /** By tensor, [nRows × targetWidth], in the heads' units; classes and fractions as shares. */
  readonly targets: Readonly<Record<string, Float32Array>>;
  /** By tensor, [nRows]; 0 where the target is not known. */
  readonly weights: Readonly<Record<string, Float32Array>>;
  /** [nRows × any number] the groups a row comes from: of every spectrum in a mixture. */
  readonly groups: Int32Array;
}

/** What a network may learn from. */
export interface PoolSource {
  /** Rows of these groups, and of others, which are left alone. */
  readonly bank: Pool;
  readonly groups: readonly number[];
  /** Rows of an epoch, drawn anew for each. */
  readonly rowsPerEpoch: number;
}

/** Rows all of whose groups are in `groups`. */
export function rowsOf(pool: Pool, groups: ReadonlySet<number>): number[] {
  const each = pool.groups.length / pool.nRows;
  const rows: number[] = [];
  for (let row = 0; row < pool.nRows; row++) {
    let isAll = true;
    for (let k = row * each; k < (row + 1) * each; k++) isAll &&= groups.has(pool.groups[k]);
    if (isAll) rows.push(row);
  }
  return rows;
}

/** One row of a batch: a row of the pool, or `share` of it and the rest of another. */
export interface BatchRow {
  readonly first: number;
  readonly second: number;
  readonly share: number;
}

export const plainRow = (row: number): BatchRow => ({ first: row, second: row, share: 1 });

/**
 * Rows mixed with others of the same list, inputs and targets alike; shares are drawn from a beta distribution with its peaks at
 * 0 and 1, and the larger part is the row's own.
 *
 * Source: H. Zhang et al., mixup: beyond empirical risk minimization, ICLR (2018).
 */
export function mixedRows(rows: readonly number[], concentration: number, rng: Rng): BatchRow[] {
  if (concentration === 0) return rows.map(plainRow);
  return rows.map((first) => {
    const share = beta(concentration, rng);
    return { first, second: rows[rng.integer(rows.length)], share: Math.max(share, 1 - share) };
  });
}

/** Beta(a, a) for small a. Source: M. D. Jöhnk, Metrika 8 (1964) 5. */
function beta(a: number, rng: Rng): number {
  for (;;) {
    const x = rng.uniform() ** (1 / a);
    const y = rng.uniform() ** (1 / a);
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}

/** Puts a row, or the mixture of two, at the beginning of `to`. */
function blend(
  to: Float32Array,
  from: Float32Array,
  width: number,
  { first, second, share }: BatchRow,
): void {
  for (let c = 0; c < width; c++) {
    to[c] = share * from[first * width + c] + (1 - share) * from[second * width + c];
  }
}

/**
 * Gathers rows for every member.
 *
 * @param rows  a list for each member; shorter ones are filled up with rows of no weight
 */
export function gatherBatch(
  architecture: Architecture,
  scaling: Pick<Scaling, 'targets'>,
  pool: Pool,
  rows: readonly (readonly BatchRow[])[],
): Batch {
  const n = Math.max(...rows.map((r) => r.length));
  const nAll = rows.length * n;
  const inputs = new Float32Array(nAll * architecture.nInputs);
  const { nInputs } = architecture;
  rows.forEach((list, m) =>
    list.forEach((row, k) => blend(inputs.subarray((m * n + k) * nInputs), pool.inputs, nInputs, row)),
  );
  const targets: Record<string, Float32Array> = {};
  const weights: Record<string, Float32Array> = {};
  for (const head of architecture.heads) {
    const w = targetWidth(head);
    const known = pool.weights[head.tensor];
    const { mean, std } = scaling.targets[head.tensor] ?? { mean: new Float32Array(w), std: 1 };
    const target = (targets[head.tensor] = new Float32Array(nAll * w));
    const weight = (weights[head.tensor] = new Float32Array(nAll));
    rows.forEach((list, m) => {
      list.forEach((row, k) => {
        const share = known[row.first] * known[row.second];
        // An unknown target is no number: it must not reach the loss, not even times 0.
        if (!(share > 0)) return;
        weight[m * n + k] = share / list.length;
        const to = (m * n + k) * w;
        blend(target.subarray(to), pool.targets[head.tensor], w, row);
        for (let c = 0; c < w; c++) target[to + c] = (target[to + c] - mean[c]) / std;
      });
    });
  }
  return { nRows: n, inputs, targets, weights };
}
