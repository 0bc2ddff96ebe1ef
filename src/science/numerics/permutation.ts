import type { Rng } from './rng.js';

/** The numbers 0 … n − 1 in random order (Fisher–Yates). */
export function permutation(n: number, rng: Rng): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
  return order;
}

/** A copy of a list in random order. */
export const shuffled = <T>(list: readonly T[], rng: Rng): T[] =>
  Array.from(permutation(list.length, rng), (i) => list[i]);
