import { describe, expect, it } from 'vitest';
import { memorySource } from '../formats/byte-source.js';
import { FORMAT_LIMITS } from '../formats/limits.js';
import { utf8Bytes } from '../formats/text-bytes.js';
import { isReadInBlocks, openSpectrumFile } from './open-spectrum-file.js';
import { readSpectrumFile } from './read-spectrum-file.js';
import { assembleScan, type RawScan } from './assemble-scan.js';
import { scanSource, type ScanSource } from './scan-source.js';
import { describeScan, StatisticsTally } from './scan-statistics.js';
import { toDm4 } from './to-dm4.js';
import { toHspy } from './to-hspy.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from './spectrum-image.js';

const axis = (name: string, size: number) => ({ name, unit: 'nm', offset: 0, scale: 0.5, size });

const scanOver = (sizes: readonly number[]): SpectrumImage => {
  const nPixels = sizes.reduce((n, size) => n * size, 1);
  return {
    title: 'scan',
    counts: Float32Array.from({ length: nPixels * 37 }, (_, i) => (i * 7919) % 1013),
    nPixels,
    nChannels: 37,
    energy: { offsetEv: 400, scaleEv: 0.5, nChannels: 37 },
    navigation: sizes.map((size, i) => axis(['y', 'x'][i], size)),
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: {},
  };
};

async function collect(source: ScanSource): Promise<{ counts: Float32Array; tally: StatisticsTally }> {
  const counts = new Float32Array(source.nPixels * source.nChannels);
  const tally = new StatisticsTally();
  for await (const block of source.blocks()) {
    counts.set(block.counts, block.firstPixel * source.nChannels);
    tally.add(block.counts);
  }
  return { counts, tally };
}

describe('a file read in blocks', () => {
  it.each([
    ['a.dm4', [40, 3]],
    ['a.dm4', [11]],
    ['a.dm4', [] as number[]],
    ['a.hspy', [5, 30]],
    ['a.hspy', [9]],
  ])('%s over %j holds the same scans as when loaded', async (name, sizes) => {
    const scan = scanOver(sizes);
    // A gain of 3: intensities are converted on the way.
    const bytes = name === 'a.dm4' ? toDm4([scan], { gain: 3 }) : await toHspy(scan);
    const loaded = (await readSpectrumFile(bytes, name)).scans[0];
    const file = await openSpectrumFile(memorySource(bytes), name);
    try {
      const [source] = file.scans;
      const { counts, tally } = await collect(source);
      const { counts: expected, ...header } = loaded.scan;
      expect(source.scan).toEqual(header);
      expect(counts).toEqual(expected);
      expect(tally.of(source.scan)).toEqual(describeScan(loaded));
    } finally {
      file.close();
    }
  });

  it.each([0, 1, 2])('energy on axis %i, descending: as assembleScan', async (energyIndex) => {
    const shape = [5, 7, 20];
    const raw: RawScan = {
      title: '',
      values: Float64Array.from({ length: 700 }, (_, i) => (i * 31) % 97),
      dtype: 'float64',
      shape,
      energyIndex,
      offsetEv: 500,
      scaleEv: -1,
      navigation: shape.filter((_, i) => i !== energyIndex).map((size, i) => axis(`${i}`, size)),
      intensity: { origin: 3, scale: 2, unit: 'e-' },
      acquisition: UNKNOWN_ACQUISITION,
      originalMetadata: {},
      warnings: [],
    };
    const values = raw.values as Float64Array;
    const source = scanSource(raw, {
      read: (first, length) => values.subarray(first, first + length),
      pixelsPerBlock: 3,
    });
    const { scan, warnings } = assembleScan(raw);
    expect((await collect(source)).counts).toEqual(scan.counts);
    expect(source.warnings).toEqual(warnings);
  });

  it('says of values that are no numbers where they are', async () => {
    const scan = scanOver([4]);
    scan.counts[2 * 37 + 5] = NaN;
    const file = await openSpectrumFile(memorySource(toDm4([scan])), 'a.dm4');
    await expect(collect(file.scans[0])).rejects.toMatchObject({ code: 'non-finite-data' });
  });

  it('refuses other formats and says up to which size they are read', async () => {
    await expect(openSpectrumFile(memorySource(utf8Bytes('1,2\n3,4\n')), 'a.csv')).rejects.toMatchObject({
      code: 'limits-exceeded',
    });
    expect(isReadInBlocks(FORMAT_LIMITS.wholeFileBytes)).toBe(false);
    expect(isReadInBlocks(FORMAT_LIMITS.wholeFileBytes + 1)).toBe(true);
  });
});
