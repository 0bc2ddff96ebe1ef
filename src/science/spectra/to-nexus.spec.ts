import { describe, expect, it } from 'vitest';
import { readSpectrumFile } from './read-spectrum-file.js';
import { UNKNOWN_ACQUISITION, type NavigationAxis, type SpectrumImage } from './spectrum-image.js';
import { toMsa } from './to-msa.js';
import { toNexus } from './to-nexus.js';

const axis = (name: string, size: number): NavigationAxis => ({
  name,
  unit: 'nm',
  offset: 1,
  scale: 0.5,
  size,
});
const acquisition = {
  ...UNKNOWN_ACQUISITION,
  beamEnergyKev: 200,
  convergenceSemiAngleMrad: 25,
  collectionSemiAngleMrad: 40,
  dwellTimeS: 0.5,
  probeCurrentNa: 0.25,
  date: '2024-03-04T20:17:00+01:00',
};

function scan(navigation: readonly NavigationAxis[]): SpectrumImage {
  const nPixels = navigation.reduce((n, { size }) => n * size, 1);
  return {
    title: 'Al: Sigma 5',
    counts: Float32Array.from({ length: 7 * nPixels }, (_, i) => i + 0.5),
    nPixels,
    nChannels: 7,
    energy: { offsetEv: 400, scaleEv: 0.25, nChannels: 7 },
    navigation,
    intensityUnit: 'e-',
    acquisition,
    originalMetadata: { file: 'words' },
  };
}

describe('toNexus is undone by reading', () => {
  it.each([
    [[]],
    [[axis('x', 5)]],
    [[axis('y', 3), axis('x', 5)]],
    [[axis('z', 2), axis('y', 3), axis('x', 4)]],
  ])('over %j', async (navigation) => {
    const image = scan(navigation);
    const { format, formatVersion, scans } = await readSpectrumFile(await toNexus(image), 'a.nxs');
    expect([format, formatVersion, scans.length]).toEqual(['nexus', 'NXem', 1]);
    const { originalMetadata, ...read } = scans[0].scan;
    expect({ ...read, originalMetadata: null }).toEqual({ ...image, originalMetadata: null });
    expect(JSON.stringify(originalMetadata)).toContain('words');
    expect(scans[0].warnings).toEqual([]);
  });
});

describe('toMsa', () => {
  it('writes the mean, or the sum, with what is known', async () => {
    const image = scan([axis('x', 5)]);
    const [{ scan: mean }] = (await readSpectrumFile(toMsa(image), 'a.msa')).scans;
    // Channel e of pixel p is 7p + e + ½, so the mean over 5 pixels is 14 + e + ½.
    expect([...mean.counts]).toEqual([0, 1, 2, 3, 4, 5, 6].map((e) => 14.5 + e));
    expect(mean).toMatchObject({
      title: 'Al - Sigma 5 (mean of 5 spectra)',
      energy: image.energy,
      intensityUnit: 'e-',
    });
    expect(mean.acquisition).toEqual({ ...acquisition, date: '04-MAR-2024 20:17' });
    const [{ scan: sum }] = (await readSpectrumFile(toMsa(image, 'sum'), 'a.msa')).scans;
    expect(sum.counts[0]).toBe(5 * 14.5);
  });
});
