import { describe, expect, it } from 'vitest';
import { memorySource } from '../formats/byte-source.js';
import { makeHdf5 } from '../formats/hdf5/hdf5-engine.js';
import { FORMAT_LIMITS } from '../formats/limits.js';
import { utf8Bytes } from '../formats/text-bytes.js';
import { openIfReadInBlocks, openSpectrumFile } from './open-spectrum-file.js';
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

/** A file of HyperSpy with zeros, packed, and numbers without pattern so that it is no bomb. */
const packedHspy = (shape: readonly number[], energyIndex = shape.length - 1): Promise<Uint8Array> =>
  makeHdf5((file) => {
    const group = file.create_group('Experiments').create_group('map');
    file.create_attribute('file_format', 'HyperSpy');
    const data = new Uint8Array(shape.reduce((n, size) => n * size, 1));
    for (let i = 0; i < 250_000; i++) data[i] = (i * i * 7919) >> 8;
    const chunks = shape.map((size, i) => (i === 0 ? 1 : size));
    group.create_dataset({ name: 'data', data, shape: [...shape], chunks, compression: 1 });
    shape.forEach((size, i) => {
      const axis = group.create_group(`axis-${i}`);
      axis.create_attribute('size', size);
      axis.create_attribute('scale', 0.5);
      axis.create_attribute('units', i === energyIndex ? 'eV' : 'nm');
      axis.create_attribute('navigate', Number(i !== energyIndex));
    });
  });

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
  });

  describe('instead of loaded', () => {
    const opens = async (bytes: Uint8Array, name: string): Promise<boolean> => {
      const file = await openIfReadInBlocks(memorySource(bytes), name);
      file?.close();
      return file !== null;
    };

    it('is one above 64 MB, of which no more than its beginning is needed', async () => {
      const sizeBytes = FORMAT_LIMITS.wholeFileBytes + 1;
      const head = utf8Bytes('1,2\n3,4\n');
      const source = { sizeBytes, read: (_: number, length: number) => head.slice(0, length) };
      await expect(openIfReadInBlocks(source, 'a.csv')).rejects.toMatchObject({ code: 'limits-exceeded' });
      expect(await openIfReadInBlocks({ ...source, sizeBytes: sizeBytes - 1 }, 'a.csv')).toBeNull();
    });

    it('is a small one that unpacks to more counts than are loaded', async () => {
      expect(await opens(await packedHspy([64, 64, 1024]), 'a.hspy')).toBe(false);
      const bytes = await packedHspy([130, 130, 1024]);
      expect(bytes.length).toBeLessThan(2 ** 20);
      expect(await opens(bytes, 'a.hspy')).toBe(true);
    });

    it('is not one whose energies are not on the last axis, nor a damaged one: that is refused at once', async () => {
      expect(await opens(await packedHspy([1024, 130, 130], 0), 'a.hspy')).toBe(false);
      const bytes = await packedHspy([130, 130, 1024]);
      await expect(opens(bytes.subarray(0, bytes.length / 2), 'a.hspy')).rejects.toMatchObject({
        code: 'truncated-file',
      });
    });
  });
});
