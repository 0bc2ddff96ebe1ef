import { quantile, rootMeanSquare } from '../numerics/statistics.js';
import { invertSymmetric, timesVector } from '../numerics/small-symmetric.js';
import { SpectrumError, type NavigationAxis, type SpectrumImage } from '../spectra/spectrum-image.js';
import { shiftSpectra } from './shift-spectra.js';
import type { ZeroLossMeasurement } from './zero-loss.js';

/** How zero loss is thought to have moved during the scan. */
export interface DriftModel {
  /**
   * 'measured': each pixel as measured. 'scan-order': one polynomial in the order of acquisition. 'each-line': one
   * polynomial along the last axis for every line. 'map': one polynomial in all axes (degree 1: a plane).
   */
  readonly kind: 'measured' | 'scan-order' | 'each-line' | 'map';
  /** Degree (total degree for 'map'); without meaning for 'measured'. */
  readonly degree: number;
}

/** Shifts along energy that put zero loss at 0 eV: data, to be kept and applied to what was recorded with it. */
export interface EnergyShifts {
  /** To be added to each pixel's energies, eV; [nPixels]. */
  readonly shiftsEv: Float64Array;
  /** Of each shift, eV; [nPixels]. */
  readonly stdEv: Float64Array;
  readonly model: DriftModel;
  /** Rms of measured minus modelled centres of the pixels that were believed, eV; 0 for 'measured'. */
  readonly residualRmsEv: number;
  /** Pixels whose measured centre the model does not believe: beyond 4 robust standard deviations. */
  readonly outlierPixels: readonly number[];
}

const MAX_DEGREE = 6;
const ROUNDS = 20;
const BELIEVED_SIGMAS = 4;
/** Median of |x| of a standard normal. */
const NORMAL_MEDIAN = 0.6745;

/**
 * A smooth drift through measured zero-loss centres, robust against single pixels (a spike, a beam blanked): weighted least
 * squares of a polynomial in which pixels beyond 4 robust standard deviations have no weight.
 *
 * @param measurement  of the same pixels (`measureZeroLoss`); assumed pixels take no part
 * @param navigation   the scan's axes, first slowest
 * @returns shifts = −drift. Std: of the polynomial, with the scatter of the residual where that is larger than the
 *   measurement's own errors
 * @throws SpectrumError invalid-parameter  a degree that is no whole number 0 … 6, or more coefficients than a line (the
 *   map) has pixels; shape-mismatch  axes that do not give the pixels
 * Valid for: drift that is smooth on the scale of the polynomial. Jumps (a line of a map taken an hour later) need
 *   'each-line' or 'measured'.
 * Checked: drift.spec.ts: planted planes and polynomials with outliers, pulls.
 */
export function driftShifts(
  measurement: Pick<ZeroLossMeasurement, 'centresEv' | 'stdEv' | 'assumedPixels'>,
  navigation: readonly NavigationAxis[],
  model: DriftModel,
): EnergyShifts {
  const { centresEv, stdEv } = measurement;
  if (model.kind === 'measured') {
    const shiftsEv = centresEv.map((centre) => -centre);
    return { shiftsEv, stdEv, model, residualRmsEv: 0, outlierPixels: [] };
  }
  if (!(Number.isInteger(model.degree) && model.degree >= 0 && model.degree <= MAX_DEGREE)) {
    throw new SpectrumError(
      'invalid-parameter',
      `The degree of a drift must be 0 to ${MAX_DEGREE}, not ${model.degree}.`,
    );
  }
  const assumed = new Set(measurement.assumedPixels);
  const out = {
    shiftsEv: new Float64Array(centresEv.length),
    stdEv: new Float64Array(centresEv.length),
    outliers: [] as number[],
    residuals: [] as number[],
  };
  for (const { pixels, basis, size } of parts(centresEv.length, navigation, model)) {
    const known = pixels.filter((pixel) => !assumed.has(pixel) && Number.isFinite(centresEv[pixel]));
    if (known.length < size) {
      throw new SpectrumError(
        'invalid-parameter',
        `A drift of degree ${model.degree} has ${size} coefficients; only ${known.length} pixels tell them.`,
      );
    }
    const fit = robustFit(
      known.map((pixel) => ({ pixel, row: basis(pixel), y: centresEv[pixel], std: stdEv[pixel] })),
      size,
    );
    for (const pixel of pixels) {
      const row = basis(pixel);
      out.shiftsEv[pixel] = -dot(row, fit.coefficients);
      out.stdEv[pixel] = Math.sqrt(dot(row, timesVector(fit.covariance, row)));
    }
    out.outliers.push(...fit.outliers);
    out.residuals.push(...fit.residuals);
  }
  return {
    shiftsEv: out.shiftsEv,
    stdEv: out.stdEv,
    model,
    residualRmsEv: rootMeanSquare(out.residuals),
    outlierPixels: out.outliers.sort((a, b) => a - b),
  };
}

/**
 * Applies shifts told from one scan to another that was recorded with it (the core loss of a pair).
 *
 * @throws SpectrumError shape-mismatch  other pixels; as `shiftSpectra`
 */
export function applyShifts(scan: SpectrumImage, shifts: EnergyShifts): SpectrumImage {
  return shiftSpectra(scan, shifts.shiftsEv);
}

