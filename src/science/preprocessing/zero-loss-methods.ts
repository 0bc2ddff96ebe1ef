import { mean, median } from '../numerics/statistics.js';
import { energyAt, SpectrumError, spectrumAt, type SpectrumImage } from '../spectra/spectrum-image.js';
import { invertSymmetric, timesVector } from '../numerics/small-symmetric.js';
import { findZeroLoss, type ZeroLossLocation } from './find-zero-loss.js';
import type { PeakCentre } from './peak-centre.js';
import { measureZeroLoss, type ZeroLossMeasurement, type ZeroLossOptions } from './zero-loss.js';

export type ZeroLossMethod =
  'likelihood' | 'maximum' | 'centre-of-mass' | 'gaussian-fit' | 'cross-correlation';

const DESCRIPTIONS: Record<Exclude<ZeroLossMethod, 'likelihood'>, string> = {
  maximum: 'highest channel',
  'centre-of-mass': 'centre of mass of the run of channels above 25 % of the maximum',
  'gaussian-fit': 'weighted least squares of a Gaussian within ±1 FWHM of the maximum',
  'cross-correlation': 'maximum of the correlation with the mean peak, parabola through three channels',
};

/** Centre of mass takes the channels above this share of the maximum. */
const MASS_SHARE = 0.25;
/** A maximum is known to its channel: standard deviation of a uniform distribution. */
const CHANNEL_STD = 1 / Math.sqrt(12);
const FWHM_PER_SIGMA = 2 * Math.sqrt(2 * Math.LN2);

/**
 * Zero loss of each pixel by a method of choice; what `measureZeroLoss` gives, its default, is 'likelihood'.
 *
 * The others are for comparison with other programs, and for peaks that are not at all Gaussian ('centre-of-mass' above a
 * quarter of the maximum; 'cross-correlation', which makes no assumption on the shape but that it is one for all pixels).
 * 'maximum' knows whole channels only. Stds are those of counting statistics, for counts in electrons.
 *
 * @throws SpectrumError no-zero-loss-peak  none in the summed spectrum, or no pixel in which the method finds one
 * Valid for: as `measureZeroLoss`. A correlation's centres have one constant in common that puts their mean where the mean
 *   peak's own likelihood centre is.
 * Checked: zero-loss-methods.spec.ts: planted drift, pulls, HyperSpy's and eXSpy's expected values.
 */
export function measureZeroLossBy(
  scan: SpectrumImage,
  method: ZeroLossMethod,
  options: ZeroLossOptions = {},
): ZeroLossMeasurement {
  if (method === 'likelihood') return measureZeroLoss(scan, options);
  const location = findZeroLoss(scan);
  if (location === null) {
    throw new SpectrumError('no-zero-loss-peak', 'No zero-loss peak within 10 eV of 0 on the energy axis.');
  }
  const reach = Math.ceil((options.maxDriftEv ?? 10) / scan.energy.scaleEv);
  const tops = Int32Array.from({ length: scan.nPixels }, (_, pixel) =>
    highest(spectrumAt(scan, pixel), location, reach),
  );
  const locate = locatorOf(scan, { method, location, tops });
  const centresEv = new Float64Array(scan.nPixels).fill(Number.NaN);
  const stdEv = new Float64Array(scan.nPixels).fill(Number.NaN);
  const assumedPixels: number[] = [];
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const found = locate(spectrumAt(scan, pixel), tops[pixel]);
    if (found === null) {
      assumedPixels.push(pixel);
      continue;
    }
    centresEv[pixel] = energyAt(scan.energy, found.channel);
    stdEv[pixel] = found.std * scan.energy.scaleEv;
  }
  fillAssumed(centresEv, stdEv, assumedPixels);
  const fwhmEv = location.fwhmChannels * scan.energy.scaleEv;
  return { centresEv, stdEv, fwhmEv, assumedPixels, method: DESCRIPTIONS[method] };
}

type Locator = (spectrum: Float32Array, top: number) => PeakCentre | null;

