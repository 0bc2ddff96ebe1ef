import { SpectrumError } from '../spectra/spectrum-image.js';

/** Some neighbouring pixels of a scan, whole spectra each. */
export interface CountBlock {
  readonly firstPixel: number;
  /** [pixels of the block × nChannels], float32; good until the next block is asked for (a source may reuse the array). */
  readonly counts: Float32Array;
}

/**
 * Counts of a scan that are never in memory all at once.
 *
 * A source may be read more than once: each `blocks()` starts from the first pixel. Blocks come in order, without gaps,
 * and cover all pixels; they may differ in size (about 1–4 MiB serve well). To cancel or to show progress is the source's
 * affair: it throws, or counts, between two blocks; what it throws passes through unchanged.
 */
export interface CountBlocks {
  readonly nPixels: number;
  readonly nChannels: number;
  blocks(): AsyncIterable<CountBlock>;
}

/**
 * Blocks of counts that are in memory, as a source; no copies.
 *
 * @param counts          [nPixels × nChannels]
 * @param pixelsPerBlock  a whole number ≥ 1; the last block may have fewer
 * @throws SpectrumError shape-mismatch, invalid-parameter
 */
export function blocksOfCounts(
  counts: Float32Array,
  { nPixels, nChannels }: { readonly nPixels: number; readonly nChannels: number },
  pixelsPerBlock: number,
): CountBlocks {
  if (counts.length !== nPixels * nChannels) {
    throw new SpectrumError(
      'shape-mismatch',
      `${nPixels} × ${nChannels} pixels × channels are not ${counts.length} counts.`,
    );
  }
  if (!(Number.isInteger(pixelsPerBlock) && pixelsPerBlock >= 1)) {
    throw new SpectrumError('invalid-parameter', `${pixelsPerBlock} pixels are no block.`);
  }
  return {
    nPixels,
    nChannels,
    async *blocks() {
      for (let first = 0; first < nPixels; first += pixelsPerBlock) {
        const end = Math.min(nPixels, first + pixelsPerBlock);
        yield await Promise.resolve({
          firstPixel: first,
          counts: counts.subarray(first * nChannels, end * nChannels),
        });
      }
    },
  };
}

/**
 * The blocks of a source, each checked against what a source promises.
 *
 * @throws SpectrumError shape-mismatch  blocks out of order, not whole pixels, too few or too many
 */
export async function* checkedBlocks(source: CountBlocks): AsyncGenerator<CountBlock> {
  let next = 0;
  for await (const block of source.blocks()) {
    const nPixels = block.counts.length / source.nChannels;
    if (block.firstPixel !== next || !Number.isInteger(nPixels) || next + nPixels > source.nPixels) {
      throw new SpectrumError(
        'shape-mismatch',
        `A block of ${block.counts.length} counts at pixel ${block.firstPixel} does not follow pixel ${next} of ${source.nPixels} × ${source.nChannels}.`,
      );
    }
    next += nPixels;
    yield block;
  }
  if (next !== source.nPixels) {
    throw new SpectrumError('shape-mismatch', `The source ended after ${next} of ${source.nPixels} pixels.`);
  }
}
