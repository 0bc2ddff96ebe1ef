import { integrateNet, type PowerLawFit } from '../preprocessing/power-law.js';
import {
  channelRange,
  energyAt,
  SpectrumError,
  spectrumAt,
  type SpectrumImage,
} from '../spectra/spectrum-image.js';
import { evaluate, varianceOf, type PixelTerms, type Range } from './net-functional.js';

export interface WhiteLineOptions {
  readonly element: string;
  /** 'M5/M4': lines of a lanthanide, in place of L3 and L2 everywhere below; 'L3/L2' when left out. */
  readonly pair?: 'L3/L2' | 'M5/M4';
  /** Onsets of the two lines, eV on the axis of the scan. */
  readonly l3OnsetEv: number;
  readonly l2OnsetEv: number;
  /** Where the continuum behind the lines is taken, eV; the 6 eV behind the L2 line when left out. */
  readonly continuumWindowEv?: readonly [number, number];
  /** Each line is summed over ± this, eV; at most half the spacing. */
  readonly lineHalfWidthEv?: number;
}

/** [nPixels]; NaN where a pixel has no ratio (L3 below 5, L2 below 2 of its standard deviations, or no background). */
export interface WhiteLineRatio {
  readonly values: Float64Array;
  readonly std: Float64Array;
  readonly method: string;
  /** Energies of the maxima of the summed spectrum, eV. */
  readonly l3MaximumEv: number;
  readonly l2MaximumEv: number;
}

/** A maximum lies between its onset and this far above it. */
const MAXIMUM_AFTER_ONSET_EV = 6;
/** A line is summed over ± this, or ± half the spacing where that is less: all of a 3d line, little continuum. */
const LINE_HALF_WIDTH_EV = 4;
/** The continuum is taken right behind L2, before most of the plasmon losses of the lines. */
const CONTINUUM_WIDTH_EV = 6;
/** Half the width around the lowest point between the lines, eV. */
const VALLEY_EV = 0.75;
const NEAR_L2_EV = 2;
const MIN_CONTINUUM_EV = 4;
/** Sigma of the rise of a continuum step, eV: core-hole width and resolution. */
const STEP_SIGMA_EV = 0.8;
/** A pixel holds the edge, and helps to find the maxima, from this significance of its L3 on. */
const MIN_L3_SIGMA = 5;
/** Heights of the steps: as the 2p3/2 and 2p1/2 electrons, 4 to 2; the 3d5/2 and 3d3/2 electrons, 6 to 4. */
const FIRST_SHARE = { 'L3/L2': 2 / 3, 'M5/M4': 3 / 5 } as const;

const METHOD = {
  'L3/L2':
    'two-step continuum (2:1 at the L3 and L2 maxima, scaled behind L2, no higher than the valley between), sums over ±4 eV',
  'M5/M4':
    'two-step continuum (3:2 at the M5 and M4 maxima, scaled behind M4, no higher than the valley between), sums over ±4 eV',
} as const;

/** Logistic approximation of the normal distribution function, error < 0.01: the shape of a step matters no more. */
const rise = (z: number): number => 1 / (1 + Math.exp(-1.702 * z));

/** Maximum of the summed net signal near an onset, refined by the parabola through three channels of 0.5 eV. */
function maximumEv(net: Float64Array, scan: SpectrumImage, onsetEv: number): number {
  const { first, end } = channelRange(scan.energy, [onsetEv - 1, onsetEv + MAXIMUM_AFTER_ONSET_EV]);
  const reach = Math.max(0, Math.round(0.25 / scan.energy.scaleEv));
  let best = first;
  let height = -Infinity;
  for (let i = Math.max(first, reach); i < Math.min(end, net.length - reach); i++) {
    let sum = 0;
    for (let k = i - reach; k <= i + reach; k++) sum += net[k];
    if (sum <= height) continue;
    height = sum;
    best = i;
  }
  return energyAt(scan.energy, best);
}

