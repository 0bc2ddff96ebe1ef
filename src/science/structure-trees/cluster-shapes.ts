import type { Metric } from '../clustering/metric.js';
import { spectrumOf } from './site-spectra.js';

/** Mean spectrum of each cluster and how its members scatter about it. */
export interface ClusterShapes {
  /** [nClusters × nChannels] */
  readonly means: Float64Array;
  /** Standard deviation of the members (n − 1), [nClusters × nChannels]; NaN in a cluster of one. */
  readonly stds: Float64Array;
  readonly sizes: Int32Array;
}

/** @param spectra  [nSites × nChannels]. Checked: by hand (cluster-shapes.spec.ts). */
export function clusterShapes(
  spectra: Float64Array,
  nChannels: number,
  labels: Int32Array,
  nClusters: number,
): ClusterShapes {
  const means = new Float64Array(nClusters * nChannels);
  const stds = new Float64Array(nClusters * nChannels);
  const sizes = new Int32Array(nClusters);
  for (const label of labels) sizes[label]++;
  labels.forEach((label, site) => {
    for (let ch = 0; ch < nChannels; ch++)
      means[label * nChannels + ch] += spectra[site * nChannels + ch] / sizes[label];
  });
  labels.forEach((label, site) => {
    for (let ch = 0; ch < nChannels; ch++)
      stds[label * nChannels + ch] += (spectra[site * nChannels + ch] - means[label * nChannels + ch]) ** 2;
  });
  const std = stds.map((square, at) => {
    const n = sizes[Math.floor(at / nChannels)];
    return n < 2 ? NaN : Math.sqrt(square / (n - 1));
  });
  return { means, stds: std, sizes };
}

/** Distance of two spectra as the clustering measures it; 1 − cos or 1 − r for angles. */
export function spectrumDistance(a: Float64Array, b: Float64Array, metric: Metric): number {
  const [ca, cb] = metric === 'correlation' ? [meanOf(a), meanOf(b)] : [0, 0];
  let dot = 0;
  let aa = 0;
  let bb = 0;
  let difference = 0;
  for (let ch = 0; ch < a.length; ch++) {
    const x = a[ch] - ca;
    const y = b[ch] - cb;
    dot += x * y;
    aa += x * x;
    bb += y * y;
    difference += (x - y) ** 2;
  }
  return metric === 'euclidean' ? Math.sqrt(difference) : 1 - dot / Math.sqrt(aa * bb);
}

const meanOf = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The cluster whose mean is nearest to a spectrum; of equal ones the first. */
export function nearestCluster(
  spectrum: Float64Array,
  { means, sizes }: ClusterShapes,
  metric: Metric,
): number {
  let best = 0;
  let least = Infinity;
  for (let c = 0; c < sizes.length; c++) {
    const d = spectrumDistance(spectrum, spectrumOf(means, spectrum.length, c), metric);
    if (d < least) {
      least = d;
      best = c;
    }
  }
  return best;
}

/** ‖a − b‖/‖b‖: what a prediction `a` of a spectrum `b` misses. */
export function relativeError(a: Float64Array, b: Float64Array): number {
  let difference = 0;
  let square = 0;
  for (let ch = 0; ch < b.length; ch++) {
    difference += (a[ch] - b[ch]) ** 2;
    square += b[ch] ** 2;
  }
  return Math.sqrt(difference / square);
}
