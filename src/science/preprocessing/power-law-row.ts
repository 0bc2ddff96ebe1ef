import { kernels, type Kernels } from '../numerics/kernels.js';
import { FLOAT32_BYTES, FLOAT64_BYTES, roundUp } from '../numerics/panels.js';
import { energyAt, type EnergyAxis } from '../spectra/spectrum-image.js';

/** Channels of a block, within which the power law is a polynomial: at most 1 % of the energy to either side. */
const BLOCK_CHANNELS = 16;
const MAX_RELATIVE_HALF_WIDTH = 0.01;
/** Degree of the series. */
const SERIES = 5;

/** exp(logA)·E^(−r) of some channels. */
export interface PowerLawRow {
  /** Writes `counts` without it into `net`, both [n]: the difference is float64, rounded once. */
  subtract(logA: number, r: number, counts: Float32Array, net: Float32Array): void;
  /** Sums of `counts` and of it over blocks of ⌊n/nBlocks⌋ channels into `sums`, [2 × nBlocks], nBlocks ≤ n; the rest is left out. */
  sumBlocks(logA: number, r: number, counts: Float32Array, sums: Float64Array): void;
}

/**
 * The power law at many channels, quickly: one exponential a block of channels, a binomial series of degree 5 inside.
 *
 * @param axis  energies of the n channels [first, end) must lie above 0
 * @returns relative error below 1e-8 for 0 ≤ r ≤ 10
 * Checked: against Math.exp (power-law-row.spec.ts).
 */
export function powerLawRow(axis: EnergyAxis, first: number, end: number): PowerLawRow {
  const n = end - first;
  const block = blockLength(axis, first);
  const nBlocks = Math.ceil(n / block);
  const logCentre = new Float64Array(nBlocks);
  // The centres and the series of one pixel, and the deviations, in the order of the kernels' memory.
  const inputs = new Float64Array(nBlocks + SERIES + n);
  for (let b = 0; b < nBlocks; b++) {
    const from = b * block;
    const to = Math.min(n, from + block);
    const centreEv = energyAt(axis, first + (from + to - 1) / 2);
    logCentre[b] = Math.log(centreEv);
    for (let i = from; i < to; i++) {
      inputs[nBlocks + SERIES + i] = energyAt(axis, first + i) / centreEv - 1;
    }
  }
  const seriesAt = nBlocks * FLOAT64_BYTES;
  const deviationAt = seriesAt + SERIES * FLOAT64_BYTES;
  // The kernel works on pairs: one number more is read and written.
  const backgroundAt = deviationAt + (n + 1) * FLOAT64_BYTES;
  const countsAt = backgroundAt + (n + 1) * FLOAT64_BYTES;
  const sumsAt = roundUp(countsAt + n * FLOAT32_BYTES, FLOAT64_BYTES);
  const run = (logA: number, r: number): Kernels => {
    for (let b = 0; b < nBlocks; b++) inputs[b] = Math.exp(logA - r * logCentre[b]);
    putBinomialCoefficients(r, inputs, nBlocks);
    const heap = kernels(sumsAt + 2 * n * FLOAT64_BYTES);
    heap.f64.set(inputs);
    heap.run.fillPowerLaw(0, seriesAt, deviationAt, n, block, backgroundAt);
    return heap;
  };
  return {
    sumBlocks: (logA, r, counts, sums) => {
      const heap = run(logA, r);
      const length = sums.length / 2;
      heap.f32.set(counts, countsAt / FLOAT32_BYTES);
      const second = sumsAt + length * FLOAT64_BYTES;
      heap.run.sumBlocksOf(countsAt, backgroundAt, length, Math.floor(n / length), sumsAt, second);
      sums.set(heap.f64.subarray(sumsAt / FLOAT64_BYTES, sumsAt / FLOAT64_BYTES + sums.length));
    },
    subtract: (logA, r, counts, net) => {
      const heap = run(logA, r);
      const at = countsAt / FLOAT32_BYTES;
      heap.f32.set(counts, at);
      heap.run.subtractRow(countsAt, backgroundAt, n);
      net.set(heap.f32.subarray(at, at + n));
    },
  };
}

function blockLength(axis: EnergyAxis, first: number): number {
  const widest = Math.floor((2 * MAX_RELATIVE_HALF_WIDTH * energyAt(axis, first)) / axis.scaleEv);
  return Math.max(1, Math.min(BLOCK_CHANNELS, widest));
}

/** (−r over k), k = 1 … 5, from `at`. */
function putBinomialCoefficients(r: number, out: Float64Array, at: number): void {
  out[at] = -r;
  for (let k = 2; k <= SERIES; k++) out[at + k - 1] = (out[at + k - 2] * (1 - k - r)) / k;
}
