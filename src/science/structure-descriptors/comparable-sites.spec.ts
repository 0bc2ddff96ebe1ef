import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CU_CN_LABELS, CU_RDF, describeSite } from '../../training/datasets/cu-k-feff.js';
import { OK_CN_LABELS, OK_RDF } from '../../training/datasets/ok-elnes.js';
import { structureFromAtoms, symbolsOf } from '../crystal/build.js';
import type { AtomicStructure, Mat3, Vec3 } from '../crystal/structure.js';
import { applyRow } from '../crystal/vectors.js';
import { createRng } from '../numerics/rng.js';
import { bondValenceSums, OXIDE_BOND_VALENCE } from './bond-valence.js';
import { comparableSites } from './comparable-sites.js';
import { neighboursWithin } from './neighbourhoods.js';
import type { ComparableSites, SiteOutput } from './site-summary.js';
import { allAre, block } from './testing/structures.js';

const OK_FILE = '../shared/data/spectra/ok-elnes/sites.jsonl';
const present = existsSync(OK_FILE);

interface OkSite {
  readonly id: string;
  readonly lattice: Mat3;
  readonly species: string[];
  readonly frac_coords: Vec3[];
  readonly absorber: number;
  readonly descriptors: Record<string, number | null> & { readonly rdf_om: number[] };
}

const fromFractions = (cell: Mat3, symbols: readonly string[], fractions: readonly Vec3[]): AtomicStructure =>
  structureFromAtoms({
    cell,
    periodic: [true, true, true],
    symbols,
    positions: Float64Array.from(fractions.flatMap((f) => applyRow(f, cell))),
  });
const only = (structure: AtomicStructure, atom: number): Uint8Array =>
  Uint8Array.from({ length: structure.nAtoms }, (_, i) => (i === atom ? 1 : 0));
const numberOf = (sites: ComparableSites, name: string): number | null => {
  const output: SiteOutput = sites.outputs[name];
  return output.kind === 'scalar' ? output.mean : null;
};
const curveOf = (sites: ComparableSites): Float64Array => {
  const output: SiteOutput = sites.outputs.rdf;
  return output.kind === 'curve' ? output.values : new Float64Array(0);
};