/** Net signal summed over the pixels that hold the edge at 5 standard deviations (all, when none does), [nChannels]. */
function summedNet(
  scan: SpectrumImage,
  fit: PowerLawFit,
  { l3OnsetEv, l2OnsetEv }: WhiteLineOptions,
): Float64Array {
  const l3 = integrateNet(scan, fit, [l3OnsetEv, (l3OnsetEv + l2OnsetEv) / 2]);
  const clear = [...l3.values.keys()].filter((pixel) => l3.values[pixel] > MIN_L3_SIGMA * l3.std[pixel]);
  const net = new Float64Array(scan.nChannels);
  const logE = net.map((_, i) => Math.log(Math.max(1e-9, energyAt(scan.energy, i))));
  for (const pixel of clear.length > 0 ? clear : l3.values.keys()) {
    if (Number.isNaN(fit.r[pixel])) continue;
    const spectrum = spectrumAt(scan, pixel);
    for (let i = 0; i < net.length; i++)
      net[i] += spectrum[i] - Math.exp(fit.logA[pixel] - fit.r[pixel] * logE[i]);
  }
  return net;
}

/** Height of the unit continuum that the summed net signal has over a range. */
const heightOver = (net: Float64Array, continuum: Float64Array, range: Range): number =>
  sumOver(net, range) / sumOver(continuum, range);

/**
 * How much lower than behind L2 the continuum is under each line. Plasmon losses of the lines fall behind L2 and lift
 * the continuum there, the sooner the less: the valley between the lines shows it without them (for L3), the mean of
 * the valley and of the 2 eV right behind L2 stands for L2. Never above 1; 1 where tails of the lines fill the valley.
 */
function continuumFactors(
  net: Float64Array,
  scan: SpectrumImage,
  continuum: Float64Array,
  windows: Windows,
): { l3: number; l2: number } {
  const behind = heightOver(net, continuum, windows.continuum);
  if (!(behind > 0)) return { l3: 1, l2: 1 };
  const reach = Math.max(0, Math.round(VALLEY_EV / scan.energy.scaleEv));
  const between = channelRange(scan.energy, windows.betweenEv);
  let valley = behind;
  for (let i = between.first; i < between.end; i++) {
    const height = heightOver(net, continuum, { first: i - reach, end: i + reach + 1 });
    valley = Math.min(valley, height);
  }
  const nNear = Math.max(1, Math.round(NEAR_L2_EV / scan.energy.scaleEv));
  const { first, end } = windows.continuum;
  const near = heightOver(net, continuum, { first, end: Math.min(end, first + nNear) });
  const share = (height: number): number => Math.min(1, Math.max(0, height / behind));
  return { l3: share(valley), l2: share((valley + near) / 2) };
}

interface Windows {
  readonly l3: Range;
  readonly l2: Range;
  readonly continuum: Range;
  /** Where the valley between the lines may lie, eV. */
  readonly betweenEv: readonly [number, number];
}

function windowsOf(scan: SpectrumImage, e3: number, e2: number, options: WhiteLineOptions): Windows {
  const half = Math.min(options.lineHalfWidthEv ?? LINE_HALF_WIDTH_EV, (e2 - e3) / 2);
  const wanted = options.continuumWindowEv ?? [e2 + half, e2 + half + CONTINUUM_WIDTH_EV];
  const end = energyAt(scan.energy, scan.nChannels - 1) + scan.energy.scaleEv / 2;
  if (Math.min(wanted[1], end) - wanted[0] < MIN_CONTINUUM_EV) {
    throw new SpectrumError(
      'window-outside-axis',
      `The continuum of ${options.element} behind L2 (${wanted[0].toFixed(1)}–${wanted[1].toFixed(1)} eV) needs ${MIN_CONTINUUM_EV} eV; the axis ends at ${end.toFixed(1)} eV.`,
    );
  }
  return {
    l3: channelRange(scan.energy, [e3 - half, e3 + half]),
    l2: channelRange(scan.energy, [e2 - half, e2 + half]),
    continuum: channelRange(scan.energy, wanted),
    betweenEv: [e3 + (e2 - e3) / 4, e2 - (e2 - e3) / 4],
  };
}

/** The continuum of unit height, [nChannels]. */
function unitContinuum(
  scan: SpectrumImage,
  [e3, e2]: readonly [number, number],
  share: number,
): Float64Array {
  return new Float64Array(scan.nChannels).map((_, i) => {
    const e = energyAt(scan.energy, i);
    return share * rise((e - e3) / STEP_SIGMA_EV) + (1 - share) * rise((e - e2) / STEP_SIGMA_EV);
  });
}

const sumOver = (values: Float64Array, { first, end }: Range): number =>
  values.subarray(first, end).reduce((sum, value) => sum + value, 0);

/**
 * Adds `factor` to the coefficients of a range. Each line integral is a linear function of the counts, Σ c·(y − B), so
 * its error follows from c alone.
 */
