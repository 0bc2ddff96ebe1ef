import type { Boundary, PlaneVector } from './boundary.js';

/** Two vectors in the plane [x, z], Å, at right angles where that can be had. */
export type TranslationCell = readonly [PlaneVector, PlaneVector];

const SAME = 1e-6;

const dotOf = (u: PlaneVector, v: PlaneVector): number => u[0] * v[0] + u[1] * v[1];
const plus = (u: PlaneVector, v: PlaneVector, factor: number): PlaneVector => [
  u[0] + factor * v[0],
  u[1] + factor * v[1],
];

/** The vector's first component that is not zero is positive. */
function forward(v: PlaneVector): PlaneVector {
  const lead = Math.abs(v[0]) > SAME ? v[0] : v[1];
  return lead < 0 ? [0 - v[0], 0 - v[1]] : [v[0] + 0, v[1] + 0];
}

/** The one that lies more along x first. */
function ordered(u: PlaneVector, v: PlaneVector): TranslationCell {
  const [a, b] = [forward(u), forward(v)];
  const tilt = (w: PlaneVector): number => Math.abs(w[1]) / Math.hypot(...w);
  return tilt(b) < tilt(a) - SAME ? [b, a] : [a, b];
}

/**
 * The cell over which translations of grain B are enumerated: the CNID cell itself where it is rectangular, the centred
 * rectangle of two of them where it is rhombic (mirror lines then run along its sides, which a model can be told), else the
 * reduced CNID cell. `unique` drops the second half of a centred one.
 */
export function translationCell({ cnid: [u, v] }: Pick<Boundary, 'cnid'>): TranslationCell {
  const [uu, uv, vv] = [dotOf(u, u), dotOf(u, v), dotOf(v, v)];
  const small = SAME * Math.max(uu, vv);
  if (Math.abs(uv) < small) return ordered(u, v);
  if (Math.abs(uu - vv) < small) return ordered(plus(u, v, 1), plus(u, v, -1));
  const [short, long] = uu < vv ? [u, v] : [v, u];
  const half = (2 * uv) / Math.min(uu, vv);
  if (Math.abs(Math.abs(half) - 1) < SAME) {
    const twice: PlaneVector = [2 * long[0], 2 * long[1]];
    return ordered(short, plus(twice, short, -Math.sign(half)));
  }
  return [forward(u), forward(v)];
}

/** [x, z] as fractions of the cell's vectors. */
export function cellFractions([p, q]: TranslationCell, [x, z]: PlaneVector): PlaneVector {
  const area = p[0] * q[1] - p[1] * q[0];
  return [(x * q[1] - z * q[0]) / area, (z * p[0] - x * p[1]) / area];
}

/** Fractions of the cell's vectors as [x, z], Å. */
export function fromFractions([p, q]: TranslationCell, [u, v]: PlaneVector): PlaneVector {
  return [u * p[0] + v * q[0], u * p[1] + v * q[1]];
}
