import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { structureFromAtoms } from '../../science/crystal/build.js';
import { neighbourPairs } from '../../science/crystal/neighbours.js';
import type { Mat3 } from '../../science/crystal/structure.js';
import type { DataFolder } from '../data-folder.js';
import { CU_RDF, describeSite, readCuK } from './cu-k-feff.js';
import { interpolated } from './labelled-spectra.js';
import { readMnReferences } from './mn-references.js';
import { OK_ZERO_EV, readOkElnes } from './ok-elnes.js';
import { rebroadened } from './rebroaden.js';
import { reducedFormula, siteNeighbours } from './site-neighbours.js';

const DATA = resolve(import.meta.dirname, '../../../../shared/data');
const has = existsSync(DATA);
const folderOf = (path: string): DataFolder => ({
  list: () =>
    Promise.resolve(
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile())
        .map((e) => join(e.parentPath, e.name).slice(path.length + 1))
        .sort(),
    ),
  read: (name) => Promise.resolve(new Uint8Array(readFileSync(join(path, name)))),
});

/** CuO-like cell, skewed. */
const CELL: Mat3 = [
  [4.68, 0, 0],
  [0.4, 3.42, 0],
  [-0.85, 0.1, 5.06],
];
const STRUCTURE = {
  lattice: CELL,
  species: ['Cu', 'O', 'Cu', 'O'],
  frac: [
    [0.25, 0.25, 0],
    [0, 0.42, 0.25],
    [0.75, 0.75, 1.5],
    [0.5, -0.08, 0.75],
  ],
};

describe('descriptors of a site', () => {
  it('neighbours are those of the neighbour list of crystals', () => {
    const positions = Float64Array.from(
      STRUCTURE.frac.flatMap((f) => [0, 1, 2].map((k) => f.reduce((s, x, a) => s + x * CELL[a][k], 0))),
    );
    const crystal = structureFromAtoms({
      cell: CELL,
      periodic: [true, true, true],
      symbols: STRUCTURE.species,
      positions,
    });
    const pairs = neighbourPairs(crystal, 6);
    const expected: number[] = [];
    pairs.distances.forEach((d, k) => {
      if (pairs.i[k] === 1) expected.push(d);
      if (pairs.j[k] === 1) expected.push(d);
    });
    expected.sort((a, b) => a - b);
    const found = siteNeighbours(STRUCTURE, 1, 6).map((a) => a.distance);
    expect(found.length).toBe(expected.length);
    found.forEach((d, i) => expect(d).toBeCloseTo(expected[i], 9));
  });

  it('of rock salt: six neighbours, 2/6 of a bond valence each at the distance of that valence', () => {
    // exp((1.679 − d)/0.37) = 1/3 at d = 1.679 + 0.37 ln 3.
    const d = 1.679 + 0.37 * Math.log(3);
    const site = describeSite(
      {
        lattice: [
          [0, d, d],
          [d, 0, d],
          [d, d, 0],
        ],
        species: ['Cu', 'O'],
        frac: [
          [0, 0, 0],
          [0.5, 0.5, 0.5],
        ],
      },
      0,
    );
    expect(site.coordination).toBe(6);
    expect(site.meanDistance).toBeCloseTo(d, 9);
    expect(site.bondValenceSum).toBeCloseTo(2, 9);
    // Up to 2.6 Å there is but the first shell.
    const first = site.rdf.slice(0, Math.round((2.6 - CU_RDF.start) / CU_RDF.step));
    expect(Math.abs(CU_RDF.start + first.indexOf(Math.max(...first)) * CU_RDF.step - d)).toBeLessThan(0.05);
    expect(
      first.reduce((s, v, k) => s + v * (CU_RDF.start + k * CU_RDF.step) ** 2 * CU_RDF.step, 0),
    ).toBeCloseTo(6 * CU_RDF.sigma * Math.sqrt(2 * Math.PI), 3);
  });

  it('a formula is reduced and ordered', () => {
    expect(reducedFormula(['O', 'Cu', 'O', 'Cu', 'O', 'O', 'Ba', 'Ba'])).toBe('Ba1Cu1O2');
  });
});

it('interpolation keeps points, is linear between them and holds the ends', () => {
  const axis = { offsetEv: 0, scaleEv: 0.5, nChannels: 9 };
  expect([...interpolated([1, 2, 3], [1, 3, 2], axis)]).toEqual([1, 1, 1, 2, 3, 2.5, 2, 2, 2]);
});

