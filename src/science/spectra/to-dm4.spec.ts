import { describe, expect, it } from 'vitest';
import { readSpectrumFile } from './read-spectrum-file.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from './spectrum-image.js';
import { toDm4 } from './to-dm4.js';
import { toHspy } from './to-hspy.js';

function scanOf(sizes: readonly number[], nChannels: number): SpectrumImage {
  const nPixels = sizes.reduce((n, size) => n * size, 1);
  const names = ['z', 'y', 'x'].slice(-sizes.length);
  return {
    title: `scan of ${sizes.length} axes`,
    counts: Float32Array.from({ length: nPixels * nChannels }, (_, i) => 2 * (i % 1000)),
    nPixels,
    nChannels,
    energy: { offsetEv: 500, scaleEv: 0.25, nChannels },
    navigation: sizes.map((size, i) => ({ name: names[i], unit: 'nm', offset: -1, scale: 0.5, size })),
    intensityUnit: 'e-',
    acquisition: {
      ...UNKNOWN_ACQUISITION,
      beamEnergyKev: 200,
      collectionSemiAngleMrad: 33,
      exposureS: 0.1,
      nFrames: 2,
      dwellTimeS: 0.2,
      specimen: 'LSMO',
      spectrometer: 'GIF',
      microscope: 'M',
      operator: 'O',
      probeCurrentNa: 0.1,
      convergenceSemiAngleMrad: 21,
    },
    originalMetadata: {},
  };
}

describe('writers are inverses of readers', () => {
  it.each([[[]], [[5]], [[3, 5]]])('DM4, navigation %j, gain 2', async (sizes) => {
    const scan = scanOf(sizes, 16);
    const low = { ...scanOf(sizes, 8), title: 'low-loss' };
    const result = await readSpectrumFile(toDm4([scan, low], { gain: 2, thumbnail: true }), 'scan.dm4');
    // Every number here is exact in float32, so the round trip is too.
    expect(result.scans.map((s) => ({ ...s.scan, originalMetadata: {} }))).toEqual([scan, low]);
    expect(result.scans.flatMap((s) => s.warnings)).toEqual([]);
  });

  it.each([[[]], [[5]], [[3, 5]], [[2, 3, 5]]])('HyperSpy, navigation %j', async (sizes) => {
    const scan = scanOf(sizes, 16);
    const result = await readSpectrumFile(
      await toHspy(scan, { recipe: { steps: ['a', 'b'], n: [1, 2] } }),
      'scan.hspy',
    );
    const [{ scan: read, dtype }] = result.scans;
    expect({ ...read, originalMetadata: {} }).toEqual(scan);
    expect([result.formatVersion, dtype]).toEqual(['3.1', 'float32']);
    expect(read.originalMetadata).toMatchObject({
      metadata: { Kaimen: { recipe: { steps: ['a', 'b'], n: [1, 2] } } },
    });
  });

  it('writes counts without a unit as they are', async () => {
    const scan = { ...scanOf([5], 16), intensityUnit: '' };
    const dm = await readSpectrumFile(toDm4([scan], { gain: 2 }), 'scan.dm4');
    const hspy = await readSpectrumFile(await toHspy(scan), 'scan.hspy');
    for (const { scan: read } of [...dm.scans, ...hspy.scans]) {
      expect(read.intensityUnit).toBe('');
      expect(read.counts).toEqual(scan.counts);
    }
  });

  it('survives names with slashes, dots and formulas in the metadata', async () => {
    const scan: SpectrumImage = {
      ...scanOf([5], 16),
      title: '=1+1/2 µ',
      originalMetadata: { 'a/b': { '.': 1, '..': { x: null } }, list: [{ a: 1 }, [], 'x'] },
    };
    const [{ scan: read }] = (await readSpectrumFile(await toHspy(scan), 'scan.hspy')).scans;
    expect(read.title).toBe(scan.title);
    expect(read.originalMetadata).toMatchObject({
      original_metadata: { Kaimen_source: { 'a-b': { _: { x: null } } } },
    });
  });
});
