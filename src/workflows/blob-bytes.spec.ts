import { describe, expect, it } from 'vitest';
import { bytesOfCounts, countsOfBytes, putBytes, readBlob } from './blob-bytes.js';
import { MemoryBlobStore } from './testing/memory-blob-store.js';
import { TestClock } from './testing/test-clock.js';

describe('counts', () => {
  it('are little-endian float32', () => {
    expect([...bytesOfCounts(Float32Array.of(1, -2))]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('come back from a blob as they were, also from within a larger array', async () => {
    const blobs = new MemoryBlobStore(new TestClock());
    // More than one chunk of the store; compared by a loop, as toEqual takes seconds on a million numbers.
    const all = Float32Array.from({ length: 1_200_000 }, (_, i) => i / 7);
    const some = all.subarray(5, 1_150_000);
    const back = countsOfBytes(await readBlob(blobs, await putBytes(blobs, bytesOfCounts(some))));
    expect(back.length).toBe(some.length);
    expect(back.every((count, i) => count === some[i])).toBe(true);
  });
});
