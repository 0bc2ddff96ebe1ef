import type { ReferenceFitResult } from '../../science/interpretation/interpretation-result.js';
import { modelSpectrum, type ModelSpectrum } from '../../science/spectra/model-spectrum.js';
import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';

/** The fit of one position over its window, counts; `pull` is (data − fit) over the noise of the fit. */
export interface ReferenceSpectrum extends ModelSpectrum {
  /** Both null while the spectrum is on its way, or was not kept. */
  readonly data: Float64Array | null;
  readonly pull: Float64Array | null;
}

/** Noise is no less than that of this share of the mean fit: where the fit vanishes a pull tells nothing. */
const LEAST_SHARE = 1e-3;

/** The fit of a pixel from what the result stores; null where it has none. */
function fittedSpectrum(found: ReferenceFitResult, axis: EnergyAxis, pixel: number): ModelSpectrum | null {
  const { background } = found;
  const [amplitude, r] = [background?.amplitude[pixel] ?? null, background?.r[pixel] ?? null];
  const terms = found.references.flatMap(({ counts }, k) => {
    const coefficient = found.coefficients[k].values[pixel];
    const shiftEv = found.shifts[k]?.values[pixel] ?? 0;
    return coefficient === null ? [] : [{ counts, coefficient, shiftEv }];
  });
  if (terms.length < found.references.length) return null;
  if (background !== null && (amplitude === null || r === null)) return null;
  const law =
    background === null ? null : { referenceEv: background.referenceEv, amplitude: amplitude!, r: r! };
  return modelSpectrum({ background: law, terms }, axis, found.channelRange);
}

/**
 * What is drawn of a position.
 *
 * @param counts  the preprocessed spectrum [channels of the axis]; null when there is none
 * @returns null where the position has no fit
 */
export function referenceSpectrum(
  found: ReferenceFitResult,
  axis: EnergyAxis,
  pixel: number,
  counts: ArrayLike<number> | null,
): ReferenceSpectrum | null {
  const fitted = fittedSpectrum(found, axis, pixel);
  if (fitted === null) return null;
  const { fit } = fitted;
  if (counts === null) return { ...fitted, data: null, pull: null };
  const [first] = found.channelRange;
  const data = fit.map((_, i) => counts[first + i]);
  const least = (LEAST_SHARE * fit.reduce((sum, value) => sum + Math.abs(value), 0)) / fit.length;
  const pull = fit.map(
    (value, i) => (data[i] - value) / Math.sqrt(found.noiseScale * Math.max(value, least)),
  );
  return { ...fitted, data, pull };
}
