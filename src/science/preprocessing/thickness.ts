import { mean } from '../numerics/statistics.js';
import type { SpectrumImage, Warning } from '../spectra/spectrum-image.js';
import { channelAt, energyAt, SpectrumError, spectrumAt } from '../spectra/spectrum-image.js';
import { sumSpectrum } from './sum-spectrum.js';
import { findZeroLoss, type ZeroLossLocation } from './find-zero-loss.js';

/** Relative thickness t/λ of each pixel (no unit); arrays [nPixels], NaN where a pixel has no elastic counts. */
export interface RelativeThickness {
  readonly values: Float64Array;
  /** By counting statistics, for counts in electrons; the choice of threshold is common to all pixels and not in it. */
  readonly std: Float64Array;
  /** Counts below this energy are elastic; null when the zero-loss peak was mirrored instead. */
  readonly thresholdEv: number | null;
  readonly method: string;
  readonly warnings: readonly Warning[];
}

/** Past this energy no minimum behind zero loss is looked for, eV: the plasmons of solids lie at 5–35 eV. */
const MAX_THRESHOLD_EV = 20;

/** The minimum has ended where the spectrum has risen by this share and by this many standard deviations. */
const RISE_SHARE = 0.05;
const RISE_SIGMA = 5;

/** Scattering beyond the end of the axis above this share of the total is warned about. */
const WARN_TRUNCATED_SHARE = 0.01;

/** Scattering beyond the axis is estimated by E^−3, the fall of single scattering beyond the plasmons. */
const TAIL_EXPONENT = 3;

/**
 * t/λ = ln(It/I0): total over elastic counts, elastic being those below the minimum between zero loss and the first
 * loss of the summed spectrum. Where there is no minimum (resolution too coarse, gapless losses) the elastic peak is
 * the side below its centre, taken twice, and a warning says so.
 *
 * @param lowLoss  zero loss at 0 eV (`alignZeroLoss`), counts [nPixels × nChannels]; a flat level before zero loss
 *                 (detector pedestal) is taken off
 * @throws SpectrumError no-zero-loss-peak
 * Valid for: single scattering and multiple scattering alike (Poisson); t/λ of 0.1 to about 4 over the angles the
 *   aperture admits. Elastic scattering outside the aperture and the axis's end (warned about) are not corrected. The
 *   pedestal's own error is common to the scan and not in `std`.
 * Source: R. F. Egerton, Electron Energy-Loss Spectroscopy in the Electron Microscope (2011), section 5.1.
 * Checked: a simulated series t/λ = 0.3 … 1.9 within 4e-3; pull of std over seeds.
 */
export function relativeThickness(lowLoss: SpectrumImage): RelativeThickness {
  const { pedestal, thresholdEv, ...said } = thicknessRule(lowLoss);
  return { ...thicknessBy({ pedestal, thresholdEv }, lowLoss), thresholdEv, ...said };
}

/** How elastic counts are told from others, chosen on a sum of spectra. */
export interface ThicknessRule extends Pick<RelativeThickness, 'thresholdEv' | 'method' | 'warnings'> {
  /** Detector level of each pixel, counts per channel. */
  readonly pedestal: number;
}

/** The rule of relativeThickness for all pixels of a scan. @throws SpectrumError no-zero-loss-peak */
export function thicknessRule(lowLoss: SpectrumImage): ThicknessRule {
  const total = sumSpectrum(lowLoss);
  const location = findZeroLoss(lowLoss, total);
  if (location === null) {
    throw new SpectrumError('no-zero-loss-peak', 'Relative thickness needs a zero-loss peak near 0 eV.');
  }
  const pedestal = pedestalBefore(total, location) / lowLoss.nPixels;
  const threshold = elasticEnd(lowLoss, total, location);
  const warnings = [
    ...truncationWarning(lowLoss, total, pedestal),
    ...(threshold === null ? [MIRRORED] : []),
  ];
  const thresholdEv = threshold === null ? null : energyAt(lowLoss.energy, threshold);
  return { pedestal, thresholdEv, method: describe(thresholdEv), warnings };
}

/** relativeThickness by a rule that was chosen before, for some of the pixels. */
export function thicknessBy(
  { thresholdEv, pedestal }: Pick<ThicknessRule, 'thresholdEv' | 'pedestal'>,
  lowLoss: SpectrumImage,
): Pick<RelativeThickness, 'values' | 'std'> {
  const threshold = thresholdEv === null ? null : Math.round(channelAt(lowLoss.energy, thresholdEv));
  const values = new Float64Array(lowLoss.nPixels);
  const std = new Float64Array(lowLoss.nPixels);
  for (let pixel = 0; pixel < lowLoss.nPixels; pixel++) {
    const spectrum = spectrumAt(lowLoss, pixel);
    // One pass over the counts: the time of this function is that of reading them.
    const below = sumOf(spectrum, 0, threshold ?? 0);
    const all = below + sumOf(spectrum, threshold ?? 0, spectrum.length) - pedestal * spectrum.length;
    const elastic = threshold === null ? mirrored(lowLoss, spectrum, pedestal) : below - pedestal * threshold;
    const known = elastic > 0 && all > 0;
    values[pixel] = known ? Math.log(all / elastic) : Number.NaN;
    std[pixel] = known ? logRatioStd(all, elastic) : Number.NaN;
  }
  return { values, std };
}