describe.skipIf(!has)('the real sets (absent here: skipped)', () => {
  it('cu-k: the shares of the classes and the mean radial distribution are those its INDEX states', async () => {
    const set = await readCuK(folderOf(join(DATA, 'spectra/cu-k-feff')));
    expect(set.n).toBe(4831);
    const { values } = set.truth.coordination;
    const counts = new Array<number>(5).fill(0);
    values.forEach((v, i) => (counts[i % 5] += v === 1 ? 1 : 0));
    const total = counts.reduce((a, b) => a + b, 0);
    // "majority class 0.509": the INDEX does not say which splits, nor what it did with the 79 sites beyond the classes.
    expect(Math.abs(Math.max(...counts) / total - 0.509)).toBeLessThan(0.02);
    const mean = new Float64Array(CU_RDF.n);
    const { values: rdf } = set.truth.rdf;
    rdf.forEach((v, i) => (mean[i % CU_RDF.n] += v / set.n));
    const cosines = Array.from({ length: set.n }, (_, i) => {
      const row = rdf.subarray(i * CU_RDF.n, (i + 1) * CU_RDF.n);
      const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
        Array.from(a).reduce((s, x, k) => s + x * b[k], 0);
      return dot(row, mean) / Math.sqrt(dot(row, row) * dot(mean, mean));
    }).sort((a, b) => a - b);
    expect(cosines[Math.floor(set.n / 2)]).toBeCloseTo(0.877, 2);
  });

  it('ok-elnes: sticks broadened with the widths of its README give its spectra', async () => {
    const set = await readOkElnes(folderOf(join(DATA, 'spectra/ok-elnes')));
    expect(set.n).toBe(175);
    for (const i of [0, 40, 170]) {
      const made = rebroadened(set.sticks![i], set.axis, {
        gaussianEv: 0.5,
        lorentzian0Ev: 0.15,
        lorentzianSlope: 0.1,
        zeroEv: OK_ZERO_EV,
      });
      const given = set.counts.subarray(i * set.axis.nChannels, (i + 1) * set.axis.nChannels);
      const top = Math.max(...given);
      // The pseudo-Voigt is 1.2 % off a Voigt at most; the set merges states within 1 meV.
      made.forEach((v, k) => expect(Math.abs(v - given[k])).toBeLessThan(0.015 * top));
    }
  });

  it('Mn: 12 digitised curves (three files repeat another), four compounds, 448 measured spectra, their eight means and the mean of all', async () => {
    const set = await readMnReferences(folderOf(join(DATA, 'eels')));
    expect(set.judged!.length).toBe(12 + 4 + 448);
    expect(set.trainable!.length).toBe(12 + 4 + 8);
    // One reference a file.
    expect(set.references!.length).toBe(12 + 4 + 1);
    expect(new Set(set.references!.map((i) => set.fileOf![i])).size).toBe(12 + 4 + 1);
    const ofArray = set.names.flatMap((name, i) => (name.includes('448.f32') ? [i] : []));
    const meanOf = (which: readonly number[]) => (channel: number) =>
      which.reduce((sum, i) => sum + set.counts[i * 700 + channel], 0) / which.length;
    const [single, reference] = [ofArray.slice(0, 448), ofArray.slice(-1)].map(meanOf);
    for (const channel of [100, 255, 400]) expect(reference(channel)).toBeCloseTo(single(channel), 4);
    expect(new Set(set.groups.source).size).toBe(3);
    expect(set.notes).toEqual(new Array(3).fill(expect.stringContaining('the same bytes as')));
    const { values } = set.truth.valence;
    for (let i = 0; i < set.n; i++) {
      expect(values[3 * i] + values[3 * i + 1] + values[3 * i + 2]).toBe(1);
      const spectrum = set.counts.subarray(i * 700, (i + 1) * 700);
      const topEv = 615 + 0.1 * spectrum.indexOf(Math.max(...spectrum));
      // L3 of 2+, 3+ and 4+ lies at 640.5, 642.5 and 643.2 eV; one noisy spectrum in 448 may err by more than 1.5 eV.
      if (!set.names[i].includes('#')) expect(Math.abs(topEv - 642)).toBeLessThan(3);
    }
  });
});
