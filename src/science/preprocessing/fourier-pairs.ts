import { createFft } from '../numerics/fft.js';

/** Fourier transform of a real signal of length n: coefficients 0 … n/2, the others are their conjugates. */
export interface HalfSpectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export const halfSpectrum = (n: number): HalfSpectrum => ({
  re: new Float64Array(n / 2 + 1),
  im: new Float64Array(n / 2 + 1),
});

/** Two real signals transformed by one complex transform of the same length. */
export interface PairTransform {
  readonly n: number;
  /** Transforms of the real signals x and y [n], which are overwritten. */
  split(x: Float64Array, y: Float64Array, a: HalfSpectrum, b: HalfSpectrum): void;
  /** The real signals whose transforms are a and b. */
  join(a: HalfSpectrum, b: HalfSpectrum, x: Float64Array, y: Float64Array): void;
}

/**
 * x + iy has the transform A + iB; A and B are its Hermitian and anti-Hermitian parts.
 *
 * @param n  power of two
 * Checked: inverse, and through the deconvolutions' round trips.
 */
export function createPairTransform(n: number): PairTransform {
  const fft = createFft(n);
  const half = n / 2;
  return {
    n,
    split: (x, y, a, b) => {
      fft.forward(x, y);
      for (let k = 0; k <= half; k++) {
        const m = k === 0 ? 0 : n - k;
        a.re[k] = (x[k] + x[m]) / 2;
        a.im[k] = (y[k] - y[m]) / 2;
        b.re[k] = (y[k] + y[m]) / 2;
        b.im[k] = (x[m] - x[k]) / 2;
      }
    },
    join: (a, b, x, y) => {
      for (let k = 0; k <= half; k++) {
        x[k] = a.re[k] - b.im[k];
        y[k] = a.im[k] + b.re[k];
        if (k === 0 || k === half) continue;
        x[n - k] = a.re[k] + b.im[k];
        y[n - k] = b.re[k] - a.im[k];
      }
      fft.inverse(x, y);
    },
  };
}
