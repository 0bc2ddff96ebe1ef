import type { Rng } from '../../numerics/rng.js';

export const N_CHANNELS = 96;

const bump = (k: number, centre: number, width: number): number =>
  Math.exp(-0.5 * ((k - centre) / width) ** 2);

/** A row of a family of two parameters: where a line's weight lies, and how high the step behind is. */
export const familyRow = (share: number, step: number): Float64Array =>
  Float64Array.from(
    { length: N_CHANNELS },
    (_, k) => share * bump(k, 30, 4) + (1 - share) * bump(k, 38, 4) + step / (1 + Math.exp((45 - k) / 3)),
  );

/** `n` rows of the family with noise of the given standard deviation, [n × N_CHANNELS]. */
export function familyRows(n: number, noise: number, rng: Rng): Float32Array {
  const rows = new Float32Array(n * N_CHANNELS);
  for (let i = 0; i < n; i++) {
    const clean = familyRow(rng.uniform(), 0.3 + 0.2 * rng.uniform());
    rows.set(
      clean.map((v) => v + noise * rng.normal()),
      i * N_CHANNELS,
    );
  }
  return rows;
}
