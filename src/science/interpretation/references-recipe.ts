/** Fit of reference spectra to each pixel (MLLS). */
export interface ReferencesRecipe {
  /** Where the references come from; 'none': nothing is fitted. */
  readonly fit: 'none' | ReferenceSource;
  /** What is fitted, eV on the calibrated axis; null: from the first background window to the end of the last edge's signal. */
  readonly windowEv: readonly [number, number] | null;
  /** Of 'pixels'. */
  readonly pixels: readonly PixelRange[];
  /** Of 'given': within the recipe, so that a result can be computed again from its provenance alone. */
  readonly spectra: readonly GivenSpectrum[];
  /** 'power-law': free in each pixel, and taken off the references; 'none': references are as measured. */
  readonly background: 'power-law' | 'none';
  /** Coefficients below 0 are held at 0. */
  readonly nonNegative: boolean;
  /** How far each reference may move in each pixel, eV. */
  readonly maxShiftEv: number;
}

/** Mean spectra of clusters, components of the unmixing, means of marked positions, or spectra of a library. */
export type ReferenceSource = 'clusters' | 'components' | 'pixels' | 'given';

/** Pixels [from, to). */
export interface PixelRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Counts per channel, any unit, on an axis of its own. */
export interface GivenSpectrum {
  readonly name: string;
  readonly offsetEv: number;
  readonly scaleEv: number;
  readonly counts: readonly number[];
}

export type WhiteLineContinuum = 'valley' | 'pearson' | 'statistical';
