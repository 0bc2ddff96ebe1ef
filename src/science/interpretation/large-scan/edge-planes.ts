import { fitPowerLaw, integrateNet, powerLawAt, type PowerLawFit } from '../../preprocessing/power-law.js';
import { channelRange, energyAt, type SpectrumImage } from '../../spectra/spectrum-image.js';
import { ratioOf, type Measured } from '../profiles.js';
import type { Features } from './group-rule.js';

/** An edge with the windows that were chosen for the whole scan, and its noise. */
export interface FixedEdge {
  readonly id: string;
  readonly fitWindowEv: readonly [number, number];
  readonly signalWindowEv: readonly [number, number];
  /** Variance of the counts over that of electrons, told from the whole scan. */
  readonly noiseScale: number;
}

/** Net signal of each edge in each pixel of a block; same definitions as in memory, the noise that of the scan. */
export function netOfEdges(block: SpectrumImage, edges: readonly FixedEdge[]): Map<string, Measured> {
  return new Map(
    edges.map((edge) => {
      const fit = withNoise(fitPowerLaw(block, edge.fitWindowEv), edge.noiseScale);
      return [edge.id, integrateNet(block, fit, edge.signalWindowEv)];
    }),
  );
}

/** The noise of a block is told from few pixels: that of the scan takes its place, so that blocks leave no seams. */
function withNoise(fit: PowerLawFit, noiseScale: number): PowerLawFit {
  const factor = noiseScale / fit.noiseScale;
  return {
    ...fit,
    noiseScale,
    dispersion: fit.dispersion.map((x) => x * factor),
    covariance: fit.covariance.map((x) => x * factor),
  };
}

/** 'A/B' → the ratio of A to B. */
export function ratioById(id: string, net: ReadonlyMap<string, Measured>): Measured | null {
  const [a, b] = id.split('/').map((edge) => net.get(edge));
  return a === undefined || b === undefined ? null : ratioOf(a, b);
}

/** Bins of net signal that groups are told apart by, all edges together. */
const MAX_BINS = 48;
const BIN_EV = 2;
/** A pixel belongs to a group where its net signal is this many standard deviations. */
const MIN_SIGNIFICANCE = 3;

/**
 * Net near-edge spectra as shares of each pixel's net signal, in coarse bins: what netFeatures compares, before it is
 * whitened (that needs no noise model here: group-rule.ts measures it).
 */
export function netShares(scan: Pick<SpectrumImage, 'energy'>, edges: readonly FixedEdge[]): Features {
  const windows = edges.map((edge) => channelRange(scan.energy, edge.signalWindowEv));
  const nChannels = windows.reduce((sum, { first, end }) => sum + end - first, 0);
  const step = Math.max(1, Math.round(BIN_EV / scan.energy.scaleEv), Math.ceil(nChannels / MAX_BINS));
  const bins = windows.flatMap(({ first, end }, edge) =>
    Array.from({ length: Math.floor((end - first) / step) }, (_, k) => ({ edge, first: first + k * step })),
  );
  // The last share follows from the others.
  const nDims = Math.max(0, bins.length - 1);
  const of = (block: SpectrumImage): Float64Array => {
    const fits = edges.map((edge) => withNoise(fitPowerLaw(block, edge.fitWindowEv), edge.noiseScale));
    const rows = new Float64Array(block.nPixels * nDims);
    const nets = edges.map((edge, i) => integrateNet(block, fits[i], edge.signalWindowEv));
    for (let pixel = 0; pixel < block.nPixels; pixel++) {
      const total = nets.reduce((sum, { values }) => sum + values[pixel], 0);
      const std = Math.hypot(...nets.map((net) => net.std[pixel]));
      const isKnown = total > MIN_SIGNIFICANCE * std;
      for (let d = 0; d < nDims; d++) {
        rows[pixel * nDims + d] = isKnown
          ? netOfBin(block, fits[bins[d].edge], pixel, [bins[d].first, step]) / total
          : Number.NaN;
      }
    }
    return rows;
  };
  return { nDims, of };
}

function netOfBin(
  block: SpectrumImage,
  fit: PowerLawFit,
  pixel: number,
  [first, step]: readonly [number, number],
): number {
  let net = 0;
  for (let channel = first; channel < first + step; channel++)
    net += block.counts[pixel * block.nChannels + channel];
  // The background bends little within a bin: its middle stands for all.
  return net - step * powerLawAt(fit, pixel, energyAt(block.energy, first + (step - 1) / 2));
}
