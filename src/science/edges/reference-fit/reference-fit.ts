export interface FitReferencesOptions {
  /** [lo, hi), eV. */
  readonly windowEv: readonly [number, number];
  /** 'power-law': A·E^(−r), both free in each pixel; 'none': the references hold their background, or there is none. */
  readonly background: 'power-law' | 'none';
  /** Coefficients below 0 are held at 0. */
  readonly isNonNegative?: boolean;
  /** Each reference may move by up to this in each pixel, eV; 0 when left out. */
  readonly maxShiftEv?: number;
  /** Variance of counts over that of electrons (`PowerLawFit.noiseScale`); 1 when left out. */
  readonly noiseScale?: number;
  /** Residual spectra too: [nPixels × channels of the window]. */
  readonly withResiduals?: boolean;
}

/** Arrays are [nReferences × nPixels] unless said otherwise; NaN where a pixel could not be fitted. */
export interface ReferenceFit {
  readonly names: readonly string[];
  /** In units of the reference: 1 is as much as the reference holds. */
  readonly coefficients: Float64Array;
  readonly std: Float64Array;
  /** Of the coefficients in each pixel, [nPixels × nReferences × nReferences]. */
  readonly covariance: Float64Array;
  /** eV; NaN where a reference is too weak (below 5 standard deviations) for its shift to be told, or none was asked for. */
  readonly shiftsEv: Float64Array;
  readonly shiftStdEv: Float64Array;
  /** Background [nPixels]: counts at `referenceEv`, and exponent; null without. */
  readonly background: {
    readonly referenceEv: number;
    readonly amplitude: Float64Array;
    readonly r: Float64Array;
  } | null;
  /** χ² over degrees of freedom, [nPixels]: 1 where references and background are all there is. */
  readonly reducedChiSquare: Float64Array;
  readonly degreesOfFreedom: number;
  /** Channels [first, end) that were fitted. */
  readonly channels: readonly [number, number];
  /** Mean of counts − model over the pixels that were fitted, [channels of the window]. */
  readonly meanResidual: Float64Array;
  /** counts − model; null unless asked for. */
  readonly residuals: Float32Array | null;
  /** Largest over smallest singular value of the weighted references (and background), each of unit length. */
  readonly condition: number;
  /** Pixels without a value, and those whose iteration did not end. */
  readonly failedPixels: readonly number[];
  readonly unconvergedPixels: readonly number[];
  readonly method: string;
}