describe('comparableSites', () => {
  it.skipIf(!present)('of oxygen are the labels of ok-elnes (skipped without shared/data)', () => {
    const sites = readFileSync(OK_FILE, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as OkSite);
    expect(sites.length).toBe(175);
    for (const { id, lattice, species, frac_coords: f, absorber, descriptors: label } of sites) {
      const structure = fromFractions(lattice, species, f);
      const neighbours = neighboursWithin(structure, 6.5);
      const [described] = comparableSites(structure, neighbours, only(structure, absorber));
      expect(numberOf(described, 'coordination-number'), id).toBe(label.cn);
      expect(numberOf(described, 'mo-mean'), id).toBeCloseTo(label.mo_mean!, 4);
      expect(numberOf(described, 'mo-min'), id).toBeCloseTo(label.mo_min!, 4);
      if (label.mom_angle_mean === null) expect(numberOf(described, 'mom-angle')).toBeNull();
      else expect(numberOf(described, 'mom-angle'), id).toBeCloseTo(label.mom_angle_mean, 2);
      // Coordinates are written with six digits, the curve with four.
      const off = curveOf(described).map((v, k) => Math.abs(v - label.rdf_om[k]));
      expect(off.reduce((a, b) => Math.max(a, b))).toBeLessThan(2e-3);
      // The set takes Cu and the Sn of SnO as Cu⁺ and Sn²⁺.
      if (label.bvs === null || species.includes('Cu') || id.startsWith('SnO_')) continue;
      expect(bondValenceSums(structure, neighbours)[absorber], id).toBeCloseTo(label.bvs, 3);
    }
  });

  it('of copper are what labels cu-k-feff', () => {
    const rng = createRng(3);
    const cell: Mat3 = [
      [5, 0.4, 0],
      [-0.8, 6, 0.5],
      [0.3, 0, 7],
    ];
    const symbols = ['Cu', 'Cu', 'O', 'O', 'O', 'S', 'Ba', 'O', 'O', 'O', 'O', 'O'];
    const fractions = symbols.map((): Vec3 => [rng.uniform(), rng.uniform(), rng.uniform()]);
    const structure = fromFractions(cell, symbols, fractions);
    const neighbours = neighboursWithin(structure, 6.5);
    for (const atom of [0, 1]) {
      const truth = describeSite({ lattice: cell, species: symbolsOf(structure), frac: fractions }, atom);
      const described = comparableSites(structure, neighbours, only(structure, atom)).at(-1)!;
      expect(described.task).toBe('cu-k-local-structure');
      expect(numberOf(described, 'coordination-number')).toBe(truth.coordination);
      expect(numberOf(described, 'distance')).toBeCloseTo(truth.meanDistance, 9);
      expect(numberOf(described, 'bvs')).toBeCloseTo(truth.bondValenceSum, 9);
      curveOf(described).forEach((v, k) => expect(v).toBeCloseTo(truth.rdf[k], 4));
    }
  });

  it('have the classes and grids of the networks', () => {
    const structure = fromFractions(
      [
        [4, 0, 0],
        [0, 4, 0],
        [0, 0, 4],
      ],
      ['Cu', 'O'],
      [
        [0, 0, 0],
        [0.5, 0, 0],
      ],
    );
    const [oxygen, copper] = comparableSites(
      structure,
      neighboursWithin(structure, 6.5),
      new Uint8Array([1, 1]),
    );
    expect(oxygen.outputs.coordination).toMatchObject({ labels: OK_CN_LABELS, shares: [1, 0, 0, 0] });
    expect(copper.outputs.coordination).toMatchObject({ labels: CU_CN_LABELS, shares: [1, 0, 0, 0, 0] });
    const grid = ({ start, step }: { start: number; step: number }) => ({
      startAngstrom: start,
      stepAngstrom: step,
    });
    expect(oxygen.outputs.rdf).toMatchObject(grid(OK_RDF));
    expect(curveOf(oxygen)).toHaveLength(OK_RDF.n);
    expect(copper.outputs.rdf).toMatchObject(grid(CU_RDF));
    expect(curveOf(copper)).toHaveLength(CU_RDF.n);
  });

  it('are none of a metal, and keep to the atoms asked for', () => {
    const metal = block('fcc', ['Cu'], [3.615]);
    const all = new Uint8Array(metal.nAtoms).fill(1);
    expect(comparableSites(metal, neighboursWithin(metal, 6.5), all)).toEqual([]);
    const oxide = block('rocksalt', ['Mn', 'O'], [4.445]);
    const neighbours = neighboursWithin(oxide, 6.5);
    const half = Uint8Array.from(oxide.kinds, (kind) => (kind === 0 ? 1 : 0));
    const [manganese, ...others] = comparableSites(oxide, neighbours, half);
    expect(others).toEqual([]);
    expect(manganese.nSites).toBe(oxide.nAtoms / 2);
    expect(numberOf(manganese, 'mean-valence')).toBeCloseTo(2, 0);
  });
});

describe('bondValenceSums', () => {
  // The parameters are averages over many structures: 5 % is their usual scatter.
  it.each([
    ['rocksalt', ['Mg', 'O'], [4.211], 2],
    ['fluorite', ['U', 'O'], [5.47], 4],
    ['wurtzite', ['Zn', 'O'], [3.25, 5.207], 2],
    ['rocksalt', ['Ni', 'O'], [4.177], 2],
  ] as const)('are about the valences in %s %j', (name, elements, lattice, valence) => {
    const structure = block(name, elements, lattice);
    const sums = bondValenceSums(structure, neighboursWithin(structure, 6.5));
    const cations = [...sums].filter((_, i) => structure.kinds[i] === 0);
    expect(Math.abs(cations[0] / valence - 1)).toBeLessThan(0.06);
    expect(allAre(cations, cations[0])).toBe(true);
    // Every bond has two ends.
    const oxygens = [...sums].filter((_, i) => structure.kinds[i] === 1);
    const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    expect(total(oxygens)).toBeCloseTo(total(cations), 9);
  });

  it('are unknown without oxygen or parameter', () => {
    const metal = block('fcc', ['Cu'], [3.615]);
    expect(bondValenceSums(metal, neighboursWithin(metal, 6.5)).every(Number.isNaN)).toBe(true);
    expect(OXIDE_BOND_VALENCE.Xe).toBeUndefined();
    const odd = block('rocksalt', ['Xe', 'O'], [4.2]);
    expect(bondValenceSums(odd, neighboursWithin(odd, 6.5)).every(Number.isNaN)).toBe(true);
  });
});
