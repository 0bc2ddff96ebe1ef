import { describe, expect, it } from 'vitest';
import type { FindRecords } from './find-records.js';
import type { BlobStore } from './ports/blob-store.js';
import type { ReadResults } from './read-results.js';
import { collectCounts, ReadSpectra } from './read-spectra.js';

const N_PIXELS = 7;
const N_CHANNELS = 5;
const counts = Float32Array.from({ length: N_PIXELS * N_CHANNELS }, (_, i) => Math.fround(Math.sqrt(i)));
const bytes = new Uint8Array(counts.buffer);

/** A store that hands bytes out in chunks of a size that does not divide a number. */
function spectraInChunksOf(size: number): ReadSpectra {
  const blobs = {
    async *open(_: string, range: { start: number; end: number }) {
      for (let at = range.start; at < range.end; at += size)
        yield bytes.slice(at, Math.min(range.end, at + size));
    },
  };
  const energy = { offsetEv: 0, scaleEv: 1, nChannels: N_CHANNELS };
  const dataset = { state: 'ready', summary: { scans: [{ countsBlob: 'b', nPixels: N_PIXELS, energy }] } };
  const records = { dataset: () => Promise.resolve(dataset) };
  return new ReadSpectra(blobs as unknown as BlobStore, records as unknown as FindRecords, {} as ReadResults);
}

describe('ReadSpectra', () => {
  it.each([1, 3, 4, 7, 64, 1000])('reads whole numbers from chunks of %i bytes', async (size) => {
    const spectra = await spectraInChunksOf(size).ofDataset(
      'o',
      { id: 'd', index: 0 },
      { from: 2, to: 5, sum: false },
    );
    expect(spectra.nPixels).toBe(3);
    expect(await collectCounts(spectra)).toEqual(counts.slice(2 * N_CHANNELS, 5 * N_CHANNELS));
  });

  it('sums in double precision', async () => {
    const spectra = await spectraInChunksOf(6).ofDataset(
      'o',
      { id: 'd', index: 0 },
      { from: 0, to: null, sum: true },
    );
    const naive = Array.from({ length: N_CHANNELS }, (_, channel) => {
      let sum = 0;
      for (let pixel = 0; pixel < N_PIXELS; pixel++) sum += counts[pixel * N_CHANNELS + channel];
      return Math.fround(sum);
    });
    expect([...(await collectCounts(spectra))]).toEqual(naive);
  });

  it('refuses ranges that are none, and more numbers than an answer holds', async () => {
    const read = (from: number, to: number | null) =>
      spectraInChunksOf(64).ofDataset('o', { id: 'd', index: 0 }, { from, to, sum: false });
    await expect(read(7, null)).rejects.toMatchObject({ code: 'invalid-parameter' });
    await expect(read(3, 3)).rejects.toMatchObject({ code: 'invalid-parameter' });
    await expect(read(0, 8)).rejects.toMatchObject({ code: 'invalid-parameter' });
    await expect(collectCounts(await read(0, null), 34)).rejects.toMatchObject({ code: 'range-too-large' });
  });
});
