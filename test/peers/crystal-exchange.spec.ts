import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  crystalFromStructure,
  structureFromAtoms,
  structureOf,
  symbolsOf,
} from '../../src/science/crystal/build.js';
import { readCif, writeCif } from '../../src/science/crystal/exchange/cif.js';
import { integerColumn, readExtxyz, writeExtxyz } from '../../src/science/crystal/exchange/extxyz.js';
import { readLammpsData, writeLammpsData } from '../../src/science/crystal/exchange/lammps-data.js';
import { readLammpsDump } from '../../src/science/crystal/exchange/lammps-dump.js';
import { poscarOrder, readPoscar, writePoscar } from '../../src/science/crystal/exchange/poscar.js';
import {
  readPymatgenGrainBoundary,
  writePymatgenGrainBoundary,
} from '../../src/science/crystal/exchange/pymatgen-grain-boundary.js';
import { latticeTranslations, primitiveCrystal } from '../../src/science/crystal/lattice.js';
import { neighbourPairs } from '../../src/science/crystal/neighbours.js';
import { prototypeCrystal } from '../../src/science/crystal/prototypes.js';
import type { AtomicStructure, Crystal } from '../../src/science/crystal/structure.js';
import { symmetryOperations } from '../../src/science/crystal/symmetry.js';
import { determinant, norm } from '../../src/science/crystal/vectors.js';

const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'crystal-exchange.py');
const hasPeers = spawnSync(PYTHON, ['-c', 'import ase, pymatgen.core']).status === 0;
const hasLammps = spawnSync('lmp', ['-help']).status === 0;

/** As in the Python file: independent of directions and of the order of atoms. */
interface Fingerprint {
  symbols: string;
  volume: number;
  periodic: boolean[];
  nPairs: number;
  sumOfDistances: number;
}
interface Seen extends Fingerprint {
  ase: Fingerprint;
  pymatgen: Seen;
  nOperations: number;
  nPrimitive: number;
  edges: number[];
  energy: number;
  forces: number[][];
  fixed: number[];
  note: string;
  grain: number[];
  sigma: number;
  nTop: number;
  nBottom: number;
  nCoincident: number;
  angleDeg: number;
}

const CUTOFF = 4.05;

function fingerprint(structure: AtomicStructure): Fingerprint {
  const { nPairs, distances } = neighbourPairs(structure, CUTOFF);
  return {
    symbols: symbolsOf(structure).sort().join(''),
    volume: Math.abs(determinant(structure.cell)),
    periodic: [...structure.periodic],
    nPairs,
    sumOfDistances: distances.reduce((a, b) => a + b, 0),
  };
}

/** Formats keep 8 to 12 digits: sums of some hundred distances agree to 1e-4 Å, volumes to 1e-5 Å³; ASE's CIF keeps 5. */
function expectSame(seen: Fingerprint, ours: Fingerprint, lostDigits = 0): void {
  const { symbols, periodic, nPairs, volume, sumOfDistances } = ours;
  expect(seen).toMatchObject({ symbols, periodic, nPairs });
  expect(seen.volume).toBeCloseTo(volume, 5 - lostDigits);
  expect(seen.sumOfDistances).toBeCloseTo(sumOfDistances, 4 - lostDigits);
}

