import type { Rng } from '../../numerics/rng.js';
import { cholesky } from '../../numerics/cholesky.js';
import type { Predictor } from './predictor.js';

/** Share of a point's variance added to the diagonal, so that near neighbours can be factored. */
const JITTER = 1e-6;

/**
 * One draw of the process at some points, with all their correlations.
 * @returns [points.length], the process's unit
 * @throws NumericsError ill-conditioned
 * Checked: mean and covariance of many draws (sample-path.spec.ts).
 */
export function samplePath(predictor: Predictor, points: readonly number[], rng: Rng): Float64Array {
  const n = points.length;
  const covariance = predictor.covariance(points);
  for (let i = 0; i < n; i++) covariance[i * n + i] += JITTER * Math.max(1e-6, covariance[i * n + i]) + 1e-9;
  const l = cholesky(covariance, n);
  const noise = Float64Array.from({ length: n }, () => rng.normal());
  return Float64Array.from(points, (point, i) => {
    let value = predictor.mean[point];
    for (let k = 0; k <= i; k++) value += l[i * n + k] * noise[k];
    return value;
  });
}
