import { CrystalError } from './crystal-error.js';
import type { Crystal, Mat3, Site, Vec3 } from './structure.js';

/** Every prototype there is. */
export const PROTOTYPE_NAMES = [
  'fcc',
  'bcc',
  'hcp',
  'diamond',
  'zincblende',
  'wurtzite',
  'rocksalt',
  'fluorite',
  'perovskite',
] as const;
export type PrototypeName = (typeof PROTOTYPE_NAMES)[number];

/** Positions of each element in turn, in units of the conventional cell. */
interface Prototype {
  readonly system: 'cubic' | 'hexagonal';
  readonly positions: readonly (readonly Vec3[])[];
}

const FCC: readonly Vec3[] = [
  [0, 0, 0],
  [0, 0.5, 0.5],
  [0.5, 0, 0.5],
  [0.5, 0.5, 0],
];
const HCP: readonly Vec3[] = [
  [0, 0, 0],
  [1 / 3, 2 / 3, 0.5],
];
const shifted = (positions: readonly Vec3[], by: Vec3): Vec3[] =>
  positions.map((p) => [(p[0] + by[0]) % 1, (p[1] + by[1]) % 1, (p[2] + by[2]) % 1]);
const QUARTER = shifted(FCC, [0.25, 0.25, 0.25]);

const PROTOTYPES: Readonly<Record<PrototypeName, Prototype>> = {
  fcc: { system: 'cubic', positions: [FCC] },
  bcc: {
    system: 'cubic',
    positions: [
      [
        [0, 0, 0],
        [0.5, 0.5, 0.5],
      ],
    ],
  },
  hcp: { system: 'hexagonal', positions: [HCP] },
  diamond: { system: 'cubic', positions: [[...FCC, ...QUARTER]] },
  zincblende: { system: 'cubic', positions: [FCC, QUARTER] },
  wurtzite: { system: 'hexagonal', positions: [HCP, shifted(HCP, [0, 0, 0.375])] },
  rocksalt: { system: 'cubic', positions: [FCC, shifted(FCC, [0.5, 0.5, 0.5])] },
  fluorite: { system: 'cubic', positions: [FCC, [...QUARTER, ...shifted(FCC, [0.75, 0.75, 0.75])]] },
  perovskite: {
    system: 'cubic',
    positions: [
      [[0, 0, 0]],
      [[0.5, 0.5, 0.5]],
      [
        [0.5, 0.5, 0],
        [0.5, 0, 0.5],
        [0, 0.5, 0.5],
      ],
    ],
  },
};

function hexagonalCell(a: number, c: number): Mat3 {
  return [
    [a, 0, 0],
    [-a / 2, (a * Math.sqrt(3)) / 2, 0],
    [0, 0, c],
  ];
}

/**
 * A crystal of a common structure type.
 *
 * @param structure  name of the prototype
 * @param elements   symbols in the prototype's order: one for fcc, bcc, hcp, diamond; cation, anion for zincblende,
 *                   wurtzite, rocksalt, fluorite (CaF₂: Ca, F); A, B, X for perovskite (ABX₃, B in the octahedron)
 * @param lattice    Å: [a] of a cubic one, [a, c] of hcp and wurtzite
 * @returns conventional cell, a along x (hexagonal: γ = 120°), the first element at the origin. Wurtzite has u = 3/8
 * @throws CrystalError wrong-element-count, wrong-lattice-count, invalid-lattice
 * Source: International Tables A, groups 225, 229, 194, 227, 216, 186, 221.
 * Checked: coordination, density and the number of symmetry operations (prototypes.spec.ts, symmetry.spec.ts).
 */
export function prototypeCrystal(
  structure: PrototypeName,
  elements: readonly string[],
  lattice: readonly number[],
): Crystal {
  const { system, positions } = PROTOTYPES[structure];
  if (elements.length !== positions.length) {
    throw new CrystalError(
      'wrong-element-count',
      `${structure} has ${positions.length} element(s), ${elements.length} given: ${elements.join(', ')}`,
      { structure, expected: positions.length, given: elements.length },
    );
  }
  const nLattice = system === 'cubic' ? 1 : 2;
  if (lattice.length !== nLattice) {
    throw new CrystalError(
      'wrong-lattice-count',
      `${structure} takes ${nLattice === 1 ? 'one length, a' : 'two lengths, a and c'}; ${lattice.length} given`,
      { structure, expected: nLattice, given: lattice.length },
    );
  }
  if (!lattice.every((length) => Number.isFinite(length) && length > 0)) {
    throw new CrystalError(
      'invalid-lattice',
      `lattice lengths are positive numbers, not ${lattice.join(', ')}`,
      {
        lattice,
      },
    );
  }
  const [a, c] = lattice;
  const cell: Mat3 =
    system === 'hexagonal'
      ? hexagonalCell(a, c)
      : [
          [a, 0, 0],
          [0, a, 0],
          [0, 0, a],
        ];
  const sites = positions.flatMap((group, i): Site[] =>
    group.map((fractional) => ({ element: elements[i], fractional })),
  );
  return { name: structure, cell, sites };
}
