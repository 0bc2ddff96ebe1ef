import { paddedMatrix, rowsTimesVectors } from '../numerics/gemm.js';
import { median } from '../numerics/statistics.js';
import type { SpectrumImage } from '../spectra/spectrum-image.js';
import { channelRange, energyAt, spectrumAt } from '../spectra/spectrum-image.js';
import { noiseWhitener } from './noise-whitener.js';
import type { QuantifiedEdge } from './quantify-edges.js';

/** What clustering and change points compare: one row a pixel. */
export interface NetFeatures {
  /** [nPixels × nDims], row-major: noise is independent and of unit variance in every dimension. */
  readonly values: Float64Array;
  readonly nPixels: number;
  readonly nDims: number;
  /** Pixels with too little net signal to be compared: their row is the mean, all zeros. */
  readonly unknownPixels: readonly number[];
  /** In words, for the record. */
  readonly description: string;
}

/** Width of one bin, eV: wider than the spread of a core-hole state, narrower than near-edge structure. */
const BIN_EV = 2;
/** More bins than this are made wider: the noise matrix is [nBins × nBins]. */
const MAX_BINS = 160;

/** The mean noise is told from this many pixels, evenly taken. */
const MAX_NOISE_PIXELS = 500;

/** A pixel is compared when its net signal is this many standard deviations … */
const MIN_SIGNIFICANCE = 3;
/** … and its relative noise at most this many times the median's: the noise is whitened by its mean over pixels. */
const MAX_RELATIVE_NOISE = 4;

/** Some channels of one edge. */
interface Bin {
  readonly edge: number;
  readonly first: number;
  readonly end: number;
}

/** Net signal and counting variance of every bin, and how it follows ln background and r, of one pixel. */
interface BinnedPixel {
  readonly net: Float64Array;
  readonly variance: Float64Array;
  readonly byLogBackground: Float64Array;
  readonly byR: Float64Array;
}

function binsOf(scan: SpectrumImage, edges: readonly QuantifiedEdge[]): Bin[] {
  const windows = edges.map((edge) => channelRange(scan.energy, edge.signalWindowEv));
  const nChannels = windows.reduce((sum, { first, end }) => sum + end - first, 0);
  const step = Math.max(1, Math.round(BIN_EV / scan.energy.scaleEv), Math.ceil(nChannels / MAX_BINS));
  return windows.flatMap(({ first, end }, edge) =>
    Array.from({ length: Math.floor((end - first) / step) }, (_, k) => ({
      edge,
      first: first + k * step,
      end: first + (k + 1) * step,
    })),
  );
}

function binPixel(
  scan: SpectrumImage,
  edges: readonly QuantifiedEdge[],
  bins: readonly Bin[],
  pixel: number,
): BinnedPixel {
  const spectrum = spectrumAt(scan, pixel);
  const empty = (): Float64Array => new Float64Array(bins.length);
  const binned: BinnedPixel = { net: empty(), variance: empty(), byLogBackground: empty(), byR: empty() };
  bins.forEach((bin, k) => {
    const { fit } = edges[bin.edge];
    const logReference = Math.log(fit.referenceEv);
    let counts = 0;
    let background = 0;
    let tilt = 0;
    for (let channel = bin.first; channel < bin.end; channel++) {
      const logE = Math.log(energyAt(scan.energy, channel));
      const b = Math.exp(fit.logA[pixel] - fit.r[pixel] * logE);
      counts += spectrum[channel];
      background += b;
      tilt += (logE - logReference) * b;
    }
    binned.net[k] = counts - background;
    binned.variance[k] = fit.noiseScale * Math.max(1, counts, background);
    binned.byLogBackground[k] = background;
    binned.byR[k] = -tilt;
  });
  return binned;
}

/**
 * The net near-edge spectra of all quantified edges side by side, in bins of 2 eV, each pixel divided by its own total
 * net signal (thickness and dose drop out), centred, and whitened: the noise of counting and of the backgrounds' fits,
 * averaged over pixels, is independent and of unit variance afterwards.
 *
 * @returns null when fewer than 3 pixels have net signal
 * Valid for: noise that differs between pixels by less than a few times.
 * Checked: unit variance on pure noise (net-features.spec.ts).
 */
