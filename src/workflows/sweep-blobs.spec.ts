import { expect, it } from 'vitest';
import { putBytes } from './blob-bytes.js';
import { BlobReferences } from './ports/repositories.js';
import { SweepBlobs } from './sweep-blobs.js';
import { MemoryBlobStore } from './testing/memory-blob-store.js';
import { TestClock } from './testing/test-clock.js';

class Named extends BlobReferences {
  constructor(private readonly names: string[]) {
    super();
  }

  async all(): Promise<ReadonlySet<string>> {
    return new Set(this.names);
  }
}

it('removes what nothing points to and is older than an hour', async () => {
  const clock = new TestClock();
  const blobs = new MemoryBlobStore(clock);
  const put = (byte: number): Promise<string> => putBytes(blobs, Uint8Array.of(byte));
  const [kept, lost, putAgain] = [await put(1), await put(2), await put(3)];
  clock.advance(3000);
  const young = await put(4);
  await put(3);
  clock.advance(1000);
  expect(await new SweepBlobs(blobs, new Named([kept]), clock).run()).toBe(1);
  expect(await blobs.stat(lost)).toBeNull();
  for (const name of [kept, putAgain, young]) expect(await blobs.stat(name)).not.toBeNull();
});
