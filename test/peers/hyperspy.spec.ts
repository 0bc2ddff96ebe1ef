import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  UNKNOWN_ACQUISITION,
  type NavigationAxis,
  type SpectrumImage,
} from '../../src/science/spectra/spectrum-image.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';
import { toMsa } from '../../src/science/spectra/to-msa.js';
import { toNexus } from '../../src/science/spectra/to-nexus.js';
import { toHspy } from '../../src/science/spectra/to-hspy.js';

const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, '../golden/check-with-hyperspy.py');

const axis = (name: string, size: number, unit = 'nm'): NavigationAxis => ({
  name,
  unit,
  offset: 1,
  scale: 0.5,
  size,
});

function scan(navigation: readonly NavigationAxis[]): SpectrumImage {
  const nPixels = navigation.reduce((n, a) => n * a.size, 1);
  const nChannels = 7;
  return {
    title: `scan over ${navigation.length} axes`,
    counts: Float32Array.from({ length: nPixels * nChannels }, (_, i) => i),
    nPixels,
    nChannels,
    energy: { offsetEv: 400, scaleEv: 0.25, nChannels },
    navigation,
    intensityUnit: 'e-',
    acquisition: { ...UNKNOWN_ACQUISITION, beamEnergyKev: 200 },
    originalMetadata: null,
  };
}

/** What HyperSpy (Debian's python3-hyperspy) says of files that we wrote. Run by `npm run test:hyperspy`. */
describe('HyperSpy opens what we write', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'kaimen-hyperspy-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const seenByHyperspy = (name: string, bytes: Uint8Array): string => {
    const path = join(dir, name);
    writeFileSync(path, bytes);
    return execFileSync(PYTHON, [SCRIPT, path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  };
  const sumOf = (image: SpectrumImage): number => image.counts.reduce((a, b) => a + b, 0);

  it.each([
    [[]],
    [[axis('x', 5)]],
    [[axis('y', 3), axis('x', 5)]],
    [[axis('t', 2, 's'), axis('y', 3), axis('x', 5)]],
  ])('.hspy over %j', async (navigation) => {
    const image = scan(navigation);
    const seen = seenByHyperspy('scan.hspy', await toHspy(image));
    expect(seen).toContain('EELSSpectrum');
    for (const a of navigation)
      expect(seen).toContain(`('${a.name}', ${a.size}, 1.0, 0.5, '${a.unit}', True`);
    expect(seen).toMatch(/, 7, 400\.0, 0\.25, 'eV', False/);
    expect(Number(seen.trim().split(' ').at(-1))).toBe(sumOf(image));
  });

  it('the mean spectrum as .msa', () => {
    const image = scan([axis('x', 5)]);
    const seen = seenByHyperspy('spectrum.msa', toMsa(image));
    expect(seen).toContain('EELSSpectrum');
    expect(seen).toMatch(/, 7, 400\.0, 0\.25, 'eV', False/);
    expect(Number(seen.trim().split(' ').at(-1))).toBe(sumOf(image) / 5);
  });

  it.each([[[]], [[axis('x', 5)]], [[axis('y', 3), axis('x', 5)]]])(
    'NeXus over %j: h5py',
    async (navigation) => {
      const image = scan(navigation);
      const path = join(dir, 'scan.nxs');
      writeFileSync(path, await toNexus(image));
      const script = join(import.meta.dirname, '../golden/check-with-h5py.py');
      const names = ['axis_j', 'axis_i'].slice(2 - navigation.length);
      expect(JSON.parse(execFileSync(PYTHON, [script, path], { encoding: 'utf8' }))).toEqual({
        class: 'NXdata',
        definition: 'NXem',
        shape: [...navigation.map(({ size }) => size), 7],
        dtype: 'float32',
        sum: sumOf(image),
        axes: [
          ...navigation.map((a, i) => [names[i], 'nm', 1, 1 + 0.5 * (a.size - 1)]),
          ['axis_energy', 'eV', 400, 401.5],
        ],
      });
    },
  );

  it.each([[[axis('x', 5)]], [[axis('y', 3), axis('x', 5)]]])('DM4 over %j', (navigation) => {
    const image = scan(navigation);
    const seen = seenByHyperspy('scan.dm4', toDm4([image]));
    expect(seen).toContain('EELSSpectrum');
    expect(seen).toMatch(/, 7, 400\.0, 0\.25, 'eV', False/);
    for (const a of navigation) expect(seen).toMatch(new RegExp(`, ${a.size}, 1\\.0, 0\\.5, 'nm', True`));
    expect(Number(seen.trim().split(' ').at(-1))).toBe(sumOf(image));
  });
});
