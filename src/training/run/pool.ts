import type { Rng } from '../../science/numerics/rng.js';
import { targetWidth, type Architecture } from '../network/architecture.js';
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
  /** [nRows × 2] the groups a row comes from: both the same, or those of the two spectra it is a mixture of. */
  readonly groups: Int32Array;
}

/** Where rows come from, of the groups that may be seen; called once an epoch, so that no two epochs are alike. */
export interface PoolSource {
  readonly groups: readonly number[];
  pool(rng: Rng): Pool;
  /** Fixed rows to judge by. */
  validation(rng: Rng): Pool;
}

/** Rows none of whose groups (`inside` false), or all of whose groups (true), are in `groups`. */
export function rowsOf(pool: Pool, groups: ReadonlySet<number>, inside: boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < pool.nRows; row++) {
    const a = groups.has(pool.groups[2 * row]);
    const b = groups.has(pool.groups[2 * row + 1]);
    if (inside ? a && b : !a && !b) rows.push(row);
  }
  return rows;
}

/** Fisher–Yates. */
export function shuffled<T>(list: readonly T[], rng: Rng): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const kept = out[i];
    out[i] = out[j];
    out[j] = kept;
  }
  return out;
}

/**
 * Gathers rows for every member.
 *
 * @param rows  a list for each member; shorter ones are filled up with rows of no weight
 */
export function gatherBatch(
  architecture: Architecture,
  scaling: { readonly targets: Readonly<Record<string, { mean: Float32Array; std: number }>> },
  pool: Pool,
  rows: readonly (readonly number[])[],
): Batch {
  const n = Math.max(...rows.map((r) => r.length));
  const members = rows.length;
  const width = architecture.nInputs;
  const inputs = new Float32Array(members * n * width);
  rows.forEach((list, m) =>
    list.forEach((row, k) => {
      inputs.set(pool.inputs.subarray(row * width, (row + 1) * width), (m * n + k) * width);
    }),
  );
  const targets: Record<string, Float32Array> = {};
  const weights: Record<string, Float32Array> = {};
  for (const head of architecture.heads) {
    const w = targetWidth(head);
    const from = pool.targets[head.tensor];
    const { mean, std } = scaling.targets[head.tensor] ?? { mean: new Float32Array(w), std: 1 };
    const target = (targets[head.tensor] = new Float32Array(members * n * w));
    const weight = (weights[head.tensor] = new Float32Array(members * n));
    rows.forEach((list, m) => {
      list.forEach((row, k) => {
        const share = pool.weights[head.tensor][row];
        // An unknown target is no number: it must not reach the loss, not even times 0.
        if (!(share > 0)) return;
        weight[m * n + k] = share / list.length;
        const to = (m * n + k) * w;
        for (let c = 0; c < w; c++) target[to + c] = (from[row * w + c] - mean[c]) / std;
      });
    });
  }
  return { nRows: n, inputs, targets, weights };
}
