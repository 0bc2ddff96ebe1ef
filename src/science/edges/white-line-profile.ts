import { type NetSignal, type PowerLawFit } from '../preprocessing/power-law.js';
import { channelRange, energyAt, SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import { evaluate, varianceOf, type PixelTerms, type Range } from './net-functional.js';

export interface WhiteLineProfileOptions {
  /** L3 before L2 of 3d metals, M5 before M4 of lanthanides. */
  readonly pair: 'L3/L2' | 'M5/M4';
  /** Maxima of the two lines in the summed spectrum, eV on the axis of the scan (`whiteLineRatio` gives them). */
  readonly maximaEv: readonly [first: number, second: number];
  /** Lower end of the first line, eV; half the spacing below its maximum when left out. */
  readonly fromEv?: number;
  /** Where the continuum is scaled, eV; the 50 eV behind the second line when left out. */
  readonly continuumWindowEv?: readonly [number, number];
}

/** Both [nPixels], NaN where a line is below 3 of its standard deviations; no unit. */
export interface WhiteLineProfile {
  readonly ratio: NetSignal;
  /** Both lines over the continuum of 50 eV: grows with the number of holes in the d (f) states. */
  readonly normalised: NetSignal;
  readonly method: string;
}

/** Statistical weights of the two subshells: 2j + 1 of the holes, 4:2 and 6:4. */
const FIRST_SHARE = { 'L3/L2': 2 / 3, 'M5/M4': 3 / 5 } as const;
const CONTINUUM_EV = 50;
const MIN_CONTINUUM_EV = 10;
const STEP_SIGMA_EV = 0.8;
const MIN_SIGMA = 3;

const rise = (z: number): number => 1 / (1 + Math.exp(-1.702 * z));

interface Parts {
  readonly first: Range;
  readonly second: Range;
  readonly behind: Range;
  readonly continuum: Float64Array;
}

function partsOf(scan: SpectrumImage, options: WhiteLineProfileOptions): Parts {
  const [e1, e2] = options.maximaEv;
  if (!(e2 > e1)) throw new SpectrumError('invalid-parameter', 'The second line must lie above the first.');
  const half = (e2 - e1) / 2;
  const window = options.continuumWindowEv ?? [e2 + half, e2 + half + CONTINUUM_EV];
  const end = energyAt(scan.energy, scan.nChannels - 1) + scan.energy.scaleEv / 2;
  if (Math.min(window[1], end) - window[0] < MIN_CONTINUUM_EV) {
    throw new SpectrumError(
      'window-outside-axis',
      `The continuum behind the white lines needs ${MIN_CONTINUUM_EV} eV from ${window[0].toFixed(1)} eV on; the axis ends at ${end.toFixed(1)} eV.`,
    );
  }
  const share = FIRST_SHARE[options.pair];
  return {
    first: channelRange(scan.energy, [options.fromEv ?? e1 - half, e1 + half]),
    second: channelRange(scan.energy, [e1 + half, e2 + half]),
    behind: channelRange(scan.energy, window),
    continuum: Float64Array.from({ length: scan.nChannels }, (_, i) => {
      const e = energyAt(scan.energy, i);
      return share * rise((e - e1) / STEP_SIGMA_EV) + (1 - share) * rise((e - e2) / STEP_SIGMA_EV);
    }),
  };
}

/** Coefficients of Σ over a line less the continuum scaled behind the lines. */
function lineOf({ continuum, behind }: Parts, line: Range): Float64Array {
  const under = continuum.subarray(line.first, line.end).reduce((sum, c) => sum + c, 0);
  const unit = continuum.subarray(behind.first, behind.end).reduce((sum, c) => sum + c, 0);
  return continuum.map(
    (_, i) =>
      (i >= line.first && i < line.end ? 1 : 0) - (i >= behind.first && i < behind.end ? under / unit : 0),
  );
}

/** a/b of two functionals with its standard deviation, NaN where either does not stand out. */
function quotient(terms: PixelTerms, a: Float64Array, b: Float64Array): NetSignal {
  const n = terms.scan.nPixels;
  const values = new Float64Array(n).fill(Number.NaN);
  const std = new Float64Array(n).fill(Number.NaN);
  for (let pixel = 0; pixel < n; pixel++) {
    if (Number.isNaN(terms.fit.r[pixel])) continue;
    const [top, bottom] = [evaluate(terms, pixel, a), evaluate(terms, pixel, b)];
    if (!(bottom > MIN_SIGMA * Math.sqrt(varianceOf(terms, pixel, b)))) continue;
    if (!(top > MIN_SIGMA * Math.sqrt(varianceOf(terms, pixel, a)))) continue;
    values[pixel] = top / bottom;
    const gradient = a.map((c, i) => (c - (top / bottom) * b[i]) / bottom);
    std[pixel] = Math.sqrt(varianceOf(terms, pixel, gradient));
  }
  return { values, std };
}

/**
 * White lines by the separation of Pearson, Ahn and Fultz: two steps at the maxima of the lines, heights as the
 * statistical weights (2:1 for L3:L2, 3:2 for M5:M4), scaled in 50 eV behind the second line; what remains on either
 * side of the middle between the maxima is the lines.
 *
 * @param scan  counts [nPixels × nChannels]
 * @param fit   background of each pixel, fitted below the first line
 * @returns std: counting and background, first order
 * @throws SpectrumError invalid-parameter, window-outside-axis
 * Valid for: thin specimens or single scattering (plasmon losses of the lines fall into the 50 eV: at t/λ 0.3 they double
 *   the ratio, which `whiteLineRatio` avoids); lines apart by more than their width.
 * Source: D. H. Pearson, C. C. Ahn, B. Fultz, Phys. Rev. B 47 (1993) 8471; weights B. T. Thole, G. van der Laan, Phys.
 *   Rev. B 38 (1988) 3158. Checked: white-line-profile.spec.ts (areas put in, eXSpy's EELS_MnFe, pulls).
 */
export function whiteLineProfile(
  scan: SpectrumImage,
  fit: PowerLawFit,
  options: WhiteLineProfileOptions,
): WhiteLineProfile {
  const parts = partsOf(scan, options);
  const terms: PixelTerms = {
    scan,
    fit,
    span: { first: Math.min(parts.first.first, parts.behind.first), end: parts.behind.end },
    logE: parts.continuum.map((_, i) => Math.log(energyAt(scan.energy, i) / fit.referenceEv)),
  };
  const first = lineOf(parts, parts.first);
  const second = lineOf(parts, parts.second);
  const { behind } = parts;
  const perFifty = CONTINUUM_EV / ((behind.end - behind.first) * scan.energy.scaleEv);
  const continuum = first.map((_, i) => (i >= behind.first && i < behind.end ? perFifty : 0));
  const both = first.map((c, i) => c + second[i]);
  return {
    ratio: quotient(terms, first, second),
    normalised: quotient(terms, both, continuum),
    method: `two-step continuum (${options.pair === 'L3/L2' ? '2:1' : '3:2'} at the maxima, scaled in 50 eV behind the lines)`,
  };
}
