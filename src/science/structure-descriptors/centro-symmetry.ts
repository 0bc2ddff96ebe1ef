import { nearestSlots, type Neighbourhoods } from './neighbourhoods.js';

/**
 * Centro-symmetry parameter: Σ |r_a + r_b|² over the N/2 pairs of an atom's N nearest neighbours for which it is smallest.
 *
 * The pairs are the N/2 smallest of all N(N − 1)/2 sums, as in LAMMPS; a neighbour may so be in two of them. 0 in a crystal with an
 * inversion centre at each atom.
 *
 * @param kinds        [nAtoms]; null: all atoms count alike; else only those of the atom's own element
 * @param nNeighbours  [nAtoms] even: 12 in fcc, 8 in bcc; 0: not asked for
 * @returns [nAtoms] Å²; NaN with fewer neighbours in reach, or not asked for
 * Source: C. L. Kelchner, S. J. Plimpton, J. C. Hamilton, Phys. Rev. B 58, 11085 (1998).
 * Checked: 0 in perfect fcc and bcc; LAMMPS (compute centro/atom), test/reference (centro-symmetry.spec.ts).
 */
export function centroSymmetry(
  neighbours: Neighbourhoods,
  kinds: Uint8Array | null,
  nNeighbours: Uint8Array,
): Float64Array {
  const result = new Float64Array(nNeighbours.length).fill(Number.NaN);
  const { vectors } = neighbours;
  for (let i = 0; i < result.length; i++) {
    const n = nNeighbours[i];
    const slots = new Int32Array(n);
    if (n === 0 || nearestSlots(neighbours, i, kinds, slots) < n) continue;
    const sums = new Float64Array((n * (n - 1)) / 2);
    let k = 0;
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < a; b++) {
        let square = 0;
        for (let x = 0; x < 3; x++) square += (vectors[3 * slots[a] + x] + vectors[3 * slots[b] + x]) ** 2;
        sums[k++] = square;
      }
    }
    sums.sort();
    result[i] = sums.subarray(0, n / 2).reduce((sum, square) => sum + square, 0);
  }
  return result;
}
