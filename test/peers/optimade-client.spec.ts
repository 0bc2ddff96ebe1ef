import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AtomicStructure } from '../../src/science/crystal/structure.js';
import { type BoundaryFile, importBoundary, publish, structuresOf } from '../support/boundary-files.js';
import { type RunningService, startService } from '../support/running-service.js';

/** pymatgen's own OPTIMADE client (Debian's python3-pymatgen) against the built service. Run by `npm run test:hyperspy`. */
const PYTHON = '/usr/bin/python3';
const run = promisify(execFile);

interface Said {
  /** name, base_url, description, homepage, prefix; null where the client does not take the URL. */
  readonly provider: readonly (string | null)[] | null;
  readonly answers: readonly Seen[];
}
interface Seen {
  readonly troubles: readonly string[];
  readonly structures: Readonly<Record<string, SeenStructure>>;
}
interface SeenStructure {
  readonly lattice: readonly (readonly number[])[];
  readonly species: readonly string[];
  readonly positions: readonly (readonly number[])[];
  readonly more: Readonly<Record<string, unknown>>;
}

/** 23, so that the client has to follow a link to the second page. */
const ENERGIES = Array.from({ length: 23 }, (_, i) => 0.9 + i / 100);
const COPPER: BoundaryFile = {
  ...{ prototype: 'fcc', elements: ['Cu'], latticeAngstrom: 3.615, sigma: 5, plane: [2, 1, 0] },
  energies: ENERGIES,
};
const MAGNESIA: BoundaryFile = {
  ...{ prototype: 'rocksalt', elements: ['Mg', 'O'], latticeAngstrom: 4.212, sigma: 5, plane: [3, 1, 0] },
  energies: [1.7],
};

const FIELDS = 'nsites,_kaimen_gb_energy,_kaimen_gb_type';
const FILTERS = [
  'elements HAS "Cu" AND _kaimen_sigma=5',
  'chemical_formula_reduced="MgO" AND _kaimen_gb_energy>1',
  'elements HAS "Ni"',
];

let service: RunningService;
let said: Said;

beforeAll(async () => {
  service = await startService();
  for (const file of [COPPER, MAGNESIA]) await publish(service, await importBoundary(service, file));
  await importBoundary(service, { ...COPPER, plane: [3, 1, 0], energies: [0.91] });
  // With the slash at its end: clients that join URLs take the last part off without it.
  const url = `${service.url}/optimade/`;
  const { stdout } = await run(PYTHON, ['test/peers/optimade-client.py', url, FIELDS, ...FILTERS], {
    maxBuffer: 2 ** 26,
  });
  said = JSON.parse(stdout) as Said;
}, 240_000);
afterAll(() => service?.stop());

function expectAtoms(seen: SeenStructure, sent: AtomicStructure): void {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6;
  const rows = (flat: readonly number[]): number[][] =>
    Array.from({ length: flat.length / 3 }, (_, i) => flat.slice(3 * i, 3 * i + 3));
  expect(seen.species).toEqual(Array.from(sent.kinds, (kind) => sent.elements[kind]));
  // Text in a file and JSON on the way: eight places of each number stay.
  const pairs = [...seen.lattice, ...seen.positions].flatMap((row, i) => {
    const ours = [...sent.cell, ...rows([...sent.positions])][i];
    return row.map((x, k) => [x, ours[k]] as const);
  });
  expect(pairs.filter(([a, b]) => !near(a, b))).toEqual([]);
}

describe("pymatgen's OPTIMADE client", () => {
  it('knows us, and has no trouble', () => {
    expect(said.provider).toMatchObject({ 0: 'Kaimen', 4: 'kaimen' });
    expect(said.answers.map(({ troubles }) => troubles)).toEqual([[], [], []]);
  });

  it('gets the structures of a filter from all pages, with their properties', () => {
    const found = Object.values(said.answers[0].structures);
    // Not those of the boundary that is not public.
    expect(found).toHaveLength(ENERGIES.length);
    const sent = structuresOf(COPPER);
    for (const seen of found) {
      const energy = seen.more._kaimen_gb_energy as number;
      const i = Math.round((energy - 0.9) * 100);
      expect([energy, seen.more.nsites, seen.more._kaimen_gb_type]).toEqual([
        ENERGIES[i],
        sent[i].nAtoms,
        'tilt',
      ]);
      expectAtoms(seen, sent[i]);
    }
    expect(new Set(found.map(({ more }) => more._kaimen_gb_energy)).size).toBe(ENERGIES.length);
  });

  it('reads compounds with each site under its own element', () => {
    const [seen, ...others] = Object.values(said.answers[1].structures);
    expect(others).toEqual([]);
    expectAtoms(seen, structuresOf(MAGNESIA)[0]);
  });

  it('gets nothing where nothing fits', () => {
    expect(said.answers[2].structures).toEqual({});
  });
});
