import { NumericsError } from './numerics-error.js';
import { betaShare, logBeta, upperGammaShare } from './gamma-functions.js';

/*
 * Tails and quantiles of the distributions that tests use. Relative error below 1e-11 down to tails of 1e-300; each checked against
 * scipy.stats on test/reference/distributions.json (distributions.spec.ts).
 */

/** P(|Z| > |z|) of the standard normal distribution. */
export const normalTwoSided = (z: number): number => upperGammaShare(0.5, (z * z) / 2);

/** P(Z < z) of the standard normal distribution; its lower tail keeps its digits. */
export const normalCdf = (z: number): number =>
  z < 0 ? 0.5 * normalTwoSided(z) : 1 - 0.5 * normalTwoSided(z);

/** P(X > x) of the chi-square distribution, `dof` > 0. */
export const chiSquareTail = (x: number, dof: number): number => upperGammaShare(dof / 2, x / 2);

/** P(F > f) of the F distribution with `numerator` and `denominator` degrees of freedom. */
export function fTail(f: number, numerator: number, denominator: number): number {
  if (f === Infinity) return 0;
  const total = denominator + numerator * f;
  return betaShare(denominator / total, denominator / 2, numerator / 2, (numerator * f) / total);
}

/** P(|T| > |t|) of Student's t distribution, `dof` > 0. */
export function studentTwoSided(t: number, dof: number): number {
  const square = t * t;
  if (square === Infinity) return 0;
  return betaShare(dof / (dof + square), dof / 2, 0.5, square / (dof + square));
}

/** P(T < t) of Student's t distribution. */
export const studentCdf = (t: number, dof: number): number =>
  t < 0 ? 0.5 * studentTwoSided(t, dof) : 1 - 0.5 * studentTwoSided(t, dof);

/** The z with P(Z < z) = `share`; −∞ of 0, ∞ of 1. */
export function normalQuantile(share: number): number {
  checkShare(share);
  if (share === 0.5) return 0;
  const tail = Math.min(share, 1 - share);
  if (tail === 0) return share === 0 ? -Infinity : Infinity;
  const size = tailQuantile(
    2 * tail,
    normalTwoSided,
    (z) => 2 * Math.exp(-0.5 * z * z - 0.5 * Math.log(2 * Math.PI)),
  );
  return share < 0.5 ? -size : size;
}

/** The t with P(T < t) = `share` of Student's distribution with `dof` > 0; −∞ of 0, ∞ of 1. */
export function studentQuantile(share: number, dof: number): number {
  checkShare(share);
  if (share === 0.5) return 0;
  const tail = Math.min(share, 1 - share);
  if (tail === 0) return share === 0 ? -Infinity : Infinity;
  const logScale = -0.5 * Math.log(dof) - logBeta(dof / 2, 0.5);
  const density = (t: number): number => 2 * Math.exp(logScale - ((dof + 1) / 2) * Math.log1p((t * t) / dof));
  const size = tailQuantile(2 * tail, (t) => studentTwoSided(t, dof), density);
  return share < 0.5 ? -size : size;
}

function checkShare(share: number): void {
  if (share >= 0 && share <= 1) return;
  throw new NumericsError('invalid-parameter', `a quantile needs a share from 0 to 1, not ${share}`, {
    share,
  });
}

/**
 * The x > 0 at which a tail that falls from 1 is `share`: Newton's method on the logarithm of the tail, within a bracket that halves
 * when a step leaves it.
 */
function tailQuantile(share: number, tail: (x: number) => number, density: (x: number) => number): number {
  let low = 0;
  let high = 1;
  while (tail(high) > share) {
    low = high;
    high *= 2;
  }
  let x = 0.5 * (low + high);
  for (let step = 0; step < 200; step++) {
    const at = tail(x);
    if (at > share) low = x;
    else high = x;
    const newton = x + (at * Math.log(at / share)) / density(x);
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (Math.abs(next - x) <= 1e-15 * x) return next;
    x = next;
  }
  return x;
}
