import { symmetricEigen } from './eigen.js';

/** A sum over few nodes in place of a sum over many points. */
export interface GaussRule {
  readonly nodes: Float64Array;
  /** > 0; their sum is the number of points. */
  readonly weights: Float64Array;
}

/**
 * The Gauss rule of a set of points: Σ f(points) = Σ weights·f(nodes), exactly for polynomials up to degree 2n − 1, and
 * to rounding for functions as smooth as exp(b·x) with |b|·(range of x) ≤ 10 and n = 12.
 *
 * @param points  [≥ n], distinct
 * @returns n nodes, ascending
 * Source: Golub & Welsch, Math. Comp. 23 (1969) 221; recurrence by Stieltjes' procedure.
 * Checked: moments and exponentials against the plain sums (gauss-rule.spec.ts).
 */
export function gaussRule(points: Float64Array, n: number): GaussRule {
  const jacobi = new Float64Array(n * n);
  let previous = new Float64Array(points.length);
  let current = new Float64Array(points.length).fill(1 / Math.sqrt(points.length));
  let offDiagonal = 0;
  for (let k = 0; k < n; k++) {
    let alpha = 0;
    for (let i = 0; i < points.length; i++) alpha += points[i] * current[i] * current[i];
    jacobi[k * n + k] = alpha;
    if (k === n - 1) break;
    const next = new Float64Array(points.length);
    let norm = 0;
    for (let i = 0; i < points.length; i++) {
      next[i] = (points[i] - alpha) * current[i] - offDiagonal * previous[i];
      norm += next[i] * next[i];
    }
    offDiagonal = Math.sqrt(norm);
    for (let i = 0; i < points.length; i++) next[i] /= offDiagonal;
    jacobi[k * n + k + 1] = offDiagonal;
    jacobi[(k + 1) * n + k] = offDiagonal;
    [previous, current] = [current, next];
  }
  const { values, vectors } = symmetricEigen(jacobi, n);
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  return {
    nodes: Float64Array.from(order, (k) => values[k]),
    weights: Float64Array.from(order, (k) => points.length * vectors[k * n] ** 2),
  };
}
