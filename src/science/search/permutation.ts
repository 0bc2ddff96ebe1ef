import { createRng } from '../numerics/rng.js';

/** The numbers 0 … n − 1 in an order given by the seed (Fisher–Yates). */
export function permutation(n: number, seed: number): Uint32Array {
  const rng = createRng(seed);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
