import { describe, expect, it } from 'vitest';
import { toDm4 } from '../spectra/to-dm4.js';
import { toHspy } from '../spectra/to-hspy.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from '../spectra/spectrum-image.js';
import { memorySource, type ByteSource } from './byte-source.js';
import { dmImages } from './dm/dm-images.js';
import { dmToJson } from './dm/dm-to-json.js';
import { isArray } from './dm/dm-tree.js';
import { parseDm, parseDmSource } from './dm/parse-dm.js';
import { readDmNumbers } from './dm/read-dm-array.js';
import { readHdf5Spectra, spectraPerBlock } from './hdf5/read-hdf5-values.js';
import { openHyperspy, parseHyperspy } from './hyperspy/parse-hyperspy.js';

const map: SpectrumImage = {
  title: 'map',
  counts: Float32Array.from({ length: 3 * 4 * 5 }, (_, i) => i),
  nPixels: 12,
  nChannels: 5,
  energy: { offsetEv: 400, scaleEv: 0.5, nChannels: 5 },
  navigation: [
    { name: 'y', unit: 'nm', offset: 0, scale: 1, size: 3 },
    { name: 'x', unit: 'nm', offset: 0, scale: 1, size: 4 },
  ],
  intensityUnit: 'e-',
  acquisition: UNKNOWN_ACQUISITION,
  originalMetadata: {},
};

/** As a file behaves: every read lands in the same memory, and what was read before is overwritten. */
function reusing(bytes: Uint8Array): ByteSource & { nRead: number } {
  const memory = new Uint8Array(bytes.length);
  return {
    sizeBytes: bytes.length,
    nRead: 0,
    read(offset, length) {
      this.nRead += length;
      memory.fill(0xee);
      memory.set(bytes.subarray(offset, offset + length));
      return memory.subarray(0, length);
    },
  };
}

describe('a file that is not in memory', () => {
  it('DM: the same tree, and values by range', () => {
    const bytes = toDm4([map]);
    const whole = parseDm(bytes);
    const file = parseDmSource(reusing(bytes));
    expect(dmToJson(file.root)).toEqual(dmToJson(whole.root));
    const { data } = dmImages(file).find((image) => !image.isThumbnail)!;
    if (!isArray(data)) throw new Error('no data');
    // Energy is the slowest dimension of a map in this format: value e·12 + p.
    expect([...readDmNumbers(data, 12, 15)]).toEqual([1, 6, 11]);
  });

  it('DM: arrays are not read', () => {
    const counts = new Float32Array(12 * 50_000);
    const bytes = toDm4([
      { ...map, counts, nChannels: 50_000, energy: { ...map.energy, nChannels: 50_000 } },
    ]);
    const source = reusing(bytes);
    parseDmSource(source);
    expect(source.nRead).toBeLessThan(bytes.length / 10);
  });

  it('HDF5: the same signal, and spectra by range', async () => {
    const bytes = await toHspy(map);
    const whole = await parseHyperspy(bytes, () => true);
    const file = await openHyperspy(reusing(bytes));
    try {
      const [{ data, ...signal }] = file.signals;
      expect({ ...signal, values: whole.signals[0].values }).toEqual(whole.signals[0]);
      // Parts of rows, whole rows, and both: pixels 2 to 10 of rows of four.
      for (const [first, end] of [
        [0, 12],
        [2, 10],
        [5, 6],
        [3, 12],
      ])
        expect([...readHdf5Spectra(data, first, end)]).toEqual([...map.counts.subarray(first * 5, end * 5)]);
      expect(spectraPerBlock(data, 1)).toBeGreaterThanOrEqual(1);
    } finally {
      file.close();
    }
  });

  it('memory is a source of views', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    expect([...memorySource(bytes).read(1, 2)]).toEqual([2, 3]);
  });
});
