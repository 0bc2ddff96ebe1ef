/** A Fourier transform of one length, in place; one object may be used again and again, not from two places at once. */
export interface Fft {
  readonly n: number;
  /** X_k = Σ_j x_j·exp(−2πi·jk/n); both arrays are [n]. */
  forward(re: Float64Array, im: Float64Array): void;
  /** x_j = (1/n)·Σ_k X_k·exp(+2πi·jk/n): the inverse of `forward`. */
  inverse(re: Float64Array, im: Float64Array): void;
}

/** The smallest power of two that is ≥ n (n ≥ 1). */
export function powerOfTwoFrom(n: number): number {
  let size = 1;
  while (size < n) size *= 2;
  return size;
}

/**
 * Fourier transform of a power-of-two length, complex, float64.
 *
 * Two real signals x, y are best transformed at once as x + iy.
 *
 * @param n  power of two, 2 ≤ n ≤ 2^24
 * @throws RangeError  otherwise
 * Valid for: any finite numbers; rounding error about 1e-16·log2(n) of the largest output.
 * Source: Stockham's self-sorting algorithm in radix 4, C. Van Loan, Computational Frameworks for the Fast Fourier
 *   Transform (1992), section 1.7.
 * Checked: naive transform, Parseval's sum, inverse (fft.spec.ts).
 */
export function createFft(n: number): Fft {
  if (!(Number.isInteger(n) && n >= 2 && n <= 2 ** 24 && (n & (n - 1)) === 0)) {
    throw new RangeError(`A Fourier transform needs a power of two from 2 to 2^24, not ${n}.`);
  }
  const cos = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sin = Float64Array.from({ length: n }, (_, k) => -Math.sin((2 * Math.PI * k) / n));
  const work = { re: new Float64Array(n), im: new Float64Array(n) };
  const forward = (re: Float64Array, im: Float64Array): void => {
    let from: Complex = { re, im };
    let to: Complex = work;
    let length = n;
    for (let stride = 1; length > 1;) {
      if (length === 2) halve(from, to, stride);
      else quarter(from, to, { length, stride, cos, sin });
      const step = length === 2 ? 2 : 4;
      length /= step;
      stride *= step;
      [from, to] = [to, from];
    }
    if (from === work) {
      re.set(work.re);
      im.set(work.im);
    }
  };
  return {
    n,
    forward,
    inverse: (re, im) => {
      // Exchanging the parts turns exp(−i…) into exp(+i…).
      forward(im, re);
      for (let i = 0; i < n; i++) {
        re[i] /= n;
        im[i] /= n;
      }
    },
  };
}

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

interface Stage {
  readonly length: number;
  readonly stride: number;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/**
 * One radix-4 stage: `stride` interleaved transforms of `length` become four times as many of a quarter. Pairs are not written
 * as `[a, b] = […]`: that made arrays to throw away, and the transform half as fast.
 */
function quarter(from: Complex, to: Complex, { length, stride: s, cos, sin }: Stage): void {
  const { re: xr, im: xi } = from;
  const { re: yr, im: yi } = to;
  const quarterLength = length / 4;
  const hop = s * quarterLength;
  for (let p = 0; p < quarterLength; p++) {
    // exp(−2πi·p/length) stands at p·(n/length) = p·s in the table of the whole length.
    const c1 = cos[p * s];
    const s1 = sin[p * s];
    const c2 = cos[2 * p * s];
    const s2 = sin[2 * p * s];
    const c3 = cos[3 * p * s];
    const s3 = sin[3 * p * s];
    const end = s * (p + 1);
    for (let a = s * p, o = 4 * s * p; a < end; a++, o++) {
      const sumR = xr[a] + xr[a + 2 * hop];
      const sumI = xi[a] + xi[a + 2 * hop];
      const differenceR = xr[a] - xr[a + 2 * hop];
      const differenceI = xi[a] - xi[a + 2 * hop];
      const otherR = xr[a + hop] + xr[a + 3 * hop];
      const otherI = xi[a + hop] + xi[a + 3 * hop];
      // −i·(b − d)
      const turnedR = xi[a + hop] - xi[a + 3 * hop];
      const turnedI = xr[a + 3 * hop] - xr[a + hop];
      yr[o] = sumR + otherR;
      yi[o] = sumI + otherI;
      const r1 = differenceR + turnedR;
      const i1 = differenceI + turnedI;
      yr[o + s] = r1 * c1 - i1 * s1;
      yi[o + s] = r1 * s1 + i1 * c1;
      const r2 = sumR - otherR;
      const i2 = sumI - otherI;
      yr[o + 2 * s] = r2 * c2 - i2 * s2;
      yi[o + 2 * s] = r2 * s2 + i2 * c2;
      const r3 = differenceR - turnedR;
      const i3 = differenceI - turnedI;
      yr[o + 3 * s] = r3 * c3 - i3 * s3;
      yi[o + 3 * s] = r3 * s3 + i3 * c3;
    }
  }
}

/** The last stage when the length is no power of four. */
function halve(from: Complex, to: Complex, s: number): void {
  for (let q = 0; q < s; q++) {
    to.re[q] = from.re[q] + from.re[q + s];
    to.im[q] = from.im[q] + from.im[q + s];
    to.re[q + s] = from.re[q] - from.re[q + s];
    to.im[q + s] = from.im[q] - from.im[q + s];
  }
}
