import { sumSpectrum } from '../../preprocessing/sum-spectrum.js';
import {
  channelRange,
  energyAt,
  SpectrumError,
  spectrumAt,
  type SpectrumImage,
} from '../../spectra/spectrum-image.js';
import type { FitModel, FitState } from './fit-model.js';
import { conditionOf } from './reference-condition.js';
import type { FitReferencesOptions, ReferenceFit } from './reference-fit.js';
import type { ReferenceSpectrum } from './reference-spectrum.js';
import { solvePixel, type PixelFit } from './solve-pixel.js';

const START_EXPONENT = 3;
const DEFAULTS = { isNonNegative: false, maxShiftEv: 0, noiseScale: 1, withResiduals: false };

function checkReferences(scan: SpectrumImage, references: readonly ReferenceSpectrum[]): void {
  if (references.length === 0) throw new SpectrumError('invalid-parameter', 'No reference was given.');
  for (const { name, counts } of references) {
    if (counts.length !== scan.nChannels) {
      throw new SpectrumError(
        'shape-mismatch',
        `The reference ${name} has ${counts.length} channels, the scan ${scan.nChannels}: resample it first.`,
      );
    }
    if (!counts.every(Number.isFinite))
      throw new SpectrumError('invalid-parameter', `The reference ${name} holds values that are no numbers.`);
  }
}

interface Prepared {
  readonly model: FitModel;
  readonly referenceEv: number;
  readonly total: Float64Array;
  readonly range: { readonly first: number; readonly end: number };
}

function prepare(
  scan: SpectrumImage,
  references: readonly ReferenceSpectrum[],
  options: FitReferencesOptions,
): Prepared {
  checkReferences(scan, references);
  const range = channelRange(scan.energy, options.windowEv);
  const nChannels = range.end - range.first;
  if (nChannels < 2 * references.length + 4) {
    throw new SpectrumError(
      'fit-window-too-narrow',
      `The window holds ${nChannels} channels; ${references.length} references need at least ${2 * references.length + 4}.`,
    );
  }
  const hasBackground = options.background === 'power-law';
  if (hasBackground && !(energyAt(scan.energy, range.first) > 0)) {
    throw new SpectrumError('invalid-parameter', 'A power law needs energies above 0 eV.');
  }
  const energies = Float64Array.from({ length: nChannels }, (_, i) => energyAt(scan.energy, range.first + i));
  const referenceEv = energies[0];
  return {
    model: {
      logE: hasBackground ? energies.map((e) => Math.log(e / referenceEv)) : null,
      references: references.map(({ counts }) => counts),
      first: range.first,
      nChannels,
    },
    referenceEv,
    total: sumSpectrum(scan).subarray(range.first, range.end),
    range,
  };
}

function emptyResult(n: number, nPixels: number) {
  const make = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);
  return {
    coefficients: make(n * nPixels),
    std: make(n * nPixels),
    covariance: make(n * n * nPixels),
    shiftsEv: make(n * nPixels),
    shiftStdEv: make(n * nPixels),
    amplitude: make(nPixels),
    r: make(nPixels),
    reducedChiSquare: make(nPixels),
  };
}

interface Place {
  readonly pixel: number;
  readonly nPixels: number;
  readonly noiseScale: number;
  readonly scaleEv: number;
  readonly degreesOfFreedom: number;
}

function write(out: ReturnType<typeof emptyResult>, fit: PixelFit, place: Place): void {
  const { pixel, nPixels, noiseScale, scaleEv } = place;
  const n = fit.state.coefficients.length;
  const p = Math.sqrt(fit.covariance.length);
  const offset = fit.free.isAmplitude ? 2 : 0;
  for (let k = 0; k < n; k++) {
    out.coefficients[k * nPixels + pixel] = fit.state.coefficients[k];
    for (let j = 0; j < n; j++)
      out.covariance[(pixel * n + k) * n + j] = noiseScale * fit.covariance[(offset + k) * p + offset + j];
    out.std[k * nPixels + pixel] = Math.sqrt(out.covariance[(pixel * n + k) * n + k]);
  }
  fit.free.shifts.forEach((k, i) => {
    const at = offset + n + i;
    out.shiftsEv[k * nPixels + pixel] = fit.state.shifts[k] * scaleEv;
    out.shiftStdEv[k * nPixels + pixel] = Math.sqrt(noiseScale * fit.covariance[at * (p + 1)]) * scaleEv;
  });
  out.amplitude[pixel] = fit.state.amplitude;
  out.r[pixel] = fit.state.r;
  out.reducedChiSquare[pixel] = fit.chiSquare / (noiseScale * place.degreesOfFreedom);
}

