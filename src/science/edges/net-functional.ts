import type { PowerLawFit } from '../preprocessing/power-law.js';
import { spectrumAt, type SpectrumImage } from '../spectra/spectrum-image.js';

/** Channels [first, end). */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** What functionals of the net signal of a pixel are evaluated on. */
export interface PixelTerms {
  readonly scan: SpectrumImage;
  readonly fit: PowerLawFit;
  readonly span: Range;
  /** ln(E/reference) of each channel. */
  readonly logE: Float64Array;
}

/** Value of a functional c on a pixel's net signal: Σ c·(counts − background). */
export function evaluate({ scan, fit, span, logE }: PixelTerms, pixel: number, c: Float64Array): number {
  const spectrum = spectrumAt(scan, pixel);
  const logB = fit.logA[pixel] - fit.r[pixel] * Math.log(fit.referenceEv);
  let value = 0;
  for (let i = span.first; i < span.end; i++) {
    if (c[i] !== 0) value += c[i] * (spectrum[i] - Math.exp(logB - fit.r[pixel] * logE[i]));
  }
  return value;
}

/** Its variance: counting noise, and the background's errors carried along. */
export function varianceOf({ scan, fit, span, logE }: PixelTerms, pixel: number, c: Float64Array): number {
  const spectrum = spectrumAt(scan, pixel);
  const logB = fit.logA[pixel] - fit.r[pixel] * Math.log(fit.referenceEv);
  let counting = 0;
  let level = 0;
  let tilt = 0;
  for (let i = span.first; i < span.end; i++) {
    if (c[i] === 0) continue;
    const b = Math.exp(logB - fit.r[pixel] * logE[i]);
    counting += c[i] * c[i] * Math.max(spectrum[i], b);
    level += c[i] * b;
    tilt -= c[i] * b * logE[i];
  }
  const [v0, c01, v1] = fit.covariance.subarray(3 * pixel, 3 * pixel + 3);
  return fit.noiseScale * counting + level * level * v0 + 2 * level * tilt * c01 + tilt * tilt * v1;
}