function addTo(coefficients: Float64Array, range: Range, factor: number): void {
  for (let i = range.first; i < range.end; i++) coefficients[i] += factor;
}

/** Coefficients of Σ over a line less its share of the continuum. */
function lineFunctional(
  continuum: Float64Array,
  line: Range,
  behind: Range & { factor: number },
): Float64Array {
  const coefficients = new Float64Array(continuum.length);
  addTo(coefficients, line, 1);
  addTo(coefficients, behind, (-behind.factor * sumOver(continuum, line)) / sumOver(continuum, behind));
  return coefficients;
}

/**
 * L3/L2 ratio of the white lines of a 3d metal in each pixel.
 *
 * Under the lines stands a continuum of two steps, 2:1, at the maxima of the summed spectrum, scaled in
 * each pixel to the net signal right behind L2 (less what plasmons bring there, as the valley between the lines of the
 * summed spectrum shows). What remains within ±4 eV of each maximum is its line; the ratio is dimensionless.
 *
 * @param scan  counts [nPixels × nChannels]
 * @param fit   background of each pixel, fitted below L3
 * @returns std: counting noise and the errors of background and continuum, first order; not the model's own fault
 * @throws SpectrumError window-outside-axis  less than 4 eV behind L2 (axis ends); invalid-parameter  L2 not above L3;
 *   shape-mismatch  fit of another scan
 * Valid for: Ti–Cu, lines narrower than half their spacing (a Gaussian pair 15 eV apart with sigma 4 eV reads 5–8 % low),
 *   thin specimens: plural scattering lifts the continuum behind L2 and so the ratio. Not for Ti against theory: its
 *   crystal-field split lines overlap.
 * Source: D. H. Pearson, C. C. Ahn, B. Fultz, Phys. Rev. B 47 (1993) 8471, without their normalisation.
 * Checked: white-lines.spec.ts (areas put in; coverage over 200 seeds).
 */
export function whiteLineRatio(
  scan: SpectrumImage,
  fit: PowerLawFit,
  options: WhiteLineOptions,
): WhiteLineRatio {
  if (!(options.l2OnsetEv > options.l3OnsetEv)) {
    throw new SpectrumError('invalid-parameter', `L2 of ${options.element} must lie above its L3.`);
  }
  if (fit.nPixels !== scan.nPixels) {
    throw new SpectrumError(
      'shape-mismatch',
      `The background is of ${fit.nPixels} pixels, the scan has ${scan.nPixels}.`,
    );
  }
  const net = summedNet(scan, fit, options);
  const e3 = maximumEv(net, scan, options.l3OnsetEv);
  const e2 = maximumEv(net, scan, options.l2OnsetEv);
  const windows = windowsOf(scan, e3, e2, options);
  const pair = options.pair ?? 'L3/L2';
  const continuum = unitContinuum(scan, [e3, e2], FIRST_SHARE[pair]);
  const factors = continuumFactors(net, scan, continuum, windows);
  const l3 = lineFunctional(continuum, windows.l3, { ...windows.continuum, factor: factors.l3 });
  const l2 = lineFunctional(continuum, windows.l2, { ...windows.continuum, factor: factors.l2 });
  const terms: PixelTerms = {
    scan,
    fit,
    span: { first: windows.l3.first, end: windows.continuum.end },
    logE: continuum.map((_, i) => Math.log(energyAt(scan.energy, i) / fit.referenceEv)),
  };
  const values = new Float64Array(scan.nPixels).fill(Number.NaN);
  const std = new Float64Array(scan.nPixels).fill(Number.NaN);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    if (Number.isNaN(fit.r[pixel])) continue;
    const i2 = evaluate(terms, pixel, l2);
    if (!(i2 > 2 * Math.sqrt(varianceOf(terms, pixel, l2)))) continue;
    const i3 = evaluate(terms, pixel, l3);
    if (!(i3 > MIN_L3_SIGMA * Math.sqrt(varianceOf(terms, pixel, l3)))) continue;
    const ratio = i3 / i2;
    values[pixel] = ratio;
    const gradient = l3.map((c, i) => (c - ratio * l2[i]) / i2);
    std[pixel] = Math.sqrt(varianceOf(terms, pixel, gradient));
  }
  return { values, std, method: METHOD[pair], l3MaximumEv: e3, l2MaximumEv: e2 };
}
