import { evaluate, type FitModel } from '../edges/reference-fit/fit-model.js';
import { energyAt, type EnergyAxis } from '../spectra/spectrum-image.js';
import type { ReferenceFitResult } from './interpretation-result.js';

/** Of one pixel, [channels of `channelRange`] each, counts. */
export interface FittedSpectrum {
  readonly fit: Float64Array;
  readonly background: Float64Array | null;
  /** Each reference times its coefficient, at its shift. */
  readonly parts: readonly Float64Array[];
}

/**
 * The fit of a pixel, from what a result stores: background + Σ coefficient · reference.
 *
 * @param axis  the calibrated axis
 * @returns null where the pixel has no fit
 * Checked: fit-references-step.spec.ts (mean of counts − this is the stored mean residual).
 */
export function fittedSpectrum(
  found: ReferenceFitResult,
  axis: EnergyAxis,
  pixel: number,
): FittedSpectrum | null {
  const coefficients = found.coefficients.map(({ values }) => values[pixel]);
  if (!coefficients.every((value) => value !== null)) return null;
  const [first, end] = found.channelRange;
  const { background } = found;
  const model: FitModel = {
    logE:
      background === null
        ? null
        : Float64Array.from({ length: end - first }, (_, i) =>
            Math.log(energyAt(axis, first + i) / background.referenceEv),
          ),
    references: found.references.map(({ counts }) => Float64Array.from(counts)),
    first,
    nChannels: end - first,
  };
  const shifts = coefficients.map((_, k) => (found.shifts[k]?.values[pixel] ?? 0) / axis.scaleEv);
  const law = { amplitude: background?.amplitude[pixel] ?? 0, r: background?.r[pixel] ?? 0 };
  const only = (k: number | null, amplitude: number): Float64Array =>
    evaluate(model, {
      ...{ amplitude, r: law.r, shifts: Float64Array.from(shifts) },
      coefficients: Float64Array.from(coefficients, (b, j) => (k === null || k === j ? b : 0)),
    });
  return {
    fit: only(null, law.amplitude),
    background: background === null ? null : only(-1, law.amplitude),
    parts: coefficients.map((_, k) => only(k, 0)),
  };
}
