import type { AtomicStructure } from '../crystal/structure.js';
import { buildBicrystal } from './bicrystal.js';
import type { Boundary, PlaneVector } from './boundary.js';
import { cellFractions, fromFractions, translationCell, type TranslationCell } from './candidate-cell.js';

type Matrix2 = readonly [PlaneVector, PlaneVector];

/** What a symmetry of the two half crystals does to a translation t = [dx, dz] of B: t' = matrix·t + shift (rows; Å). */
export interface TranslationOperation {
  readonly matrix: Matrix2;
  readonly shiftAngstrom: PlaneVector;
  /** Grain A becomes grain B: rules that treat the grains differently break it. */
  readonly exchanges: boolean;
}

/** Atoms of one grain: [nAtoms × 3] Å, y = 0 at the boundary. */
interface HalfCrystal {
  readonly positions: Float64Array;
  readonly elements: readonly string[];
}

/** Two atoms are the same within this, Å: far below a bond, far above rounding. */
const TOLERANCE_ANGSTROM = 1e-3;
/** Depth of the slabs compared, Å: more than a plane spacing of any boundary in use. */
const DEPTH_ANGSTROM = 8;

const nearest = (fraction: number): number => fraction - Math.round(fraction);

function times([row1, row2]: Matrix2, [x, z]: PlaneVector): PlaneVector {
  return [row1[0] * x + row1[1] * z, row2[0] * x + row2[1] * z];
}

/** Isometries (rows) that map the plane lattice of two periods onto itself: 2 to 12. */
function pointGroup(periods: TranslationCell): Matrix2[] {
  const [p, q] = periods;
  const signs = [-1, 0, 1];
  const vectors = signs.flatMap((i) => signs.map((j) => fromFractions(periods, [i, j])));
  const dotOf = (u: PlaneVector, v: PlaneVector): number => u[0] * v[0] + u[1] * v[1];
  const tolerance = TOLERANCE_ANGSTROM * Math.max(Math.hypot(...p), Math.hypot(...q));
  const like = (u: PlaneVector, v: PlaneVector, value: number): boolean =>
    Math.abs(dotOf(u, v) - value) < tolerance;
  return vectors
    .filter((u) => like(u, u, dotOf(p, p)))
    .flatMap((u) =>
      vectors
        .filter((v) => like(v, v, dotOf(q, q)) && like(u, v, dotOf(p, q)))
        .map((v): Matrix2 => {
          // Columns of the matrix are the images of the unit vectors.
          const alongX = cellFractions(periods, [1, 0]);
          const alongZ = cellFractions(periods, [0, 1]);
          return [
            [alongX[0] * u[0] + alongX[1] * v[0], alongZ[0] * u[0] + alongZ[1] * v[0]],
            [alongX[0] * u[1] + alongX[1] * v[1], alongZ[0] * u[1] + alongZ[1] * v[1]],
          ];
        }),
    );
}

/** All τ with matrix·from + τ = to (over the periods), heights times `side`. */
function translationsBetween(
  from: HalfCrystal,
  to: HalfCrystal,
  { matrix, side }: { matrix: Matrix2; side: 1 | -1 },
  periods: TranslationCell,
): readonly PlaneVector[] {
  const n = from.elements.length;
  if (n !== to.elements.length || n === 0) return [];
  const images = from.elements.map((element, i) => ({
    element,
    at: times(matrix, [from.positions[3 * i], from.positions[3 * i + 2]]),
    y: side * from.positions[3 * i + 1],
  }));
  const sameKind = (image: (typeof images)[number], j: number): boolean =>
    to.elements[j] === image.element && Math.abs(to.positions[3 * j + 1] - image.y) < TOLERANCE_ANGSTROM;
  const offset = (image: (typeof images)[number], j: number): PlaneVector => [
    to.positions[3 * j] - image.at[0],
    to.positions[3 * j + 2] - image.at[1],
  ];
  const partners = images.map((image) => to.elements.flatMap((_, j) => (sameKind(image, j) ? [j] : [])));
  return partners[0]
    .map((j) => offset(images[0], j))
    .filter((tau) =>
      images.every((image, i) =>
        partners[i].some((j) => {
          const d = offset(image, j);
          const [u, v] = cellFractions(periods, [d[0] - tau[0], d[1] - tau[1]]);
          return Math.hypot(...fromFractions(periods, [nearest(u), nearest(v)])) < TOLERANCE_ANGSTROM;
        }),
      ),
    );
}

function halfCrystals(
  boundary: Boundary,
  terminationA: number,
  terminationB: number,
): readonly [HalfCrystal, HalfCrystal] {
  const bicrystal = buildBicrystal(boundary, {
    cell: 'free-surfaces',
    grainThicknessAngstrom: DEPTH_ANGSTROM,
    terminationA,
    terminationB,
  });
  const { structure, grainOf, boundaryHeightAngstrom } = bicrystal;
  const half = (grain: number): HalfCrystal => {
    const atoms = [...structure.kinds.keys()].filter((i) => grainOf[i] === grain);
    return {
      elements: atoms.map((i) => structure.elements[structure.kinds[i]]),
      positions: Float64Array.from(
        atoms.flatMap((i) => [
          structure.positions[3 * i],
          structure.positions[3 * i + 1] - boundaryHeightAngstrom,
          structure.positions[3 * i + 2],
        ]),
      ),
    };
  };
  return [half(0), half(1)];
}