/** The exponent of the summed spectrum, and its shape as the first weights: the same for all pixels. */
function startOf(
  total: Float64Array,
  model: FitModel,
  names: readonly string[],
  isNonNegative: boolean,
): { state: FitState; weights: Float64Array; condition: number } {
  const floor = total.reduce((sum, y) => sum + Math.abs(y), 0) / (1000 * total.length);
  const weights = total.map((y) => 1 / Math.max(y, floor > 0 ? floor : 1));
  const state = {
    amplitude: 1,
    r: START_EXPONENT,
    coefficients: new Float64Array(names.length),
    shifts: new Float64Array(names.length),
  };
  const condition = conditionOf(model, state, weights, names);
  const whole = solvePixel(total, model, { state, weights }, { isNonNegative, maxShift: 0 });
  return { state: { ...state, amplitude: 0, r: whole?.state.r ?? START_EXPONENT }, weights, condition };
}

/**
 * Fits each pixel by A·E^(−r) + Σ Bᵢ·Sᵢ(E) with reference spectra Sᵢ (multiple linear least squares), by Poisson
 * maximum likelihood: weights are those of the model, not of the noisy counts, so that coefficients are not biased.
 *
 * @param references  on the axis of the scan: of its own pixels, of a decomposition, of a library (`reference-spectrum.ts`)
 * @returns the covariance is the inverse Fisher information (the Cramér–Rao bound) × noiseScale; the noise of the
 *   references themselves is not in it
 * @throws SpectrumError shape-mismatch, invalid-parameter, window-outside-axis, fit-window-too-narrow;
 *   EdgeError references-collinear
 * Valid for: counts, also negative ones, whose model is positive; a reduced χ² well above 1 says that something is in
 *   the pixel that no reference has. Where a shift ends at its limit its deviation means nothing.
 * Source: Fisher scoring, P. McCullagh & J. A. Nelder, Generalized Linear Models (1989), section 2.5; cubic of E. Catmull
 *   & R. Rom for shifts. Checked: fit-references.spec.ts (exact without noise, Cramér–Rao bound, pulls, invariants).
 */
export function fitReferences(
  scan: SpectrumImage,
  references: readonly ReferenceSpectrum[],
  options: FitReferencesOptions,
): ReferenceFit {
  const { model, referenceEv, total, range } = prepare(scan, references, options);
  const names = references.map(({ name }) => name);
  const { isNonNegative, maxShiftEv, noiseScale, withResiduals } = { ...DEFAULTS, ...options };
  const hasBackground = model.logE !== null;
  const start = startOf(total, model, names, isNonNegative);
  const out = emptyResult(names.length, scan.nPixels);
  const residuals = withResiduals ? new Float32Array(model.nChannels * scan.nPixels).fill(NaN) : null;
  const residualSum = new Float64Array(model.nChannels);
  const failedPixels: number[] = [];
  const unconvergedPixels: number[] = [];
  const { scaleEv } = scan.energy;
  const degreesOfFreedom =
    model.nChannels - names.length * (maxShiftEv > 0 ? 2 : 1) - (hasBackground ? 2 : 0);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const counts = Float64Array.from(spectrumAt(scan, pixel).subarray(range.first, range.end));
    const fit = counts.every(Number.isFinite)
      ? solvePixel(counts, model, start, { isNonNegative, maxShift: maxShiftEv / scaleEv })
      : null;
    if (fit === null) {
      failedPixels.push(pixel);
      continue;
    }
    if (!fit.isConverged) unconvergedPixels.push(pixel);
    write(out, fit, { pixel, nPixels: scan.nPixels, noiseScale, scaleEv, degreesOfFreedom });
    const residual = counts.map((y, i) => y - fit.model[i]);
    residual.forEach((d, i) => (residualSum[i] += d));
    residuals?.set(residual, pixel * model.nChannels);
  }
  const { amplitude, r, ...rest } = out;
  return {
    ...rest,
    names,
    background: hasBackground ? { referenceEv, amplitude, r } : null,
    degreesOfFreedom,
    channels: [range.first, range.end],
    residuals,
    meanResidual: residualSum.map((sum) => sum / (scan.nPixels - failedPixels.length)),
    condition: start.condition,
    failedPixels,
    unconvergedPixels,
    method: `${hasBackground ? 'power law + ' : ''}references, Poisson maximum likelihood${isNonNegative ? ', not below 0' : ''}`,
  };
}
