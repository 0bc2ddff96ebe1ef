import type { Vec3 } from '../crystal/structure.js';
import { coprime, gcd } from './integer-lattice.js';

/**
 * Σ of all coincidence lattices of cubic crystals (sc, fcc, bcc: the same) about an axis, above 1 up to `bound`,
 * ascending.
 *
 * @param axis  [uvw], any length
 * Source: S. Ranganathan, Acta Cryst. 21, 197 (1966): Σ is the odd part of m² + n²(u² + v² + w²), m and n coprime.
 * Checked: pymatgen's tables and the rotations found on the lattices themselves (rotations.spec.ts).
 */
export function sigmasUpTo(bound: number, axis: Vec3): number[] {
  const [u, v, w] = coprime(axis);
  const square = u * u + v * v + w * w;
  const found = new Set<number>();
  // The odd part of a sum of squares is at least a quarter of it: squares are 0 or 1 modulo 4, their sum ≤ 4·odd.
  for (let m = 0; m * m <= 4 * bound; m++) {
    for (let n = 1; m * m + n * n * square <= 4 * bound; n++) {
      if (gcd(m, n) === 1) found.add(oddPart(m * m + n * n * square));
    }
  }
  return [...found].filter((sigma) => sigma > 1 && sigma <= bound).sort((a, b) => a - b);
}

function oddPart(value: number): number {
  let odd = value;
  while (odd % 2 === 0) odd /= 2;
  return odd;
}
