import type { Mat3, Vec3 } from './structure.js';

/** The unit matrix. */
export const IDENTITY: Mat3 = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** a · b */
export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** a × b, right-handed. */
export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Euclidean length. */
export function norm(a: Vec3): number {
  return Math.sqrt(dot(a, a));
}

/** s · a */
export function scale(a: Vec3, s: number): Vec3 {
  return [a[0] * s, a[1] * s, a[2] * s];
}

export function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/** M · v, v a column. A rotation in this form turns v; fractional to Cartesian is `applyRow`. */
export function apply(m: Mat3, v: Vec3): Vec3 {
  return [dot(m[0], v), dot(m[1], v), dot(m[2], v)];
}

/** v · M, v a row: fractional coordinates times a cell (rows are its vectors) are Cartesian ones. */
export function applyRow(v: Vec3, m: Mat3): Vec3 {
  return [
    v[0] * m[0][0] + v[1] * m[1][0] + v[2] * m[2][0],
    v[0] * m[0][1] + v[1] * m[1][1] + v[2] * m[2][1],
    v[0] * m[0][2] + v[1] * m[1][2] + v[2] * m[2][2],
  ];
}

/** A · B */
export function multiply(a: Mat3, b: Mat3): Mat3 {
  return [applyRow(a[0], b), applyRow(a[1], b), applyRow(a[2], b)];
}

export function transpose(m: Mat3): Mat3 {
  return [
    [m[0][0], m[1][0], m[2][0]],
    [m[0][1], m[1][1], m[2][1]],
    [m[0][2], m[1][2], m[2][2]],
  ];
}

/** Signed: a cell's volume, negative where its vectors are left-handed. */
export function determinant(m: Mat3): number {
  return dot(m[0], cross(m[1], m[2]));
}

/** M⁻¹. A singular matrix gives numbers that are not finite: who may meet one looks at `determinant` first. */
export function inverse(m: Mat3): Mat3 {
  const d = 1 / determinant(m);
  return transpose([scale(cross(m[1], m[2]), d), scale(cross(m[2], m[0]), d), scale(cross(m[0], m[1]), d)]);
}
