import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BoundaryDraft } from '../../src/science/catalogue/catalogue-records.js';
import { NO_IMPORT_OPTIONS, type ReadImport } from '../../src/science/catalogue/imports/import-types.js';
import { OLMSTED_CITATION } from '../../src/science/catalogue/imports/olmsted.js';
import { readImport } from '../../src/science/catalogue/imports/read-import.js';
import { readExtxyz } from '../../src/science/crystal/exchange/extxyz.js';

const FOLDER = '../shared/data/gb';
const present = existsSync(join(FOLDER, 'INDEX.md'));

function read(...paths: readonly string[]): ReadImport {
  const files = paths.map((path) => ({
    name: path.replace(/.*\//, ''),
    text: readFileSync(join(FOLDER, path), 'utf8'),
    sha256: 'of the file',
  }));
  return readImport({ importId: 'test', files, options: NO_IMPORT_OPTIONS });
}

const olmsted = (...names: readonly string[]) => read(...names.map((name) => `olmsted_ni_al_388/${name}`));
const keys = (found: ReadImport): Set<string> => new Set(found.drafts.map((d) => d.boundary.key));
const values = (found: ReadImport, crystal: string, name = 'gb_energy_J_m2'): number[] =>
  found.drafts
    .filter((d) => d.boundary.key.startsWith(`${crystal} `))
    .flatMap((d) => d.properties.filter((p) => p.name === name).map((p) => p.value));
const rangeOf = (numbers: readonly number[]): [number, number] => [
  numbers.reduce((a, b) => Math.min(a, b)),
  numbers.reduce((a, b) => Math.max(a, b)),
];
const rowOf = (found: ReadImport, row: number): BoundaryDraft[] =>
  found.drafts.filter(({ source }) => source.kind === 'import' && source.row === row);
/** Label, and each value. */
const told = (drafts: readonly BoundaryDraft[]): unknown[] =>
  drafts.map((d) => [d.boundary.label, ...d.properties.map((p) => p.value)]);

// Ranges: by awk on the files.
describe.skipIf(!present)('tables of other people come in (needs ../shared/data)', () => {
  describe('Olmsted, Foiles and Holm', () => {
    let tables: ReadImport;
    beforeAll(() => {
      tables = olmsted('fcc1-1.txt', 'fcc1-3.txt', 'fcc2-mobility.txt', 'fcc2-shear.txt');
    }, 60_000);

    it('388 boundaries of two metals, no two of them one', () => {
      expect(tables).toMatchObject({ format: 'olmsted-tables', nRows: 388, problems: [] });
      expect(tables.drafts).toHaveLength(776);
      expect(keys(tables).size).toBe(776);
      expect(rangeOf(values(tables, 'fcc:Ni'))).toEqual([0.064, 1.414]);
      expect(rangeOf(values(tables, 'fcc:Al'))).toEqual([0.058, 0.544]);
      expect(values(tables, 'fcc:Ni', 'gb_mobility_m_per_s_GPa')).toHaveLength(388);
      // Shear is **** for 40.
      expect(values(tables, 'fcc:Ni', 'shear_z')).toHaveLength(348);
    });

    it('three of them by hand', () => {
      expect(told(rowOf(tables, 1))).toEqual([
        ['Σ5 (310)[001] symmetric tilt, fcc Ni', 1.218, 121, 0, -0.13],
        ['Σ5 (310)[001] symmetric tilt, fcc Al', 0.463],
      ]);
      // The coherent twin: lowest of all, does not move, shear ****.
      const [twin] = rowOf(tables, 3);
      expect(twin.boundary).toMatchObject({
        sigma: 3,
        kind: 'symmetric-tilt',
        planeFamilies: ['m-3m {111}', 'm-3m {111}'],
      });
      expect(twin.boundary.disorientationDeg).toBeCloseTo(60, 6);
      expect(rowOf(tables, 3).map((d) => d.properties.map((p) => p.value))).toEqual([[0.064, 0], [0.058]]);
      const [last, ofAluminium] = rowOf(tables, 388);
      expect(last.boundary).toMatchObject({ sigma: 37, planeFamilies: ['m-3m {111}', 'm-3m {111}'] });
      expect([last.properties[0].value, ofAluminium.properties[0].value]).toEqual([0.404, 0.2]);
      expect(last.source).toMatchObject({ fileName: 'fcc1-1.txt', citation: OLMSTED_CITATION });
    });

    it('Σ, axis and angle of the other table are those of the axes, all 388; files without news are told', () => {
      const others = [
        'fcc1-2.txt',
        'fcc1-4.txt',
        'olm_octonion_list.txt',
        'olm_properties.txt',
        'fcc1descriptions.txt',
        'fcc2desciptions.txt',
      ];
      const found = olmsted('olmsted_xtal_info.csv', 'fcc1-1.txt', ...others);
      // A row whose Σ or rotation differed would be a problem with its number.
      expect(found.problems.map((p) => p.row)).toEqual(others.map(() => null));
      expect(keys(found)).toEqual(keys(tables));
    }, 60_000);

    it('the list of GBOpt has no boundary that the tables lack', () => {
      const found = read('gbopt/olmsted_2009.json');
      expect(found).toMatchObject({ format: 'olmsted-json', nRows: 388, problems: [] });
      expect(keys(found)).toEqual(keys(tables));
      expect(values(found, 'fcc:Al')).toEqual(values(tables, 'fcc:Al'));
    }, 60_000);

    it('energies without geometry name no boundary', () =>
      expect(() => olmsted('fcc1-1.txt')).toThrow(expect.objectContaining({ code: 'unknown-format' })));
  });

  it('UO2 and CeO2: 177 of 178; of the last the name says Σ11 and the axes Σ3', () => {
    const found = read('gbopt/zhang_2022_uo2_ceo2.json');
    expect(found).toMatchObject({ format: 'zhang-json', nRows: 178 });
    expect(found.problems).toEqual([{ row: 124, message: 'the table says Σ11, its axes give Σ3' }]);
    const [uranium, cerium] = [values(found, 'fluorite:UO2'), values(found, 'fluorite:CeO2')];
    expect([uranium.length, cerium.length]).toEqual([177, 108]);
    expect([rangeOf(uranium), rangeOf(cerium)]).toEqual([
      [0.62, 2],
      [0.94, 2.7],
    ]);
    expect(told(rowOf(found, 1))).toEqual([
      ['Σ325 (0 18 -1)[-1 0 0] symmetric tilt, fluorite UO2', 1.17],
      ['Σ325 (0 18 -1)[-1 0 0] symmetric tilt, fluorite CeO2', 1.44],
    ]);
    const [fifth] = rowOf(found, 9);
    expect(fifth.boundary).toMatchObject({ sigma: 5, planeFamilies: ['m-3m {310}', 'm-3m {310}'] });
    expect(rowOf(found, 9).map((d) => d.properties[0].value)).toEqual([1.35, 2.13]);
    expect(rowOf(found, 178).map((d) => d.properties[0].value)).toEqual([2]);
    // The list holds some boundaries twice or three times, under other names; their energies agree within 0.06 J/m².
    const groups = [...keys(found)].map((key) => found.drafts.filter((d) => d.boundary.key === key));
    const again = groups.filter((group) => group.length > 1);
    expect(again).toHaveLength(10);
    for (const group of again.filter((g) => !g[0].boundary.key.startsWith('fluorite:CeO2'))) {
      const [low, high] = rangeOf(group.map((d) => d.properties[0].value));
      expect(high - low).toBeLessThan(0.065);
    }
  }, 60_000);

  it.each([
    // n, Egb of the first row; range of Egb.
    ['best_grip_data_Cu210.csv', 5581, 'Σ5 (120)[001] symmetric tilt, fcc Cu', [0.45, 0.936], [0.936, 1.629]],
    [
      'best_grip_W_552_Marinica.csv',
      5441,
      'Σ27 (552)[1 -1 0] symmetric tilt, bcc W',
      [0.571, 2.731],
      [2.731, 5.401],
    ],
    [
      'best_grip_W_552_Zhou.csv',
      11435,
      'Σ27 (552)[1 -1 0] symmetric tilt, bcc W',
      [0.5, 2.446],
      [2.446, 4.006],
    ],
  ] as const)('GRIP %s: %i states of one boundary', (...[name, n, label, [fraction, energy], range]) => {
    const found = read(`grip/${name}`);
    expect(found).toMatchObject({ format: 'grip-csv', nRows: n, problems: [] });
    expect(found.drafts).toHaveLength(n);
    expect(keys(found).size).toBe(1);
    const [{ boundary, properties }] = found.drafts;
    expect(boundary.label).toBe(label);
    expect(properties[0]).toMatchObject({ value: energy, conditions: { atom_fraction: fraction } });
    expect(rangeOf(found.drafts.map((d) => d.properties[0].value))).toEqual(range);
  });

  it('dumps of GRIP: structures of the same boundary as its table, normal along y', () => {
    const names = [
      'Cu210_lammps_0.936_0.455_0.97_1.76_1_11_900_1000.dump',
      'Cu210_lammps_0.951_0.000_0.62_0.01_1_1_900_24000.dump',
      'Cu210_lammps_0.953_0.857_1.18_2.59_2_7_500_12000.dump',
    ];
    const found = read(...names.map((name) => `grip/${name}`));
    expect(found).toMatchObject({ format: 'structure-lammps-dump', nRows: 3, problems: [] });
    expect(keys(found)).toEqual(keys(read('grip/best_grip_data_Cu210.csv')));
    expect(found.drafts.map((d) => [d.structure?.nAtoms, d.structure?.atomFraction])).toEqual([
      [1924, 0.455],
      [176, 0],
      [2460, 0.857],
    ]);
    expect(found.takenFromNames.map(({ label }) => label).sort()).toEqual([
      'axes of grain A',
      'axes of grain B',
      'citation',
      'element',
      'material',
      'potential',
      'values',
    ]);
    // All digits come from the note after the atoms; the reference says 0.9511 of the second.
    expect(found.drafts[1].properties[0].value).toBeCloseTo(0.951019, 6);
    const { structure } = readExtxyz(found.drafts[1].structure?.extxyz ?? '')[0];
    expect(structure.periodic).toEqual([true, false, true]);
    // Box of the dump: x 8.083 ([2 -1 0]), y 3.615 ([001]), z 70.661 (normal).
    const edges = structure.cell.map((row) => Number(Math.hypot(...row).toFixed(3)));
    expect(edges).toEqual([3.615, 70.661, 8.083]);
  });

  it('runs of GBOpt: tilts by name, the others refused because their plane is not told', () => {
    const found = read('gbopt/ga_summary.csv');
    expect(found).toMatchObject({ format: 'ga-summary', nRows: 96 });
    expect(found.drafts).toHaveLength(90);
    expect(found.problems.map((p) => p.message)).toEqual(
      Array.from({ length: 3 }, () => ['mixed', 'twist'])
        .flat()
        .map((n) => `sigma5_${n}: the boundary plane is not told`),
    );
    expect(told([found.drafts[0]])).toEqual([['Σ13 (510)[001] symmetric tilt, bcc Fe', 0.99125]]);
    expect(told([found.drafts[1]])).toEqual([['Σ3 (112)[1 -1 0] symmetric tilt, bcc Fe', 1.24529]]);
    expect(found.drafts[2].boundary.kind).toBe('asymmetric-tilt');
  });
});