export function netFeatures(scan: SpectrumImage, edges: readonly QuantifiedEdge[]): NetFeatures | null {
  const bins = binsOf(scan, edges);
  const nDims = bins.length;
  const known = comparablePixels(edges, scan.nPixels);
  if (nDims === 0 || known.length < 3) return null;
  const shares = paddedMatrix(scan.nPixels, nDims);
  const noise = new Float64Array(nDims * nDims);
  const noiseStep = Math.ceil(known.length / MAX_NOISE_PIXELS);
  const nNoise = Math.ceil(known.length / noiseStep);
  known.forEach((pixel, i) => {
    const binned = binPixel(scan, edges, bins, pixel);
    const total = binned.net.reduce((a, b) => a + b, 0);
    for (let k = 0; k < nDims; k++) shares.data[pixel * shares.stride + k] = binned.net[k] / total;
    if (i % noiseStep === 0) addNoise(noise, { binned, bins, edges, pixel, total });
  });
  for (let i = 0; i < noise.length; i++) noise[i] /= nNoise;
  centre(shares.data, shares.stride, nDims, known);
  const values = rowsTimesVectors(shares, noiseWhitener(noise, nDims), nDims);
  const isKnown = new Set(known);
  return {
    values: transpose(values, nDims, scan.nPixels),
    nPixels: scan.nPixels,
    nDims,
    unknownPixels: Array.from({ length: scan.nPixels }, (_, pixel) => pixel).filter(
      (pixel) => !isKnown.has(pixel),
    ),
    description: describe(edges),
  };
}

/** Pixels whose net signal, all edges together, stands out of its noise about as well as that of the others. */
function comparablePixels(edges: readonly QuantifiedEdge[], nPixels: number): number[] {
  const relativeNoise = Float64Array.from({ length: nPixels }, (_, pixel) => {
    const net = edges.reduce((sum, edge) => sum + edge.net.values[pixel], 0);
    const std = Math.hypot(...edges.map((edge) => edge.net.std[pixel]));
    return net > MIN_SIGNIFICANCE * std ? std / net : Infinity;
  });
  const limit = MAX_RELATIVE_NOISE * median(relativeNoise.filter(Number.isFinite));
  return Array.from(relativeNoise.keys()).filter((pixel) => relativeNoise[pixel] <= limit);
}

/** Adds the noise covariance of one pixel's shares: counting on the diagonal, each edge's background in its block. */
function addNoise(
  noise: Float64Array,
  from: {
    binned: BinnedPixel;
    bins: readonly Bin[];
    edges: readonly QuantifiedEdge[];
    pixel: number;
    total: number;
  },
): void {
  const { binned, bins, edges, pixel, total } = from;
  const nDims = bins.length;
  const perTotal = 1 / (total * total);
  for (let i = 0; i < nDims; i++) {
    const [v0, c01, v1] = edges[bins[i].edge].fit.covariance.subarray(3 * pixel, 3 * pixel + 3);
    const gain = v0 * binned.byLogBackground[i] + c01 * binned.byR[i];
    const tilt = c01 * binned.byLogBackground[i] + v1 * binned.byR[i];
    noise[i * nDims + i] += binned.variance[i] * perTotal;
    for (let j = 0; j < nDims; j++) {
      if (bins[j].edge !== bins[i].edge) continue;
      noise[i * nDims + j] += (gain * binned.byLogBackground[j] + tilt * binned.byR[j]) * perTotal;
    }
  }
}

/** Takes the mean over the known pixels from their rows; the others are zero already. */
function centre(data: Float64Array, stride: number, nDims: number, known: readonly number[]): void {
  for (let k = 0; k < nDims; k++) {
    const mean = known.reduce((sum, pixel) => sum + data[pixel * stride + k], 0) / known.length;
    for (const pixel of known) data[pixel * stride + k] -= mean;
  }
}

function transpose(rows: Float64Array, nRows: number, nCols: number): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < nRows; i++) for (let j = 0; j < nCols; j++) out[j * nRows + i] = rows[i * nCols + j];
  return out;
}

const describe = (edges: readonly QuantifiedEdge[]): string =>
  `net near-edge spectra of ${edges.map((e) => e.id).join(', ')} as shares of each pixel's net signal, in units of their noise`;