const run = (mode: string, dir: string): Record<string, Seen> =>
  JSON.parse(
    execFileSync(PYTHON, [SCRIPT, mode, dir], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as Record<string, Seen>;

const everywhere = (s: AtomicStructure): AtomicStructure => ({ ...s, periodic: [true, true, true] });

/** A box as boundaries have it: normal along y, free surfaces, tilted in the plane; no symmetry. */
const SLAB = structureFromAtoms({
  cell: [
    [4, 0, 0],
    [0, 12, 0],
    [1.5, 0, 3.7],
  ],
  periodic: [true, false, true],
  symbols: ['Mg', 'O', 'Mg', 'Cu'],
  positions: new Float64Array([0.1, 1, 0.2, 2, 3, 1, 4.4, 8.9, 2.5, 1, 5, 3]),
});

const CRYSTALS: readonly Crystal[] = [
  prototypeCrystal('fcc', ['Cu'], [3.615]),
  prototypeCrystal('bcc', ['Fe'], [2.866]),
  prototypeCrystal('hcp', ['Mg'], [3.209, 5.211]),
  prototypeCrystal('diamond', ['Si'], [5.431]),
  prototypeCrystal('zincblende', ['Ga', 'As'], [5.653]),
  prototypeCrystal('wurtzite', ['Zn', 'O'], [3.25, 5.207]),
  prototypeCrystal('rocksalt', ['Mg', 'O'], [4.212]),
  prototypeCrystal('fluorite', ['Ca', 'F'], [5.463]),
  prototypeCrystal('perovskite', ['Sr', 'Ti', 'O'], [3.905]),
];

describe.skipIf(!hasPeers)('ASE and pymatgen (python3-ase, python3-pymatgen)', () => {
  let ours: string;
  let theirs: string;
  let seen: Record<string, Seen>;
  let wrote: Record<string, Seen>;
  const text = (name: string): string => readFileSync(join(theirs, name), 'utf8');

  beforeAll(() => {
    ours = mkdtempSync(join(tmpdir(), 'kaimen-ours-'));
    theirs = mkdtempSync(join(tmpdir(), 'kaimen-theirs-'));
    const put = (name: string, content: string): void => writeFileSync(join(ours, name), content);
    for (const crystal of CRYSTALS) put(`${crystal.name}.cif`, writeCif(crystal));
    put('slab.cif', writeCif(crystalFromStructure(SLAB, 'slab')));
    put('slab.vasp', writePoscar(SLAB, { fixed: new Uint8Array([0, 1, 1, 0]) }));
    put('cartesian.vasp', writePoscar(SLAB, { coordinates: 'cartesian' }));
    put('slab-atomic.lmp', writeLammpsData(SLAB));
    put('slab-charge.lmp', writeLammpsData(SLAB, { charges: new Float64Array([2, -2, 2, 0]) }));
    put('slab.xyz', writeExtxyz([{ structure: SLAB }, withResults()]));
    wrote = run('write', theirs);
    const boundary = readPymatgenGrainBoundary(text('boundary.json'));
    put('new.json', writePymatgenGrainBoundary(boundary));
    put('old.json', writePymatgenGrainBoundary(boundary, 'pymatgen.analysis.gb.grain'));
    seen = run('inspect', ours);
  }, 120_000);
  afterAll(() => {
    for (const dir of [ours, theirs]) rmSync(dir, { recursive: true, force: true });
  });

  const forces = SLAB.positions.map((x) => x / 7);
  const withResults = () => ({
    structure: SLAB,
    energyEv: -3.25,
    forces,
    info: new Map([['note', 'Σ5 (210), two words']]),
    columns: new Map([['grain', integerColumn([0, 1, 1, 0])]]),
  });

  it('read our CIF, and see the symmetry, primitive and reduced cell that we see', () => {
    for (const crystal of CRYSTALS) {
      const { ase, pymatgen, nOperations, nPrimitive, edges } = seen[`${crystal.name}.cif`];
      const here = fingerprint(structureOf(crystal));
      expectSame(ase, here);
      expectSame(pymatgen, here);
      expect(symmetryOperations(crystal)).toHaveLength(nOperations);
      expect(primitiveCrystal(crystal).sites).toHaveLength(nPrimitive);
      const { cell } = latticeTranslations(crystal);
      cell.map(norm).forEach((edge, i) => expect(edge).toBeCloseTo(edges[i], 5));
    }
    expectSame(seen['slab.cif'].pymatgen, fingerprint(everywhere(SLAB)));
  });

  it.each(['slab.vasp', 'cartesian.vasp'])('read our POSCAR: %s', (name) => {
    expectSame(seen[name].ase, fingerprint(everywhere(SLAB)));
    expectSame(seen[name].pymatgen, fingerprint(everywhere(SLAB)));
    const fixed = [1, 2].map((atom) => poscarOrder(SLAB).indexOf(atom)).sort();
    expect([...seen[name].fixed].sort()).toEqual(name === 'slab.vasp' ? fixed : []);
  });

  it.each(['slab-atomic.lmp', 'slab-charge.lmp'])('read our LAMMPS data: %s', (name) => {
    expectSame(seen[name].ase, fingerprint(everywhere(SLAB)));
  });

  it('read our extxyz: box, free surfaces, energy, forces, a note, a column', () => {
    const frame = seen['slab.xyz'];
    expectSame(frame.ase, fingerprint(SLAB));
    expect(frame).toMatchObject({ energy: -3.25, note: 'Σ5 (210), two words', grain: [0, 1, 1, 0] });
    frame.forces.flat().forEach((f, i) => expect(f).toBeCloseTo(forces[i], 9));
  });

  it('write what we read: CIF, POSCAR, extxyz, LAMMPS data', () => {
    expectSame(fingerprint(structureOf(readCif(text('ase.cif')))), wrote['ase.cif'], 3);
    expectSame(fingerprint(readPoscar(text('ase.vasp')).structure), wrote['ase.vasp']);
    const { structure } = readLammpsData(text('ase.lmp'), { elements: ['Na', 'Cl'] });
    expectSame(fingerprint(structure), wrote['ase.lmp']);
    const [frame] = readExtxyz(text('ase.xyz'));
    expectSame(fingerprint(frame.structure), wrote['ase.xyz']);
    expect(frame.energyEv).toBe(-3.25);
    expect([...frame.forces!]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(frame.info.get('note')).toBe('two words');
  });

  it.each(['spinel.cif', 'rutile.cif', 'corundum.cif', 'zirconia.cif'])(
    'write %s with its space group: the same crystal, symmetry, primitive and Niggli cell',
    (name) => {
      const crystal = readCif(text(name));
      expectSame(fingerprint(structureOf(crystal)), wrote[name]);
      expect(symmetryOperations(crystal)).toHaveLength(wrote[name].nOperations);
      expect(primitiveCrystal(crystal).sites).toHaveLength(wrote[name].nPrimitive);
      const edges = latticeTranslations(crystal).cell.map(norm);
      edges.forEach((edge, i) => expect(edge).toBeCloseTo(wrote[name].edges[i], 5));
    },
  );

  it('a grain boundary goes there and back: grains, coincident sites, Σ, angle', () => {
    const boundary = readPymatgenGrainBoundary(text('boundary.json'));
    const theirBoundary = wrote['boundary.json'];
    expectSame(fingerprint(boundary.structure), theirBoundary);
    const count = (values: Uint8Array, wanted: number): number => values.filter((v) => v === wanted).length;
    expect(count(boundary.grainOf, 0)).toBe(theirBoundary.nBottom);
    expect(count(boundary.grainOf, 1)).toBe(theirBoundary.nTop);
    expect(count(boundary.coincident, 1)).toBe(theirBoundary.nCoincident);
    for (const name of ['new.json', 'old.json']) {
      const back = seen[name].pymatgen;
      expectSame(back, theirBoundary);
      const { sigma, nTop, nBottom, nCoincident } = theirBoundary;
      expect(back).toMatchObject({ sigma, nTop, nBottom, nCoincident });
      expect(back.angleDeg).toBeCloseTo(theirBoundary.angleDeg, 10);
    }
  });
});

describe.skipIf(!hasLammps)('LAMMPS (lmp)', () => {
  /** Reads our data, writes a dump of it. */
  function throughLammps(structure: AtomicStructure): AtomicStructure {
    const dir = mkdtempSync(join(tmpdir(), 'kaimen-lammps-'));
    try {
      writeFileSync(join(dir, 'data'), writeLammpsData(structure));
      const boundary = structure.periodic.map((p) => (p ? 'p' : 's')).join(' ');
      const script = [
        'units metal',
        `boundary ${boundary}`,
        'read_data data',
        'pair_style zero 4.0',
        'pair_coeff * *',
        'run 0',
        `write_dump all custom dump id element x y z modify element ${structure.elements.join(' ')} format float %.12g`,
        '',
      ].join('\n');
      const { stdout } = spawnSync('lmp', ['-log', 'none'], { cwd: dir, input: script, encoding: 'utf8' });
      expect(stdout).not.toContain('ERROR');
      return readLammpsDump(readFileSync(join(dir, 'dump'), 'utf8'))[0].structure;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }

  it('reads our data and we its dump: tilted, with free surfaces', () => {
    const back = throughLammps(SLAB);
    expect(back.periodic).toEqual(SLAB.periodic);
    const { nPairs, sumOfDistances } = fingerprint(SLAB);
    expect(fingerprint(back).nPairs).toBe(nPairs);
    expect(fingerprint(back).sumOfDistances).toBeCloseTo(sumOfDistances, 6);
  });

  it('takes any crystal in any cell, however it lies', () => {
    for (const crystal of CRYSTALS.map(primitiveCrystal)) {
      const block = structureOf(crystal, [2, 3, 2]);
      expectSame(fingerprint(throughLammps(block)), fingerprint(block));
    }
  });
});