const negative = ([r1, r2]: Matrix2): Matrix2 => [
  [-r1[0], -r1[1]],
  [-r2[0], -r2[1]],
];

/** Operations that differ by a CNID vector do the same; of those one without exchange is kept. */
function distinct(
  operations: readonly TranslationOperation[],
  boundary: Boundary,
): readonly TranslationOperation[] {
  const seen = new Map<string, TranslationOperation>();
  const fractionKey = (fraction: number): number => Math.round((fraction - Math.floor(fraction)) * 1e4) % 1e4;
  for (const operation of operations) {
    const fractions = cellFractions(boundary.cnid, operation.shiftAngstrom).map(fractionKey);
    const key = [...operation.matrix.flat().map((x) => Math.round(x * 1e4) + 0), ...fractions].join(' ');
    const known = seen.get(key);
    if (known === undefined || (known.exchanges && !operation.exchanges)) seen.set(key, operation);
  }
  return [...seen.values()];
}

/**
 * Symmetries of a boundary's two half crystals, as operations on the translation of grain B: translations that one
 * operation (and shifts by CNID vectors) carries into another give mirror images or copies of one bicrystal, at the same gap.
 *
 * Found by trial: every isometry of the period's lattice, with and without exchanging the grains, against the atoms.
 * R(A) = A − τ_A, R(B) = B − τ_B gives t' = R·t + τ_A − τ_B; R(A) = B − τ_AB, R(B) = A − τ_BA gives
 * t' = −R·t + τ_BA − τ_AB.
 *
 * @returns the identity among them; of operations that do the same, one that does not exchange
 * Valid for: rigid states before anything is relaxed. Grains of several terminations: exchanges are not looked for where
 * the two slabs do not hold the same atoms.
 * Checked: equivalent states have equal unrelaxed EAM energies to 1e-9 J/m² (candidate-energies.spec.ts).
 */
export function boundaryOperations(
  boundary: Boundary,
  terminationA: number,
  terminationB: number,
): readonly TranslationOperation[] {
  const [a, b] = halfCrystals(boundary, terminationA, terminationB);
  const { periods } = boundary;
  const operations: TranslationOperation[] = [];
  const add = (kind: Omit<TranslationOperation, 'shiftAngstrom'>, pairs: readonly PlaneVector[][]): void => {
    for (const p of pairs[0]) {
      for (const m of pairs[1]) operations.push({ ...kind, shiftAngstrom: [p[0] - m[0], p[1] - m[1]] });
    }
  };
  for (const matrix of pointGroup(periods)) {
    const between = (from: HalfCrystal, to: HalfCrystal, side: 1 | -1): PlaneVector[] => [
      ...translationsBetween(from, to, { matrix, side }, periods),
    ];
    add({ matrix, exchanges: false }, [between(a, a, 1), between(b, b, 1)]);
    add({ matrix: negative(matrix), exchanges: true }, [between(b, a, -1), between(a, b, -1)]);
  }
  return distinct(operations, boundary);
}

/** The image of a translation of grain B, [x, z] Å; not wrapped. */
export function applyOperation(operation: TranslationOperation, translation: PlaneVector): PlaneVector {
  const [x, z] = times(operation.matrix, translation);
  return [x + operation.shiftAngstrom[0], z + operation.shiftAngstrom[1]];
}

/** Whether a slab over the boundary's period looks the same from both sides. */
export function surfacesAreAlike({ periods }: Pick<Boundary, 'periods'>, slab: AtomicStructure): boolean {
  const heights = Array.from({ length: slab.nAtoms }, (_, i) => slab.positions[3 * i + 1]);
  const middle = (Math.min(...heights) + Math.max(...heights)) / 2;
  const half: HalfCrystal = {
    elements: Array.from(slab.kinds, (kind) => slab.elements[kind]),
    positions: slab.positions.map((x, n) => (n % 3 === 1 ? x - middle : x)),
  };
  return pointGroup(periods).some(
    (matrix) => translationsBetween(half, half, { matrix, side: -1 }, periods).length > 0,
  );
}

/** Whether E(−s) = E(s) along each vector of a translation cell alone. */
export function mirroredSides(
  operations: readonly TranslationOperation[],
  boundary: Pick<Boundary, 'cnid'>,
): readonly [boolean, boolean] {
  const cell = translationCell(boundary);
  const maps = (operation: TranslationOperation, from: PlaneVector, to: PlaneVector): boolean => {
    const image = times(operation.matrix, from);
    return Math.hypot(image[0] - to[0], image[1] - to[1]) < TOLERANCE_ANGSTROM;
  };
  const mirrors = (side: 0 | 1): boolean =>
    operations.some((operation) => {
      const other = cell[1 - side];
      const shift = cellFractions(cell, operation.shiftAngstrom);
      return (
        maps(operation, cell[side], [-cell[side][0], -cell[side][1]]) &&
        maps(operation, other, other) &&
        shift.every((s) => Math.abs(nearest(s)) < 1e-4)
      );
    });
  return [mirrors(0), mirrors(1)];
}
