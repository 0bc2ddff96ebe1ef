import type { Bicrystal } from './bicrystal.js';
import { CandidateError } from './candidate-error.js';
import { cellFractions, fromFractions, type TranslationCell } from './candidate-cell.js';

/** How the second boundary of a periodic cell repeats the first. */
export interface Twins {
  /** Atoms nearer to the first boundary than to the second. */
  readonly atoms: readonly number[];
  /** Of each of them, the atom at the second boundary that is its copy. */
  readonly copies: readonly number[];
  /** Signs of x, y, z between an atom's displacement and its copy's. */
  readonly signs: readonly [number, number, number];
}

const TOLERANCE_ANGSTROM = 1e-3;
const SIGNS = [
  [-1, 1, -1],
  [-1, 1, 1],
  [1, 1, -1],
  [1, 1, 1],
] as const;

const nearest = (fraction: number): number => fraction - Math.round(fraction);

/**
 * The operation that carries the first boundary of a periodic cell onto the second: upwards from lower grain to upper
 * grain in both, so A's atoms become B's and the reverse. What is done to an atom must be done to its copy, else the two
 * boundaries are not one.
 *
 * @throws CandidateError second-boundary-differs
 * Checked: both boundaries have half the energy each (candidate-energies.spec.ts).
 */
export function findTwins(bicrystal: Bicrystal, middleAngstrom: number): Twins {
  const { structure, grainOf, boundaryHeightAngstrom, secondHeightAngstrom } = bicrystal;
  const { positions: p, cell, nAtoms } = structure;
  const period = cell[1][1];
  const plane: TranslationCell = [
    [cell[0][0], cell[0][2]],
    [cell[2][0], cell[2][2]],
  ];
  const rise = (secondHeightAngstrom ?? boundaryHeightAngstrom) - boundaryHeightAngstrom;
  const height = (i: number): number => period * nearest((p[3 * i + 1] - middleAngstrom) / period);
  const all = Array.from({ length: nAtoms }, (_, i) => i);
  const atoms = all.filter((i) => Math.abs(height(i)) < period / 4 - TOLERANCE_ANGSTROM);
  const partners = atoms.map((i) =>
    all.filter(
      (j) =>
        grainOf[j] !== grainOf[i] &&
        structure.kinds[j] === structure.kinds[i] &&
        Math.abs(period * nearest((p[3 * j + 1] - p[3 * i + 1] - rise) / period)) < TOLERANCE_ANGSTROM,
    ),
  );
  for (const signs of SIGNS) {
    const offset = (i: number, j: number): readonly [number, number] => [
      p[3 * j] - signs[0] * p[3 * i],
      p[3 * j + 2] - signs[2] * p[3 * i + 2],
    ];
    for (const first of partners[0]) {
      const shift = offset(atoms[0], first);
      const copyOf = (i: number, n: number): number =>
        partners[n].find((j) => {
          const d = offset(i, j);
          const [u, v] = cellFractions(plane, [d[0] - shift[0], d[1] - shift[1]]);
          return Math.hypot(...fromFractions(plane, [nearest(u), nearest(v)])) < TOLERANCE_ANGSTROM;
        }) ?? -1;
      const copies: number[] = [];
      for (let n = 0; n < atoms.length && !copies.includes(-1); n++) copies.push(copyOf(atoms[n], n));
      if (!copies.includes(-1)) return { atoms, copies, signs };
    }
  }
  throw new CandidateError('second-boundary-differs', 'the second boundary is no copy of the first', {
    nAtoms,
  });
}
