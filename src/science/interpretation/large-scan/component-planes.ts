import type { SpectrumImage } from '../../spectra/spectrum-image.js';
import type { PcaResult, UnmixingResult } from '../interpretation-result.js';
import type { Features } from './group-rule.js';

/** Amounts of fixed components in the pixels of a block, [component][pixel], counts. */
export type Loadings = (block: SpectrumImage) => Float32Array[];

/**
 * Loadings on fixed principal components. Under Keenan–Kotula weights Σ_j x_j·component_kj/component_0j is the loading,
 * as the first component is the mean spectrum at unit sum; a linear map, so pixels of any size have one.
 *
 * Checked: equal to the loadings that the decomposition itself gives (interpret-large-scan.spec.ts).
 */
export function pcaLoadings({
  channelRange,
  components,
}: Pick<PcaResult, 'channelRange' | 'components'>): Loadings {
  const [mean] = components;
  const rows = components.map((row) => Float64Array.from(row, (x, j) => (mean[j] > 0 ? x / mean[j] : 0)));
  return (block) =>
    rows.map((row) =>
      Float32Array.from({ length: block.nPixels }, (_, pixel) => {
        const at = pixel * block.nChannels + channelRange[0];
        let sum = 0;
        for (let j = 0; j < row.length; j++) sum += Math.max(0, block.counts[at + j]) * row[j];
        return sum;
      }),
    );
}

/** Composition by principal components: loadings 2 … over the first; NaN for a pixel without counts. */
export function compositionFeatures(pca: PcaResult): Features {
  const loadings = pcaLoadings(pca);
  const nDims = pca.components.length - 1;
  const of = (block: SpectrumImage): Float64Array => {
    const [total, ...others] = loadings(block);
    return Float64Array.from({ length: block.nPixels * nDims }, (_, i) => {
      const pixel = Math.floor(i / nDims);
      return total[pixel] > 0 ? others[i % nDims][pixel] / total[pixel] : Number.NaN;
    });
  };
  return { nDims, of };
}

const MAX_SWEEPS = 200;
const TOLERANCE = 1e-6;

/**
 * Loadings ≥ 0 on fixed components: weighted least squares of each pixel, weights 1 over the mean spectrum,
 * by coordinate descent (which converges, as the problem is convex).
 */
export function unmixingLoadings(
  { channelRange, components }: Pick<UnmixingResult, 'channelRange' | 'components'>,
  meanSpectrum: ArrayLike<number>,
): Loadings {
  const n = components.length;
  const weighted = components.map((row) =>
    Float64Array.from(row, (x, j) => {
      const mean = meanSpectrum[channelRange[0] + j];
      return mean > 0 ? x / mean : 0;
    }),
  );
  const gram = weighted.map((row) =>
    components.map((other) => row.reduce((sum, x, j) => sum + x * other[j], 0)),
  );
  return (block) => {
    const out = components.map(() => new Float32Array(block.nPixels));
    const target = new Float64Array(n);
    const amounts = new Float64Array(n);
    for (let pixel = 0; pixel < block.nPixels; pixel++) {
      const at = pixel * block.nChannels + channelRange[0];
      for (let k = 0; k < n; k++) {
        let sum = 0;
        for (let j = 0; j < weighted[k].length; j++)
          sum += Math.max(0, block.counts[at + j]) * weighted[k][j];
        target[k] = sum;
        amounts[k] = 0;
      }
      descend(gram, target, amounts);
      for (let k = 0; k < n; k++) out[k][pixel] = amounts[k];
    }
    return out;
  };
}

function descend(gram: readonly (readonly number[])[], target: Float64Array, amounts: Float64Array): void {
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let largest = 0;
    let moved = 0;
    for (let k = 0; k < amounts.length; k++) {
      if (!(gram[k][k] > 0)) continue;
      let rest = target[k];
      for (let j = 0; j < amounts.length; j++) rest -= gram[k][j] * amounts[j];
      const next = Math.max(0, amounts[k] + rest / gram[k][k]);
      moved = Math.max(moved, Math.abs(next - amounts[k]));
      largest = Math.max(largest, next);
      amounts[k] = next;
    }
    if (moved <= TOLERANCE * largest) return;
  }
}
