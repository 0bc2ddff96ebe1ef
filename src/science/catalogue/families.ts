import type { Vec3 } from '../crystal/structure.js';
import { indices } from '../grain-boundaries/label.js';

/** Point groups with inversion; trigonal ones on hexagonal axes, monoclinic ones with b unique. */
export const LAUE_CLASSES = [
  '-1',
  '2/m',
  'mmm',
  '4/m',
  '4/mmm',
  '-3',
  '-3m',
  '6/m',
  '6/mmm',
  'm-3',
  'm-3m',
] as const;
export type LaueClass = (typeof LAUE_CLASSES)[number];

/** Rows of whole numbers: x′ = W·x in the cell's axes. */
type Operation = readonly [Vec3, Vec3, Vec3];

const INVERSION: Operation = [[-1, 0, 0], [0, -1, 0], [0, 0, -1]]; // prettier-ignore
const TWO_B: Operation = [[-1, 0, 0], [0, 1, 0], [0, 0, -1]]; // prettier-ignore
const TWO_C: Operation = [[-1, 0, 0], [0, -1, 0], [0, 0, 1]]; // prettier-ignore
const FOUR_C: Operation = [[0, -1, 0], [1, 0, 0], [0, 0, 1]]; // prettier-ignore
const THREE_C: Operation = [[0, -1, 0], [1, -1, 0], [0, 0, 1]]; // prettier-ignore
const SIX_C: Operation = [[1, -1, 0], [1, 0, 0], [0, 0, 1]]; // prettier-ignore
/** Along [110]: that of R-3m, R-3c and P-3m1 on hexagonal axes. */
const TWO_110: Operation = [[0, 1, 0], [1, 0, 0], [0, 0, -1]]; // prettier-ignore
const THREE_111: Operation = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]; // prettier-ignore

const GENERATORS: Readonly<Record<LaueClass, readonly Operation[]>> = {
  '-1': [INVERSION],
  '2/m': [INVERSION, TWO_B],
  mmm: [INVERSION, TWO_B, TWO_C],
  '4/m': [INVERSION, FOUR_C],
  '4/mmm': [INVERSION, FOUR_C, TWO_B],
  '-3': [INVERSION, THREE_C],
  '-3m': [INVERSION, THREE_C, TWO_110],
  '6/m': [INVERSION, SIX_C],
  '6/mmm': [INVERSION, SIX_C, TWO_110],
  'm-3': [INVERSION, TWO_B, TWO_C, THREE_111],
  'm-3m': [INVERSION, FOUR_C, THREE_111],
};

const groups = new Map<LaueClass, readonly Operation[]>();

/** All operations of a class, the identity first. Orders: 2, 4, 8, 8, 16, 6, 12, 12, 24, 24, 48. */
export function laueOperations(laue: LaueClass): readonly Operation[] {
  const known = groups.get(laue);
  if (known !== undefined) return known;
  const identity: Operation = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
  const found = new Map([[String(identity), identity]]);
  for (const operation of found.values()) {
    for (const generator of GENERATORS[laue]) {
      const next = product(operation, generator);
      found.set(String(next), next);
    }
  }
  groups.set(laue, [...found.values()]);
  return groups.get(laue)!;
}

function product(a: Operation, b: Operation): Operation {
  const entry = (i: number, k: number): number => a[i][0] * b[0][k] + a[i][1] * b[1][k] + a[i][2] * b[2][k];
  const row = (i: number): Vec3 => [entry(i, 0), entry(i, 1), entry(i, 2)];
  return [row(0), row(1), row(2)];
}

/** h′ = h·W: Miller indices are rows. */
const ofPlane = (w: Operation, h: Vec3): Vec3 => [
  h[0] * w[0][0] + h[1] * w[1][0] + h[2] * w[2][0],
  h[0] * w[0][1] + h[1] * w[1][1] + h[2] * w[2][1],
  h[0] * w[0][2] + h[1] * w[1][2] + h[2] * w[2][2],
];

const ofAxis = (w: Operation, u: Vec3): Vec3 => [
  w[0][0] * u[0] + w[0][1] * u[1] + w[0][2] * u[2],
  w[1][0] * u[0] + w[1][1] * u[1] + w[1][2] * u[2],
  w[2][0] * u[0] + w[2][1] * u[1] + w[2][2] * u[2],
];

/** The last in the order of the indices: (310) rather than (-3 0 1). */
function canonical(laue: LaueClass, v: Vec3, turned: (w: Operation, v: Vec3) => Vec3): Vec3 {
  const all = laueOperations(laue).map((w) => turned(w, v));
  const isLater = (a: Vec3, b: Vec3): boolean => (a[0] - b[0] || a[1] - b[1] || a[2] - b[2]) > 0;
  // `+ 0` so that no index is −0.
  return all.reduce((last, one) => (isLater(one, last) ? one : last)).map((i) => i + 0) as unknown as Vec3;
}

/**
 * Name of the form of a plane: the same for symmetry-equivalent ones, another for another class.
 * @param hkl  Miller indices without common divisor
 */
export const planeFamily = (laue: LaueClass, hkl: Vec3): string =>
  `${laue} {${indices(canonical(laue, hkl, ofPlane))}}`;

/** Name of the form of a direction. @param uvw  without common divisor */
export const axisFamily = (laue: LaueClass, uvw: Vec3): string =>
  `${laue} ⟨${indices(canonical(laue, uvw, ofAxis))}⟩`;

/** The forms (hkl) may belong to, one for each class: what a question for a plane looks for, whatever the crystals. */
export const planeFamiliesOf = (hkl: Vec3): readonly string[] =>
  LAUE_CLASSES.map((laue) => planeFamily(laue, hkl));

/** The forms [uvw] may belong to, one for each class. */
export const axisFamiliesOf = (uvw: Vec3): readonly string[] =>
  LAUE_CLASSES.map((laue) => axisFamily(laue, uvw));
