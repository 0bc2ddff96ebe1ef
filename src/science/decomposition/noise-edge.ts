/** Size of the matrix that the noise fills. */
export interface NoiseShape {
  readonly nRows: number;
  readonly nCols: number;
}

/** 99.9 % quantile of the Tracy–Widom law of order 1: pure noise passes the edge once in a thousand scans. */
const TRACY_WIDOM_999 = 3.2724;

/** Points of the integral over the noise spectrum, which is smooth: 256 give more than six digits. */
const SPECTRUM_POINTS = 256;

/**
 * The largest singular value of a pure-noise matrix of independent entries of unit variance, for large matrices.
 * Source: Marchenko & Pastur, Math. USSR Sb. 1 (1967) 457: √m + √n.
 */
export const whiteNoiseEdge = ({ nRows, nCols }: NoiseShape): number => Math.sqrt(nRows) + Math.sqrt(nCols);

/**
 * How far, as a share of the edge, the largest singular value of a finite noise matrix may pass it (once in a thousand):
 * 1.5 % for 64 × 2048, 0.6 % for 4096 × 1024.
 *
 * Source: Johnstone, Ann. Statist. 29 (2001) 295, theorem 1.1 (centre and scale of the largest eigenvalue).
 * Checked: 0.1 % of simulated noise matrices pass (noise-edge.spec.ts).
 */
export function finiteSizeMargin({ nRows, nCols }: NoiseShape): number {
  const [a, b] = [Math.sqrt(Math.max(nRows - 1, 1)), Math.sqrt(nCols)];
  const centre = (a + b) ** 2;
  const scale = (a + b) * (1 / a + 1 / b) ** (1 / 3);
  return Math.max(0, Math.sqrt(centre + TRACY_WIDOM_999 * scale) / whiteNoiseEdge({ nRows, nCols }) - 1);
}

/** Noise as it is: what each row has of it, and how neighbouring columns go together. */
export interface NoiseStructure {
  /** Noise power of each row, mean 1, [nRows]. */
  readonly rowPower: Float64Array;
  /** Correlation of columns 1, 2, … apart; the power spectrum is 1 + 2·Σ correlationₖ·w(k)·cos(kω), w Parzen's window. */
  readonly correlation: Float64Array;
}

/**
 * The noise edge where rows have unequal noise and neighbouring columns are correlated (detector point spread, alignment
 * by fractions of a channel): S^½·Z·T^½ with Z white, S of the rows, T stationary over the columns.
 *
 * @returns the largest singular value for large matrices, unit mean power; `whiteNoiseEdge` for equal, white noise
 * Source: Paul & Silverstein, J. Multivariate Anal. 100 (2009) 37 (separable covariance): with
 * F(y) = mean s/(1+y·s)·m/n and G(x) = mean t/(1+x·t), points off the spectrum are z = −F(y)/x where x·G(x) = y·F(y);
 * the edge is their least. Checked: against the white edge, and simulated noise (noise-edge.spec.ts).
 */
export function structuredNoiseEdge(shape: NoiseShape, { rowPower, correlation }: NoiseStructure): number {
  const spectrum = noiseSpectrum(correlation);
  const lowest = -1 / spectrum.reduce((a, b) => Math.max(a, b), 0);
  const z = (x: number): number => pointOffSpectrum(x, spectrum, rowPower, shape);
  // z falls from ∞ at 0 to the edge and rises again towards the lowest x: golden section on the one minimum.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [lowest, 0];
  for (let i = 0; i < 60; i++) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (z(left) < z(right)) high = right;
    else low = left;
  }
  return Math.sqrt(z(0.5 * (low + high)) * shape.nCols);
}

function pointOffSpectrum(x: number, t: Float64Array, s: Float64Array, { nRows, nCols }: NoiseShape): number {
  const product = x * mean(t, (v) => v / (1 + x * v));
  const c = nRows / nCols;
  // y·F(y) rises from −∞ to 0 on (−1/max s, 0): bisection.
  let low = -1 / s.reduce((a, b) => Math.max(a, b), 0);
  let high = 0;
  for (let i = 0; i < 50; i++) {
    const y = 0.5 * (low + high);
    if (y * c * mean(s, (v) => v / (1 + y * v)) < product) low = y;
    else high = y;
  }
  const y = 0.5 * (low + high);
  return (-c * mean(s, (v) => v / (1 + y * v))) / x;
}

function mean(values: Float64Array, of: (value: number) => number): number {
  let sum = 0;
  for (const value of values) sum += of(value);
  return sum / values.length;
}

/** Power spectrum at equidistant frequencies in (0, π), mean 1; what the window leaves below 0 is 0. */
function noiseSpectrum(correlation: Float64Array): Float64Array {
  const window = Float64Array.from(correlation, (c, k) => c * parzen((k + 1) / (correlation.length + 1)));
  const spectrum = Float64Array.from({ length: SPECTRUM_POINTS }, (_, i) => {
    const omega = (Math.PI * (i + 0.5)) / SPECTRUM_POINTS;
    return Math.max(0, 1 + 2 * window.reduce((sum, c, k) => sum + c * Math.cos((k + 1) * omega), 0));
  });
  const mean = spectrum.reduce((a, b) => a + b, 0) / spectrum.length;
  return spectrum.map((t) => t / mean);
}

const parzen = (x: number): number => (x < 0.5 ? 1 - 6 * x * x * (1 - x) : 2 * (1 - x) ** 3);
