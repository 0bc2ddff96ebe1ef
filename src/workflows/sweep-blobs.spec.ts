import { expect, it } from 'vitest';
import { putBytes } from './blob-bytes.js';
import { BlobReferences } from './ports/repositories.js';
import { SweepBlobs } from './sweep-blobs.js';
import { MemoryBlobStore } from './testing/memory-blob-store.js';
import { TestClock } from './testing/test-clock.js';

class Named extends BlobReferences {
  isBusy = false;

  constructor(private readonly names: string[]) {
    super();
  }

  async all(): Promise<ReadonlySet<string>> {
    return new Set(this.names);
  }

  async sweeping<T>(work: () => Promise<T>): Promise<T | null> {
    return this.isBusy ? null : work();
  }
}

it('removes what nothing points to and is older than an hour, and says before what it would', async () => {
  const clock = new TestClock();
  const blobs = new MemoryBlobStore(clock);
  const put = (...bytes: number[]): Promise<string> => putBytes(blobs, Uint8Array.of(...bytes));
  const [kept, lost, putAgain] = [await put(1), await put(2, 2), await put(3)];
  clock.advance(3000);
  const young = await put(4);
  await put(3);
  clock.advance(1000);
  const references = new Named([kept]);
  const sweep = new SweepBlobs(blobs, references, clock);
  const report = { nRemoved: 1, bytes: 2, sha256s: [lost] };
  const survey = { nBlobs: 4, bytes: 5, nUnreferenced: 1, unreferencedBytes: 2 };
  expect(await sweep.survey()).toEqual(survey);
  expect(await sweep.run({ dryRun: true })).toEqual(report);
  references.isBusy = true;
  await expect(sweep.run({ dryRun: false })).rejects.toMatchObject({ code: 'busy' });
  expect(await blobs.stat(lost)).not.toBeNull();
  references.isBusy = false;
  expect(await sweep.run({ dryRun: false })).toEqual(report);
  expect(await blobs.stat(lost)).toBeNull();
  for (const name of [kept, putAgain, young]) expect(await blobs.stat(name)).not.toBeNull();
  expect(await sweep.survey()).toEqual({ nBlobs: 3, bytes: 3, nUnreferenced: 0, unreferencedBytes: 0 });
});