function locatorOf(
  scan: SpectrumImage,
  plan: {
    method: Exclude<ZeroLossMethod, 'likelihood'>;
    location: ZeroLossLocation;
    tops: Int32Array;
  },
): Locator {
  const { location } = plan;
  const pedestal = location.pedestal / scan.nPixels;
  switch (plan.method) {
    case 'maximum':
      return (spectrum, top) => (spectrum[top] > pedestal ? { channel: top, std: CHANNEL_STD } : null);
    case 'centre-of-mass':
      return (spectrum, top) => centreOfMass(spectrum, top, pedestal);
    case 'gaussian-fit':
      return (spectrum, top) => gaussianFit(spectrum, top, location.fwhmChannels);
    case 'cross-correlation': {
      const reference = meanPeak(scan, plan.tops, location);
      return (spectrum, top) => correlate(spectrum, top, reference);
    }
  }
}

/** Channel with most counts within `reach` of the summed peak. */
function highest(spectrum: Float32Array, location: ZeroLossLocation, reach: number): number {
  const first = Math.max(0, location.channel - reach);
  const last = Math.min(spectrum.length - 1, location.channel + reach);
  let best = first;
  for (let i = first + 1; i <= last; i++) if (spectrum[i] > spectrum[best]) best = i;
  return best;
}

function centreOfMass(spectrum: Float32Array, top: number, pedestal: number): PeakCentre | null {
  const limit = MASS_SHARE * (spectrum[top] - pedestal);
  if (!(limit > 0)) return null;
  let first = top;
  while (first > 0 && spectrum[first - 1] - pedestal > limit) first--;
  let last = top;
  while (last < spectrum.length - 1 && spectrum[last + 1] - pedestal > limit) last++;
  let [total, moment] = [0, 0];
  for (let i = first; i <= last; i++) {
    total += spectrum[i] - pedestal;
    moment += (spectrum[i] - pedestal) * (i - top);
  }
  const at = moment / total;
  let variance = 0;
  for (let i = first; i <= last; i++) variance += (i - top - at) ** 2 * Math.max(0, spectrum[i]);
  variance += endsVariance(spectrum, { first, last, centre: top + at, limit: limit + pedestal });
  // A single channel above the limit is known as a maximum is.
  return { channel: top + at, std: first === last ? CHANNEL_STD : Math.sqrt(variance) / total };
}

/** Whether a channel at the limit is in or out is noise too: p(1−p) of its moment, p by the logistic of its distance. */
function endsVariance(
  spectrum: Float32Array,
  run: { first: number; last: number; centre: number; limit: number },
): number {
  let variance = 0;
  for (const end of [run.first, run.last + 1]) {
    for (let i = Math.max(0, end - 2); i < Math.min(spectrum.length, end + 2); i++) {
      const noise = Math.sqrt(Math.max(1, spectrum[i]));
      const isIn = 1 / (1 + Math.exp((1.7 * (run.limit - spectrum[i])) / noise));
      variance += isIn * (1 - isIn) * ((i - run.centre) * spectrum[i]) ** 2;
    }
  }
  return variance;
}

const MAX_ITERATIONS = 30;

