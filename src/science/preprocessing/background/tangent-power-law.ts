import type { PowerLawFit } from '../power-law.js';
import type { BackgroundModel } from './background-model.js';
import type { PreparedShape } from './curve-shape.js';

/** Step in ln E by which slopes are told. */
const STEP = 1e-4;

/**
 * The power law that has value and slope of a background at one energy, pixel by pixel, with its covariance: what methods
 * that think in power laws may take for a background of another family close to that energy. For a power law it is the law
 * itself.
 *
 * @param atEv  eV, > 0
 * @returns a pixel whose background is not above 0 there has none (`failedPixels`)
 * Valid for: energies E with curvature·ln²(E/atEv)/2 ≪ 1 (an exponential of 150 eV at 650 eV: 0.4 % off 30 eV away).
 * Checked: tangent-power-law.spec.ts: equal for a power law, value and slope and their errors for an exponential.
 */
export function tangentPowerLaw(model: BackgroundModel, atEv: number): PowerLawFit {
  const { nPixels, noiseScale, sharedMisfit, windowsEv } = model;
  const around = model.shape.at([atEv * Math.exp(-STEP), atEv, atEv * Math.exp(STEP)]);
  const out = {
    logA: new Float64Array(nPixels).fill(Number.NaN),
    r: new Float64Array(nPixels).fill(Number.NaN),
    covariance: new Float64Array(3 * nPixels).fill(Number.NaN),
  };
  const failedPixels: number[] = [];
  for (let pixel = 0; pixel < nPixels; pixel++) {
    const tangent = tangentOf(model, around, pixel);
    if (tangent === null) {
      failedPixels.push(pixel);
      continue;
    }
    out.r[pixel] = tangent.r;
    out.logA[pixel] = tangent.logLevel + tangent.r * Math.log(atEv);
    out.covariance.set(tangent.covariance, 3 * pixel);
  }
  return {
    windowEv: [Math.min(...windowsEv.map(([lo]) => lo)), Math.max(...windowsEv.map(([, hi]) => hi))],
    referenceEv: atEv,
    nPixels,
    ...out,
    noiseScale,
    dispersion: new Float64Array(nPixels).fill(noiseScale),
    sharedMisfit,
    failedPixels,
  };
}

interface Tangent {
  /** ln background at the energy. */
  readonly logLevel: number;
  readonly r: number;
  /** Of logLevel, of both, of r. */
  readonly covariance: readonly [number, number, number];
}

function tangentOf(model: BackgroundModel, around: PreparedShape, pixel: number): Tangent | null {
  const size = model.shape.parameterNames.length;
  const parameters = model.parameters.subarray(pixel * size, (pixel + 1) * size);
  const values = new Float64Array(3);
  around.values(parameters, values);
  if (!values.every((value) => value > 0)) return null;
  const gradients = new Float64Array(3 * size);
  around.gradients(parameters, gradients);
  const [low, middle, high] = values.map(Math.log);
  const byLevel = new Float64Array(size);
  const byR = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    byLevel[j] = gradients[size + j] / values[1];
    byR[j] = (gradients[j] / values[0] - gradients[2 * size + j] / values[2]) / (2 * STEP);
  }
  const c = model.covariance.subarray(pixel * size * size, (pixel + 1) * size * size);
  return {
    logLevel: middle,
    r: (low - high) / (2 * STEP),
    covariance: [bilinear(c, byLevel, byLevel), bilinear(c, byLevel, byR), bilinear(c, byR, byR)],
  };
}

/** aᵀ·C·b */
function bilinear(c: Float64Array, a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) total += a[i] * c[i * b.length + j] * b[j];
  return total;
}
