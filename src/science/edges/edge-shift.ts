import { type PowerLawFit, subtractPowerLaw } from '../preprocessing/power-law.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { fitReferences } from './reference-fit/fit-references.js';
import { referenceFromPixels, type ReferenceSpectrum } from './reference-fit/reference-spectrum.js';

export interface EdgeShiftOptions {
  /** [lo, hi), eV: from the background window to behind the structure that is to be matched, no other edge in it. */
  readonly windowEv: readonly [number, number];
  /** Pixels whose mean net spectrum is the reference, or a net spectrum on the axis of the scan. */
  readonly reference: readonly number[] | ReferenceSpectrum;
  /** Shifts are looked for within ± this, eV; 3 when left out. */
  readonly maxShiftEv?: number;
}

/** eV, upwards positive, [nPixels]; NaN where the edge is below 5 standard deviations. */
export interface EdgeShiftProfile {
  readonly values: Float64Array;
  readonly std: Float64Array;
  /** χ² over degrees of freedom: well above 1 where the shape changes, too, and a shift is not the whole truth. */
  readonly reducedChiSquare: Float64Array;
  readonly method: string;
}

/**
 * By how much an edge lies higher in each pixel than in a reference: the whole edge is matched (amount, shift and
 * background together, Poisson maximum likelihood), not its half height alone (`edgeOnsetProfile`).
 *
 * @param fit  background of each pixel below the edge; its `noiseScale` scales the errors
 * @throws SpectrumError, EdgeError as `fitReferences`
 * Valid for: shifts of a shape that stays the same; the noise of the reference is not in the deviation (take many pixels).
 * Checked: edge-shift.spec.ts (known shifts, pulls, sign, antisymmetry).
 */
export function edgeShiftProfile(
  scan: SpectrumImage,
  fit: PowerLawFit,
  options: EdgeShiftOptions,
): EdgeShiftProfile {
  const { reference, windowEv } = options;
  const shape =
    'counts' in reference
      ? reference
      : referenceFromPixels('reference', subtractPowerLaw(scan, fit), reference);
  const matched = fitReferences(scan, [shape], {
    windowEv,
    background: 'power-law',
    maxShiftEv: options.maxShiftEv ?? 3,
    noiseScale: fit.noiseScale,
  });
  return {
    values: matched.shiftsEv,
    std: matched.shiftStdEv,
    reducedChiSquare: matched.reducedChiSquare,
    method: 'shift against a reference spectrum, edge and background fitted together',
  };
}