/** Height, centre and width by weighted least squares; weights are the inverse counts. */
function gaussianFit(spectrum: Float32Array, top: number, fwhm: number): PeakCentre | null {
  const half = Math.max(2, Math.round(fwhm));
  const first = Math.max(0, top - half);
  const last = Math.min(spectrum.length - 1, top + half);
  if (last - first < 3 || !(spectrum[top] > 0)) return null;
  let [height, centre, sigma] = [spectrum[top], top, fwhm / FWHM_PER_SIGMA];
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const normal = new Float64Array(9);
    const right = new Float64Array(3);
    for (let i = first; i <= last; i++) {
      const u = (i - centre) / sigma;
      const shape = Math.exp(-0.5 * u * u);
      const gradient = [shape, (height * shape * u) / sigma, (height * shape * u * u) / sigma];
      // The floor is relative, so that the answer does not depend on the unit of the counts.
      const weight = 1 / (height * Math.max(0.01, shape));
      for (let j = 0; j < 3; j++) {
        right[j] += weight * gradient[j] * (spectrum[i] - height * shape);
        for (let k = 0; k < 3; k++) normal[3 * j + k] += weight * gradient[j] * gradient[k];
      }
    }
    const inverse = invertSymmetric(normal, 3);
    if (inverse === null) return null;
    const step = timesVector(inverse, right);
    height += step[0];
    centre += Math.max(-1, Math.min(1, step[1]));
    sigma = Math.min(2 * sigma, Math.max(sigma / 2, sigma + step[2]));
    if (!(height > 0 && Math.abs(centre - top) < 2 * half)) return null;
    if (Math.abs(step[1]) < 1e-7 && Math.abs(step[2]) < 1e-6)
      return { channel: centre, std: Math.sqrt(inverse[4]) };
  }
  return null;
}

interface Reference {
  /** Mean peak about its own top, [2·half + 1], and how far its centre lies from that top. */
  readonly shape: Float64Array;
  readonly half: number;
  readonly centre: number;
}

/** Sum of the peaks with their highest channels together. */
function meanPeak(scan: SpectrumImage, tops: Int32Array, location: ZeroLossLocation): Reference {
  const half = Math.max(3, Math.ceil(2 * location.fwhmChannels));
  const shape = new Float64Array(2 * half + 1);
  tops.forEach((top, pixel) => {
    const spectrum = spectrumAt(scan, pixel);
    for (let i = -half; i <= half; i++) shape[i + half] += spectrum[top + i] ?? 0;
  });
  const pedestal = Math.min(...shape);
  for (let i = 0; i < shape.length; i++) shape[i] -= pedestal;
  const centred = centreOfMass(Float32Array.from(shape), half, 0);
  return { shape, half, centre: (centred?.channel ?? half) - half };
}

/** Lag at which Σ spectrum·reference is largest, to a fraction of a channel. */
function correlate(
  spectrum: Float32Array,
  top: number,
  { shape, half, centre }: Reference,
): PeakCentre | null {
  const product = (lag: number): number => {
    let total = 0;
    for (let i = -half; i <= half; i++) total += (spectrum[top + lag + i] ?? 0) * shape[i + half];
    return total;
  };
  const lags = [-2, -1, 0, 1, 2];
  const values = lags.map(product);
  const best = values.indexOf(Math.max(...values));
  if (best === 0 || best === 4 || !(values[best] > 0)) return null;
  const [low, middle, high] = [values[best - 1], values[best], values[best + 1]];
  const curvature = low - 2 * middle + high;
  if (!(curvature < 0)) return null;
  const lag = lags[best] + (low - high) / (2 * curvature);
  // The slope of the correlation is Σ counts·(slope of the reference): its variance is that of Poisson counts.
  let variance = 0;
  for (let i = 1 - half; i < half; i++) {
    const slope = (shape[i + half + 1] - shape[i + half - 1]) / 2;
    variance += slope * slope * Math.max(0, spectrum[top + i] ?? 0);
  }
  return { channel: top + lag + centre, std: Math.sqrt(variance) / -curvature };
}

/** Pixels without a peak get the median of the others, with their spread. */
function fillAssumed(centresEv: Float64Array, stdEv: Float64Array, pixels: readonly number[]): void {
  if (pixels.length === 0) return;
  const typical = median(centresEv);
  if (Number.isNaN(typical)) {
    throw new SpectrumError('no-zero-loss-peak', 'In no pixel the method finds a zero-loss peak.');
  }
  const known = centresEv.filter((centre) => !Number.isNaN(centre));
  const spread = Math.sqrt(mean(known.map((centre) => (centre - typical) ** 2)));
  for (const pixel of pixels) {
    centresEv[pixel] = typical;
    stdEv[pixel] = Math.max(spread, median(stdEv));
  }
}
