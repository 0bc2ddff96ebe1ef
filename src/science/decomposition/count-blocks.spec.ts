import { describe, expect, it } from 'vitest';
import { blocksOfCounts, checkedBlocks, type CountBlock, type CountBlocks } from './count-blocks.js';

const shape = { nPixels: 5, nChannels: 2 };
const counts = Float32Array.from({ length: 10 }, (_, i) => i);

async function collect(source: CountBlocks): Promise<number[]> {
  const all: number[] = [];
  for await (const block of checkedBlocks(source)) all.push(...block.counts);
  return all;
}

const sourceOf = (...blocks: CountBlock[]): CountBlocks => ({
  ...shape,
  async *blocks() {
    for (const block of blocks) yield await Promise.resolve(block);
  },
});

describe('count blocks', () => {
  it.each([1, 2, 3, 5, 9])('cover all pixels in order, again at each reading (%i a block)', async (size) => {
    const source = blocksOfCounts(counts, shape, size);
    expect(await collect(source)).toEqual([...counts]);
    expect(await collect(source)).toEqual([...counts]);
  });

  it('refuse a source that does not keep its promise', async () => {
    const whole = { firstPixel: 0, counts };
    await expect(collect(sourceOf({ firstPixel: 1, counts }))).rejects.toThrow(/does not follow/);
    await expect(collect(sourceOf({ firstPixel: 0, counts: counts.subarray(0, 3) }))).rejects.toThrow(
      /does not follow/,
    );
    await expect(collect(sourceOf({ firstPixel: 0, counts: counts.subarray(0, 8) }))).rejects.toThrow(
      /ended after 4/,
    );
    await expect(collect(sourceOf(whole, { firstPixel: 5, counts: counts.subarray(0, 2) }))).rejects.toThrow(
      /does not follow/,
    );
  });

  it('refuse a shape that does not fit', () => {
    expect(() => blocksOfCounts(counts.subarray(1), shape, 2)).toThrow(/are not/);
    expect(() => blocksOfCounts(counts, shape, 0)).toThrow(/no block/);
  });
});
