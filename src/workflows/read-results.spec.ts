import { expect, it } from 'vitest';
import { utf8Bytes } from '../science/formats/text-bytes.js';
import { putBytes } from './blob-bytes.js';
import type { FindRecords } from './find-records.js';
import { ReadResults } from './read-results.js';
import { MemoryBlobStore } from './testing/memory-blob-store.js';
import { TestClock } from './testing/test-clock.js';

const energy = { offsetEv: 500, scaleEv: 0.25, nChannels: 4 };
const json = JSON.stringify({ scan: { nPixels: 3 }, calibration: { energy } });

class CountingBlobStore extends MemoryBlobStore {
  nOpened = 0;

  override open(...args: Parameters<MemoryBlobStore['open']>): ReturnType<MemoryBlobStore['open']> {
    this.nOpened++;
    return super.open(...args);
  }
}

const recordsOf = (resultBlob: string | null): FindRecords =>
  ({
    analysis: () => Promise.resolve({ resultBlob, preprocessedBlob: 'counts', jobId: 'j' }),
    job: () => Promise.resolve({ state: 'running' }),
  }) as unknown as FindRecords;

it('reads a result once for all slices of its spectra, also of those asked for at the same time', async () => {
  const blobs = new CountingBlobStore(new TestClock());
  const results = new ReadResults(blobs, recordsOf(await putBytes(blobs, utf8Bytes(json))));
  const ask = () => results.spectraOfAnalysis('o', 'a');
  const answers = [...(await Promise.all([ask(), ask(), ask()])), await ask()];
  for (const answer of answers) expect(answer).toEqual({ blob: 'counts', nPixels: 3, energy });
  expect(blobs.nOpened).toBe(1);
});

it('does not remember a result that could not be read', async () => {
  const blobs = new MemoryBlobStore(new TestClock());
  const sha256 = await putBytes(new MemoryBlobStore(new TestClock()), utf8Bytes(json));
  const results = new ReadResults(blobs, recordsOf(sha256));
  await expect(results.spectraOfAnalysis('o', 'a')).rejects.toMatchObject({ code: 'not-found' });
  await putBytes(blobs, utf8Bytes(json));
  expect((await results.spectraOfAnalysis('o', 'a')).nPixels).toBe(3);
});

it('has no spectra before the analysis has ended', async () => {
  const results = new ReadResults(new MemoryBlobStore(new TestClock()), recordsOf(null));
  await expect(results.spectraOfAnalysis('o', 'a')).rejects.toMatchObject({ code: 'not-finished' });
});
