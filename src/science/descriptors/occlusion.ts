import type { ModelInputForm } from './model-manifest.js';

/** A row with one stretch after another replaced, and where each stretch was. */
export interface OccludedRows {
  readonly nRows: number;
  /** [nRows × nChannels] */
  readonly rows: Float32Array;
  /** Middle of each stretch, channels. */
  readonly centres: Float64Array;
  /** Channels of a stretch. */
  readonly width: number;
}

/**
 * Replaces stretches of a row, half of each overlapping the next, by what training rows have there on average.
 *
 * @param row, mean  [nChannels]
 * @param widthEv    of a stretch: the resolution of the answer
 */
export function occludedRows(
  row: ArrayLike<number>,
  mean: ArrayLike<number>,
  widthChannels: number,
): OccludedRows {
  const n = row.length;
  const width = Math.max(1, Math.min(n, Math.round(widthChannels)));
  const step = Math.max(1, Math.floor(width / 2));
  const firsts = Array.from({ length: Math.ceil((n - width) / step) + 1 }, (_, i) =>
    Math.min(i * step, n - width),
  );
  const rows = new Float32Array(firsts.length * n);
  firsts.forEach((first, r) => {
    for (let k = 0; k < n; k++) {
      rows[r * n + k] = k >= first && k < first + width ? mean[k] : row[k];
    }
  });
  const centres = Float64Array.from(firsts, (first) => first + (width - 1) / 2);
  return { nRows: firsts.length, rows, centres, width };
}

/**
 * How much an answer rests on each energy: the change when a stretch around it is occluded, the largest being 1.
 *
 * @param changes  |answer − answer without the stretch|, [nRows of `occluded`]
 * @param featureEv  where the grid's 0 lies on the scan's axis, eV
 * @returns energies of the stretches' middles; weights 0 throughout when nothing changes the answer
 * Source: Zeiler & Fergus, Visualizing and understanding convolutional networks, ECCV (2014), section 4.2.
 * Checked: a network that reads one channel (occlusion.spec.ts).
 */
export function attentionWeights(
  changes: ArrayLike<number>,
  occluded: OccludedRows,
  grid: ModelInputForm['grid'],
  featureEv: number,
): { readonly energiesEv: readonly number[]; readonly weights: readonly number[] } {
  let most = 0;
  for (let i = 0; i < changes.length; i++) most = Math.max(most, Math.abs(changes[i]));
  return {
    energiesEv: Array.from(occluded.centres, (at) => featureEv + grid.startEv + at * grid.stepEv),
    weights: Array.from(changes, (change) => (most > 0 ? Math.abs(change) / most : 0)),
  };
}
