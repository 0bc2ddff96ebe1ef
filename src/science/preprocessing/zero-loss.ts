import { mean, median, rootMeanSquare } from '../numerics/statistics.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { energyAt, spectrumAt, SpectrumError } from '../spectra/spectrum-image.js';
import { findZeroLoss, type ZeroLossLocation } from './find-zero-loss.js';
import { halfMaximumWidth } from './half-maximum-width.js';
import { peakCentre } from './peak-centre.js';
import { shiftSpectra } from './shift-spectra.js';

// Callers think of these as one tool; each lives in the file named after it.
export { hasZeroLoss } from './find-zero-loss.js';
export { shiftSpectra } from './shift-spectra.js';

export interface ZeroLossOptions {
  /** How far zero loss of a pixel may be from that of the summed spectrum, eV. Default 10. */
  readonly maxDriftEv?: number;
}

/** Where zero loss is in each pixel, eV on the scan's own axis; arrays [nPixels]. */
export interface ZeroLossMeasurement {
  readonly centresEv: Float64Array;
  /** By counting statistics, for counts in electrons. Of an assumed pixel: the spread of the measured ones. */
  readonly stdEv: Float64Array;
  /** Full width at half maximum, eV, of the spectra summed after whole-channel alignment; null if not measurable. */
  readonly fwhmEv: number | null;
  /** Pixels too weak to measure: their centre is the median of the others. */
  readonly assumedPixels: readonly number[];
  readonly method: string;
}

/** A scan with zero loss at 0 eV. */
export interface AlignedScan {
  readonly aligned: SpectrumImage;
  /** Before alignment. */
  readonly measurement: ZeroLossMeasurement;
  /** Root mean square of the centres measured again after alignment, about 0 eV. */
  readonly residualRmsEv: number;
}

const METHOD =
  'Poisson maximum likelihood of a Gaussian under a cosine window of ±1 FWHM that follows the centre';

/**
 * Centre of the zero-loss peak of each pixel to a fraction of a channel (`peakCentre`).
 *
 * @throws SpectrumError no-zero-loss-peak  the summed spectrum shows none near 0 eV, or no pixel has counts in it
 * Valid for: zero loss higher than anything else within `maxDriftEv` of it; drift within a pixel widens the peak but
 *   is not undone. An asymmetric peak is located at the middle of its top, not at its centre of gravity.
 * Checked: the reference low-loss scan; an asymmetric narrow peak; pulls against the true centre.
 */
export function measureZeroLoss(scan: SpectrumImage, options: ZeroLossOptions = {}): ZeroLossMeasurement {
  const location = findZeroLoss(scan);
  if (location === null) {
    throw new SpectrumError(
      'no-zero-loss-peak',
      'No zero-loss peak within 10 eV of 0 on the energy axis: calibrate the axis or leave alignment out.',
    );
  }
  const maxDrift = Math.ceil((options.maxDriftEv ?? 10) / scan.energy.scaleEv);
  const tops = Int32Array.from({ length: scan.nPixels }, (_, pixel) =>
    highestChannel(spectrumAt(scan, pixel), location, maxDrift),
  );
  const fwhmChannels = alignedWidth(scan, tops, location.pedestal) ?? location.fwhmChannels;
  const centresEv = new Float64Array(scan.nPixels).fill(Number.NaN);
  const stdEv = new Float64Array(scan.nPixels).fill(Number.NaN);
  const assumedPixels: number[] = [];
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const found = peakCentre(spectrumAt(scan, pixel), tops[pixel], fwhmChannels);
    if (found === null) {
      assumedPixels.push(pixel);
      continue;
    }
    centresEv[pixel] = energyAt(scan.energy, found.channel);
    stdEv[pixel] = found.std * scan.energy.scaleEv;
  }
  assume(centresEv, stdEv, assumedPixels);
  return { centresEv, stdEv, fwhmEv: fwhmChannels * scan.energy.scaleEv, assumedPixels, method: METHOD };
}

/**
 * Moves each pixel so that its zero loss is at 0 eV: the mean of the centres by moving the axis, the rest by
 * `shiftSpectra`, whose docstring says what that does to noise. Only channels common to all pixels are kept.
 *
 * @throws SpectrumError as `measureZeroLoss` and `shiftSpectra`
 * Checked: the reference low-loss scan, residual < 0.001 eV rms; scans of the shared data.
 */
export function alignZeroLoss(scan: SpectrumImage, options: ZeroLossOptions = {}): AlignedScan {
  const measurement = measureZeroLoss(scan, options);
  const aligned = shiftSpectra(
    scan,
    measurement.centresEv.map((centre) => -centre),
  );
  const after = measureZeroLoss(aligned, options);
  return { aligned, measurement, residualRmsEv: rootMeanSquare(after.centresEv) };
}

/** Channel about which a box of half the peak's width holds most counts. */
function highestChannel(spectrum: Float32Array, location: ZeroLossLocation, maxDrift: number): number {
  const reach = Math.floor(location.fwhmChannels / 4);
  const first = Math.max(reach, location.channel - maxDrift);
  const last = Math.min(spectrum.length - 1 - reach, location.channel + maxDrift);
  let best = first;
  let most = -Infinity;
  for (let channel = first; channel <= last; channel++) {
    let box = 0;
    for (let i = channel - reach; i <= channel + reach; i++) box += spectrum[i];
    if (box > most) {
      most = box;
      best = channel;
    }
  }
  return best;
}

/** Full width at half maximum of the pixels summed with their highest channels together. */
function alignedWidth(scan: SpectrumImage, tops: Int32Array, pedestal: number): number | null {
  const reach = Math.min(
    tops.reduce((low, top) => Math.min(low, top), Infinity),
    scan.nChannels - 1 - tops.reduce((high, top) => Math.max(high, top), 0),
  );
  const total = new Float64Array(2 * reach + 1);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const from = pixel * scan.nChannels + tops[pixel] - reach;
    for (let i = 0; i < total.length; i++) total[i] += scan.counts[from + i];
  }
  return halfMaximumWidth(total, reach, pedestal);
}

function assume(centresEv: Float64Array, stdEv: Float64Array, pixels: readonly number[]): void {
  if (pixels.length === 0) return;
  const typical = median(centresEv);
  if (Number.isNaN(typical)) {
    throw new SpectrumError(
      'no-zero-loss-peak',
      'No pixel has enough counts in its zero-loss peak to locate it.',
    );
  }
  const measured = centresEv.filter((centre) => !Number.isNaN(centre));
  const middle = mean(measured);
  const spread = rootMeanSquare(measured.map((centre) => centre - middle));
  for (const pixel of pixels) {
    centresEv[pixel] = typical;
    stdEv[pixel] = Math.max(spread, median(stdEv));
  }
}