const MIRRORED: Warning = {
  code: 'elastic-threshold-not-found',
  message:
    'The spectrum has no minimum between zero loss and the first loss; the elastic peak was taken as twice its lower side.',
};

const describe = (thresholdEv: number | null): string =>
  thresholdEv === null
    ? 'ln(total/elastic), elastic = twice the counts below the zero-loss centre'
    : `ln(total/elastic), elastic = counts below the minimum at ${thresholdEv.toFixed(2)} eV`;

/** Inelastic counts I and elastic counts Z are independent: var ln((I+Z)/Z) = I/(I+Z)² + I²/(Z·(I+Z)²). */
function logRatioStd(all: number, elastic: number): number {
  const inelastic = Math.max(0, all - elastic);
  return Math.sqrt(inelastic + (inelastic * inelastic) / elastic) / all;
}

const netSum = (spectrum: Float32Array, end: number, pedestal: number): number =>
  sumOf(spectrum, 0, end) - pedestal * end;

/** Sum of channels [first, end); two running sums, so that one addition need not wait for the other. */
function sumOf(spectrum: Float32Array, first: number, end: number): number {
  let [even, odd] = [0, 0];
  const pairs = first + 2 * ((end - first) >> 1);
  for (let i = first; i < pairs; i += 2) {
    even += spectrum[i];
    odd += spectrum[i + 1];
  }
  return even + odd + (pairs < end ? spectrum[pairs] : 0);
}

/** Counts below a fractional channel: a channel's counts are spread over its width, ±½ about its centre. */
function netUpTo(spectrum: Float32Array, channel: number, pedestal: number): number {
  const whole = Math.floor(channel + 0.5);
  return netSum(spectrum, whole, pedestal) + (channel + 0.5 - whole) * (spectrum[whole] - pedestal);
}

/** Twice the counts below 0 eV. */
const mirrored = (scan: SpectrumImage, spectrum: Float32Array, pedestal: number): number =>
  2 * netUpTo(spectrum, channelAt(scan.energy, 0), pedestal);

/** Level of the outer half of what lies 3 widths and more before zero loss, counts per channel of the sum; 0 if too short. */
function pedestalBefore(total: Float64Array, location: ZeroLossLocation): number {
  const end = Math.floor((location.channel - 3 * location.fwhmChannels) / 2);
  return end < 8 ? 0 : mean(total.subarray(0, end));
}

/** Channel of the minimum behind zero loss, where the elastic part ends; null when nothing rises again. */
function elasticEnd(scan: SpectrumImage, total: Float64Array, location: ZeroLossLocation): number | null {
  // Smoothing by more would push the minimum away from the steep side.
  const reach = Math.floor(location.fwhmChannels / 8);
  const last = Math.min(total.length - 1 - reach, Math.floor(channelAt(scan.energy, MAX_THRESHOLD_EV)));
  let lowest = Infinity;
  let at = -1;
  for (let i = Math.ceil(location.channel + location.fwhmChannels / 2); i <= last; i++) {
    const value = mean(total.subarray(i - reach, i + reach + 1));
    if (value < lowest) {
      lowest = value;
      at = i;
    }
    const noise = Math.sqrt(Math.max(1, lowest) / (2 * reach + 1));
    if (value - lowest > RISE_SHARE * lowest + RISE_SIGMA * noise) return at;
  }
  return null;
}

function truncationWarning(scan: SpectrumImage, total: Float64Array, pedestal: number): Warning[] {
  const last = total.length - 1;
  const tenth = Math.max(1, Math.floor(total.length / 10));
  const endLevel = mean(total.subarray(total.length - tenth)) - pedestal * scan.nPixels;
  const endEv = energyAt(scan.energy, last - tenth / 2);
  const lost = (endLevel * endEv) / ((TAIL_EXPONENT - 1) * scan.energy.scaleEv);
  const all = total.reduce((sum, value) => sum + value, 0) - pedestal * scan.nPixels * total.length;
  if (!(lost > WARN_TRUNCATED_SHARE * all)) return [];
  return [
    {
      code: 'low-loss-truncated',
      message: `The low loss ends at ${energyAt(scan.energy, last).toFixed(0)} eV; about ${((100 * lost) / all).toFixed(1)} % of all counts lie beyond, so t/λ is too small by about ${(lost / all).toFixed(3)}.`,
    },
  ];
}
