import { norm, type SingularTriplets } from '../numerics/svd.js';

/** Non-negative factors X ≈ Σ leftₖ·rightₖᵀ; one factor a row: left [k × m], right [k × n]. */
export interface Factors {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Entries below this are zero, as in scikit-learn. */
const ZERO_BELOW = 1e-6;

/**
 * Non-negative double SVD: where a non-negative factorisation starts, without chance. Of each pair of singular vectors the
 * sign (positive or negative parts of both) that carries more is kept.
 *
 * @param fill  what zeros become: the mean of the matrix (variant a), so that no method is stuck at them; 0 keeps them
 * Source: Boutsidis & Gallopoulos, Pattern Recognition 41 (2008) 1350.
 * Checked: 4×4 matrix against scikit-learn 1.2.1 (nmf.spec.ts).
 */
export function nndsvd({ values, left, right, count }: SingularTriplets, fill: number): Factors {
  const m = left.length / count;
  const n = right.length / count;
  const out = { left: new Float64Array(left.length), right: new Float64Array(right.length) };
  for (let k = 0; k < count; k++) {
    const u = left.subarray(k * m, (k + 1) * m);
    const v = right.subarray(k * n, (k + 1) * n);
    const sign = k === 0 ? 0 : strongerSign(u, v);
    const [a, b] = [part(u, sign), part(v, sign)];
    const weight = Math.sqrt(values[k] * norm(a) * norm(b));
    out.left.set(rescaled(a, weight, fill), k * m);
    out.right.set(rescaled(b, weight, fill), k * n);
  }
  return out;
}

function strongerSign(u: Float64Array, v: Float64Array): 1 | -1 {
  return norm(part(u, 1)) * norm(part(v, 1)) > norm(part(u, -1)) * norm(part(v, -1)) ? 1 : -1;
}

/** The entries of one sign, made positive; sign 0: magnitudes. */
const part = (v: Float64Array, sign: number): Float64Array =>
  v.map((x) => (sign === 0 ? Math.abs(x) : Math.max(0, sign * x)));

function rescaled(v: Float64Array, weight: number, fill: number): Float64Array {
  const length = norm(v);
  return v.map((x) => {
    const value = length > 0 ? (x / length) * weight : 0;
    return value < ZERO_BELOW ? fill : value;
  });
}