interface Part {
  readonly pixels: readonly number[];
  readonly basis: (pixel: number) => Float64Array;
  readonly size: number;
}

/** What is fitted together: the scan, or each of its lines. Coordinates run from −1 to 1. */
function parts(nPixels: number, navigation: readonly NavigationAxis[], { kind, degree }: DriftModel): Part[] {
  const sizes = navigation.map((axis) => axis.size);
  if (kind !== 'scan-order' && sizes.reduce((product, size) => product * size, 1) !== nPixels) {
    throw new SpectrumError('shape-mismatch', `Axes of ${sizes.join(' × ')} pixels do not make ${nPixels}.`);
  }
  const all = Array.from({ length: nPixels }, (_, pixel) => pixel);
  if (kind === 'map') {
    const exponents = exponentsUpTo(degree, sizes.length);
    return [
      {
        pixels: all,
        size: exponents.length,
        basis: (pixel) => {
          const at = coordinates(pixel, sizes);
          return Float64Array.from(exponents, (powers) =>
            powers.reduce((p, power, axis) => p * at[axis] ** power, 1),
          );
        },
      },
    ];
  }
  const length = kind === 'each-line' ? (sizes.at(-1) ?? 1) : nPixels;
  const powersOf = (x: number): Float64Array =>
    Float64Array.from({ length: degree + 1 }, (_, power) => x ** power);
  return Array.from({ length: nPixels / length }, (_, line) => ({
    pixels: all.slice(line * length, (line + 1) * length),
    size: degree + 1,
    basis: (pixel: number) => powersOf(scaled(pixel % length, length)),
  }));
}

const scaled = (index: number, size: number): number => (size === 1 ? 0 : (2 * index) / (size - 1) - 1);

function coordinates(pixel: number, sizes: readonly number[]): number[] {
  let rest = pixel;
  return [...sizes]
    .reverse()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return scaled(index, size);
    })
    .reverse();
}

/** All exponents of n variables whose sum is at most the degree. */
function exponentsUpTo(degree: number, n: number): number[][] {
  if (n === 0) return [[]];
  return Array.from({ length: degree + 1 }, (_, first) =>
    exponentsUpTo(degree - first, n - 1).map((rest) => [first, ...rest]),
  ).flat();
}

interface Point {
  readonly pixel: number;
  readonly row: Float64Array;
  readonly y: number;
  readonly std: number;
}

interface RobustFit {
  readonly coefficients: Float64Array;
  readonly covariance: Float64Array;
  readonly outliers: readonly number[];
  readonly residuals: readonly number[];
}

/** Tukey's biweight from a start by absolute deviations; the scale is that of the residuals, but at least the stds'. */
function robustFit(points: readonly Point[], size: number): RobustFit {
  // Equal weights where stds are not known; a floor keeps one pixel of a perfect peak from being all that counts.
  const typical = quantile(
    points.map((point) => point.std),
    0.5,
  );
  const errors = points.map(({ std }) => (typical > 0 ? Math.max(std, 0.3 * typical) : 1));
  let weights = new Float64Array(points.length).fill(1);
  let fit = weightedFit(
    points,
    errors.map((e, i) => weights[i] / (e * e)),
    size,
  );
  let scale = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const relative = points.map(({ row, y }, i) => (y - dot(row, fit.coefficients)) / errors[i]);
    const spread = quantile(relative.map(Math.abs), 0.5) / NORMAL_MEDIAN;
    // Residuals smaller than stated errors are luck, or errors stated too large: weights follow the stated ones then.
    scale = typical > 0 ? Math.max(1, spread) : spread;
    if (!(scale > 0)) break;
    const limit = BELIEVED_SIGMAS * scale;
    // The first rounds use absolute deviations: from a start that outliers have bent, the biweight would keep the bend.
    weights = Float64Array.from(relative, (r) =>
      round < ROUNDS / 2 ? 1 / Math.max(1, Math.abs(r) / scale) : Math.max(0, 1 - (r / limit) ** 2) ** 2,
    );
    fit = weightedFit(
      points,
      errors.map((e, i) => weights[i] / (e * e)),
      size,
    );
  }
  const residuals = points.map(({ row, y }) => y - dot(row, fit.coefficients));
  const isOutlier = residuals.map(
    (r, i) => Math.abs(r) > BELIEVED_SIGMAS * scale * errors[i] && Math.abs(r) > 1e-9,
  );
  return {
    coefficients: fit.coefficients,
    covariance: fit.covariance.map((value) => value * scale * scale),
    outliers: points.filter((_, i) => isOutlier[i]).map(({ pixel }) => pixel),
    residuals: residuals.filter((_, i) => !isOutlier[i]),
  };
}

function weightedFit(
  points: readonly Point[],
  weights: readonly number[],
  size: number,
): { coefficients: Float64Array; covariance: Float64Array } {
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  points.forEach(({ row, y }, i) => {
    for (let j = 0; j < size; j++) {
      right[j] += weights[i] * row[j] * y;
      for (let k = 0; k < size; k++) normal[j * size + k] += weights[i] * row[j] * row[k];
    }
  });
  const covariance = invertSymmetric(normal, size);
  if (covariance === null) {
    throw new SpectrumError(
      'invalid-parameter',
      'The pixels do not tell all coefficients of the drift: lower the degree.',
    );
  }
  return { coefficients: timesVector(covariance, right), covariance };
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
};
