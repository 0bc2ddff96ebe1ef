/** Density of the standard normal distribution. */
export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/**
 * P(Z < z) of the standard normal distribution, with a relative error below 3e-7 also far down the lower tail.
 *
 * Source: W. J. Cody's form of erfc as in Numerical Recipes (1992) 6.2, Chebyshev fit, relative error < 1.2e-7.
 * Checked: scipy.stats.norm.cdf (normal-distribution.spec.ts).
 */
export function normalShare(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  let sum = 0;
  for (let k = ERFC.length - 1; k >= 0; k--) sum = sum * t + ERFC[k];
  const tail = 0.5 * t * Math.exp(-x * x + sum);
  return z < 0 ? tail : 1 - tail;
}

const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
]; // prettier-ignore

/** E[max(gain, 0)] of a normal gain with this mean and standard deviation > 0. */
export function expectedGain(mean: number, std: number): number {
  const z = mean / std;
  return Math.max(0, mean * normalShare(z) + std * normalDensity(z));
}
