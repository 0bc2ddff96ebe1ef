import { integrateNet, type NetSignal, type PowerLawFit } from '../preprocessing/power-law.js';
import { energyAt, SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import { fitReferences } from './reference-fit/fit-references.js';
import { sumSpectrum } from '../preprocessing/sum-spectrum.js';
import type { WhiteLineProfile } from './white-line-profile.js';

export interface WhiteLineFitOptions {
  readonly pair: 'L3/L2' | 'M5/M4';
  /** Maxima of the two lines in the summed spectrum, eV on the axis of the scan (`whiteLineRatio` gives them). */
  readonly maximaEv: readonly [first: number, second: number];
  /** End of what is fitted, eV: below the next edge; 25 eV behind the second line when left out. */
  readonly endEv?: number;
}

const FIRST_SHARE = { 'L3/L2': 2 / 3, 'M5/M4': 3 / 5 } as const;
const STEP_SIGMA_EV = 0.8;
const BEHIND_EV = 25;
const MIN_BEHIND_EV = 10;
const MIN_SIGMA = 3;
/** Continuum of 50 eV, as the published normalisation takes it. */
const CONTINUUM_EV = 50;
/** Standard deviations that lines are tried with, eV. */
const WIDTHS_EV = Array.from({ length: 21 }, (_, k) => 0.6 * 1.12 ** k);

type Shape = (e: number) => number;
const rise = (z: number): number => 1 / (1 + Math.exp(-1.702 * z));
const lineAt =
  (centreEv: number, sigmaEv: number): Shape =>
  (e) =>
    Math.exp(-0.5 * ((e - centreEv) / sigmaEv) ** 2) / (sigmaEv * Math.sqrt(2 * Math.PI));

/** Templates of unit area (lines) and unit height (continuum), counts a channel. */
function templates(scan: SpectrumImage, options: WhiteLineFitOptions, sigmas: readonly [number, number]) {
  const [e1, e2] = options.maximaEv;
  const share = FIRST_SHARE[options.pair];
  const make = (name: string, shape: Shape) => ({
    name,
    counts: Float64Array.from(
      { length: scan.nChannels },
      (_, i) => scan.energy.scaleEv * shape(energyAt(scan.energy, i)),
    ),
  });
  return [
    make('first line', lineAt(e1, sigmas[0])),
    make('second line', lineAt(e2, sigmas[1])),
    make(
      'continuum',
      (e) => share * rise((e - e1) / STEP_SIGMA_EV) + (1 - share) * rise((e - e2) / STEP_SIGMA_EV),
    ),
  ];
}

/** Widths of the two lines that fit the summed spectrum best, one after the other until they stay. */
function widthsOf(
  sum: SpectrumImage,
  windowEv: readonly [number, number],
  options: WhiteLineFitOptions,
): readonly [number, number] {
  const misfit = (sigmas: readonly [number, number]): number =>
    fitReferences(sum, templates(sum, options, sigmas), { windowEv, background: 'power-law' })
      .reducedChiSquare[0];
  const half = (options.maximaEv[1] - options.maximaEv[0]) / 2;
  const tried = WIDTHS_EV.filter((sigma) => sigma >= 0.75 * sum.energy.scaleEv && sigma <= half);
  let best: readonly [number, number] = [tried[tried.length >> 1], tried[tried.length >> 1]];
  for (let round = 0; round < 3; round++) {
    const before = best;
    for (const k of [0, 1] as const) {
      const scores = tried.map((sigma) => misfit(k === 0 ? [sigma, best[1]] : [best[0], sigma]));
      const sigma = refined(tried, scores);
      best = k === 0 ? [sigma, best[1]] : [best[0], sigma];
    }
    if (Math.abs(best[0] / before[0] - 1) < 1e-3 && Math.abs(best[1] / before[1] - 1) < 1e-3) break;
  }
  return best;
}

/** Lowest score, by the parabola through it and its neighbours (over the logarithm of the width). */
function refined(widths: readonly number[], scores: readonly number[]): number {
  const finite = scores.map((s) => (Number.isFinite(s) ? s : Infinity));
  const at = finite.indexOf(Math.min(...finite));
  if (at === 0 || at === widths.length - 1) return widths[at];
  const [a, b, c] = [finite[at - 1], finite[at], finite[at + 1]];
  const shift = (0.5 * (a - c)) / (a - 2 * b + c);
  return Number.isFinite(shift) ? widths[at] * (widths[at + 1] / widths[at]) ** shift : widths[at];
}

/** a·B over b·B with the covariance of the coefficients B; NaN where either is below 3 standard deviations. */
function quotient(
  b: readonly number[],
  covariance: Float64Array,
  top: readonly number[],
  bottom: readonly number[],
): readonly [value: number, std: number] {
  const dot = (g: readonly number[]): number => g.reduce((sum, x, i) => sum + x * b[i], 0);
  const std = (g: readonly number[]): number =>
    Math.sqrt(g.reduce((s, x, i) => s + g.reduce((t, y, j) => t + x * y * covariance[i * 3 + j], 0), 0));
  const [a, c] = [dot(top), dot(bottom)];
  if (!(a > MIN_SIGMA * std(top) && c > MIN_SIGMA * std(bottom))) return [Number.NaN, Number.NaN];
  return [a / c, std(top.map((x, i) => (x - (a / c) * bottom[i]) / c))];
}

/**
 * White lines by a fit of shapes: in each pixel a power law, a continuum of two steps of statistical weight (2:1 for
 * L3:L2, 3:2 for M5:M4) at the maxima, and two Gaussian lines, whose widths the summed spectrum tells. Nothing is
 * subtracted beforehand, so that background, continuum and lines share their doubt.
 *
 * @param scan  counts [nPixels × nChannels]
 * @param fit   background below the first line: where the fit begins, and the noise
 * @returns std: from the covariance of the fit; normalised: both lines over 50 eV of the continuum
 * @throws SpectrumError invalid-parameter, window-outside-axis  less than 10 eV behind the second line
 * Valid for: lines narrower than half their spacing and near to Gaussians; thin specimens (plasmon losses of the lines
 *   end in the continuum). Multiplets are no Gaussians: compare like with like.
 * Source: weights, B. T. Thole, G. van der Laan, Phys. Rev. B 38 (1988) 3158.
 * Checked: white-line-fit.spec.ts (eXSpy's EELS_MnFe, pulls).
 */
export function whiteLineFit(
  scan: SpectrumImage,
  fit: PowerLawFit,
  options: WhiteLineFitOptions,
): WhiteLineProfile {
  const [e1, e2] = options.maximaEv;
  if (!(e2 > e1)) throw new SpectrumError('invalid-parameter', 'The second line must lie above the first.');
  const axisEnd = energyAt(scan.energy, scan.nChannels - 1) + scan.energy.scaleEv / 2;
  const behind = e2 + (e2 - e1) / 2;
  const endEv = Math.min(options.endEv ?? Infinity, behind + BEHIND_EV, axisEnd);
  if (endEv - behind < MIN_BEHIND_EV) {
    throw new SpectrumError(
      'window-outside-axis',
      `The continuum behind the white lines needs ${MIN_BEHIND_EV} eV from ${behind.toFixed(1)} eV on; there are ${Math.max(0, endEv - behind).toFixed(1)}.`,
    );
  }
  const windowEv = [fit.windowEv[0], endEv] as const;
  const sigmas = widthsOf(summed(scan, fit, [e1 - 2, e2 + 2]), windowEv, options);
  const found = fitReferences(scan, templates(scan, options, sigmas), {
    windowEv,
    background: 'power-law',
    noiseScale: fit.noiseScale,
  });
  const make = (): NetSignal => ({
    values: new Float64Array(scan.nPixels).fill(Number.NaN),
    std: new Float64Array(scan.nPixels).fill(Number.NaN),
  });
  const [ratio, normalised] = [make(), make()];
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const b = [0, 1, 2].map((k) => found.coefficients[k * scan.nPixels + pixel]);
    const covariance = found.covariance.subarray(9 * pixel, 9 * pixel + 9);
    [ratio.values[pixel], ratio.std[pixel]] = quotient(b, covariance, [1, 0, 0], [0, 1, 0]);
    [normalised.values[pixel], normalised.std[pixel]] = quotient(
      ...([b, covariance, [1, 1, 0], [0, 0, CONTINUUM_EV]] as const),
    );
  }
  return {
    ratio,
    normalised,
    method: `power law, two-step continuum (${options.pair === 'L3/L2' ? '2:1' : '3:2'} at the maxima) and Gaussian lines of sigma ${sigmas[0].toFixed(2)} and ${sigmas[1].toFixed(2)} eV fitted together`,
  };
}

/** Sum of the pixels that hold the lines at 5 standard deviations; of all when none does. */
function summed(scan: SpectrumImage, fit: PowerLawFit, linesEv: readonly [number, number]): SpectrumImage {
  const net = integrateNet(scan, fit, linesEv);
  const clear = [...net.values.keys()].filter((pixel) => net.values[pixel] > 5 * net.std[pixel]);
  const sum = sumSpectrum(scan, clear.length > 0 ? clear : undefined);
  return { ...scan, counts: Float32Array.from(sum), nPixels: 1, navigation: [] };
}
