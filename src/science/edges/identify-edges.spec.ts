import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSpectrumFile } from '../spectra/read-spectrum-file.js';
import { findEdges, type FindEdgesOptions } from './identify-edges.js';
import { oxygen, syntheticScan, whiteLinePair } from './testing/synthetic-scan.js';

const ALL: FindEdgesOptions = { elements: null, maxOffsetEv: 15, minSignificance: 5 };
const idsOf = (found: ReturnType<typeof findEdges>): string[] => found.edges.map((edge) => edge.id);

describe('findEdges on known truth', () => {
  // Onsets as in the table, so the offset must come back within the table's own doubt of 1.5 eV.
  it.each([-12, -7, -2.5, 0, 3.2, 8, 12])('undoes an offset of %d eV', (shiftEv) => {
    const features = [...oxygen(0.15), ...whiteLinePair(640, 651, 0.6), ...whiteLinePair(708, 721, 0.4)];
    const found = findEdges(
      syntheticScan(() => features, { shiftEv }),
      ALL,
    );
    expect(idsOf(found)).toEqual(['O_K', 'Mn_L3', 'Mn_L2', 'Fe_L3', 'Fe_L2']);
    expect(Math.abs(found.offset!.shiftEv + shiftEv)).toBeLessThan(1.5);
    for (const edge of found.edges) expect(Math.abs(edge.onsetEv - edge.tableOnsetEv)).toBeLessThan(2.5);
  });

  it.each([
    ['V_L3 V_L2 O_K', [...whiteLinePair(513, 521, 0.8), ...oxygen(0.15)]],
    ['Ti_L3 Ti_L2 O_K', [...whiteLinePair(456, 462, 0.8, 1.2), ...oxygen(0.2)]],
    ['O_K Cr_L3 Cr_L2', [...oxygen(0.15), ...whiteLinePair(575, 584, 0.6)]],
    ['O_K Ni_L3 Ni_L2', [...oxygen(0.2), ...whiteLinePair(855, 872, 0.2)]],
    ['N_K', [{ onsetEv: 401, height: 0.3 }]],
  ])('tells %s', (ids, features) => {
    const scan = syntheticScan(() => features, { offsetEv: 340, nChannels: 1200 });
    expect(idsOf(findEdges(scan, ALL)).join(' ')).toBe(ids);
  });

  it('claims nothing but oxygen where there is nothing but oxygen (40 seeds, doses and offsets)', () => {
    let missed = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const options = { seed, dose: 1000 * seed, shiftEv: (seed % 11) - 5 };
      const ids = idsOf(
        findEdges(
          syntheticScan(() => oxygen(0.05 + 0.01 * seed), options),
          ALL,
        ),
      );
      expect(ids.join(' '), `seed ${seed}`).toMatch(/^(O_K)?$/);
      if (ids.length === 0) missed++;
    }
    // The first few have a jump ratio of 6 % at 500 electrons a channel: too little to be seen.
    expect(missed).toBeLessThanOrEqual(4);
  });

  it('finds nothing in a noisy power law of many pixels', () => {
    for (let seed = 1; seed <= 10; seed++)
      expect(
        idsOf(
          findEdges(
            syntheticScan(() => [], { nPixels: 32, seed, dose: 300 }),
            ALL,
          ),
        ),
      ).toEqual([]);
  });

  it('finds an edge that only three of 64 pixels hold', () => {
    const scan = syntheticScan(
      (pixel) => [...oxygen(0.2), ...(pixel >= 30 && pixel < 33 ? whiteLinePair(708, 721, 0.5) : [])],
      { nPixels: 64, dose: 4000 },
    );
    expect(idsOf(findEdges(scan, ALL))).toEqual(['O_K', 'Fe_L3', 'Fe_L2']);
  });

  it('keeps a known offset that the edges agree with, and gives it up when they do not', () => {
    const scan = syntheticScan(() => [...oxygen(0.2), ...whiteLinePair(640, 651, 0.6)]);
    const agreed = findEdges(scan, { ...ALL, offsetKnown: { valueEv: 0.4, stdEv: 0.01 } });
    expect(agreed.offset).toMatchObject({ shiftEv: 0.4, stdEv: 0.01, stretch: 0, source: 'known' });
    const moved = { ...scan, energy: { ...scan.energy, offsetEv: scan.energy.offsetEv - 10 } };
    const refuted = findEdges(moved, { ...ALL, offsetKnown: { valueEv: 0, stdEv: 0.01 } });
    expect(refuted.offset!.source).toBe('edges');
    expect(Math.abs(refuted.offset!.shiftEv - 10)).toBeLessThan(1.5);
  });

  it('looks only for the elements named', () => {
    const scan = syntheticScan(() => [...oxygen(0.2), ...whiteLinePair(640, 651, 0.6)]);
    expect(idsOf(findEdges(scan, { ...ALL, elements: ['O', 'C'] }))).toEqual(['O_K']);
  });

  it('gives the same edges for counts in another unit', () => {
    const scan = syntheticScan(() => [...oxygen(0.2), ...whiteLinePair(640, 651, 0.6)]);
    const scaled = { ...scan, counts: scan.counts.map((y) => y / 512) };
    expect(idsOf(findEdges(scaled, ALL))).toEqual(idsOf(findEdges(scan, ALL)));
  });

  // 26–45 ms on the machine it was written on, alone; the bound leaves room for a busy one.
  it('takes well under a second on 64 × 2048', () => {
    const features = [...oxygen(0.15), ...whiteLinePair(640, 651, 0.6)];
    const scan = syntheticScan(() => features, { nPixels: 64, nChannels: 2048, scaleEv: 0.25 });
    findEdges(scan, ALL);
    const start = performance.now();
    findEdges(scan, ALL);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

const ROOT = '../shared/data/eels/';
const measured: [path: string, ids: string][] = [
  ['hyperspy/exspy-demos/EELS/datasets/LSMO_linescan.hspy', 'O_K Mn_L3 Mn_L2'],
  [
    'HailiJia/MultimodalEELS-XAS/Data/Exp_data/EELS/TM/TM+O EELS Spectrum Image.dm3',
    'O_K Mn_L3 Mn_L2 Co_L3 Co_L2 Ni_L3 Ni_L2',
  ],
  ['pycroscopy/pyTEMlib/example_data/EELS_STO.dm3', 'Ti_L3 Ti_L2 O_K'],
  [
    'ZanettaPM/Ti-Oxidation-EELS-data-processing/TiO2 Standard/Ti 0.025 evperc/EELS Spectrum Image (high-loss).dm4',
    'Ti_L3 Ti_L2',
  ],
  ['ercius/openNCEM/ncempy/data/08_carbon.dm3', 'C_K'],
  ['hyperspy/exspy/examples/coreloss_spectrum.msa', 'O_K Mn_L3 Mn_L2'],
  ['joverbee/pyEELSMODEL/examples/data/hl.msa', 'Ti_L3 Ti_L2 O_K'],
  ['hyperspy/rosettasciio/rsciio/tests/data/digitalmicrograph/3D/EELS_SI.dm4', 'O_K'],
];

describe.skipIf(!existsSync(ROOT))(`findEdges on measured files (needs ${ROOT})`, () => {
  it.each(measured)('%s holds %s', async (path, ids) => {
    const { scans } = await readSpectrumFile(readFileSync(ROOT + path), path);
    const found = findEdges(scans[0].scan, ALL);
    expect(idsOf(found).join(' ')).toBe(ids);
  });
});
