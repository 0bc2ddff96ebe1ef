import { describe, expect, it } from 'vitest';
import { writeCif } from '../../crystal/exchange/cif.js';
import { integerColumn, readExtxyz, writeExtxyz } from '../../crystal/exchange/extxyz.js';
import { writeLammpsData } from '../../crystal/exchange/lammps-data.js';
import { writePoscar } from '../../crystal/exchange/poscar.js';
import { crystalFromStructure } from '../../crystal/build.js';
import { prototypeCrystal } from '../../crystal/prototypes.js';
import { buildBicrystal } from '../../grain-boundaries/bicrystal.js';
import { makeBoundary } from '../../grain-boundaries/make-boundary.js';
import { macroscopicBoundary } from '../macroscopic-boundary.js';
import { type ImportOptions, NO_IMPORT_OPTIONS, type ReadImport } from './import-types.js';
import { formatOf, readImport } from './read-import.js';

const fileOf = (text: string, name = 'a file') => ({ name, text, sha256: 'x' });
const read = (text: string, options: Partial<ImportOptions> = {}): ReadImport =>
  readImport({ importId: 'i', files: [fileOf(text)], options: { ...NO_IMPORT_OPTIONS, ...options } });

const copper = prototypeCrystal('fcc', ['Cu'], [3.615]);
const boundary = makeBoundary({ crystal: copper, axis: [0, 0, 1], sigma: 5, plane: [2, 1, 0] });
const { key } = macroscopicBoundary(boundary);
const { structure: touching, grainOf } = buildBicrystal(boundary, {
  cell: 'free-surfaces',
  grainThicknessAngstrom: 6,
});
// Grain B lifted: as built, the grains share atoms of the plane, which a CIF reader takes for one.
const structure = {
  ...touching,
  positions: touching.positions.map((x, i) => (i % 3 === 1 && grainOf[Math.floor(i / 3)] === 1 ? x + 1 : x)),
};

describe('a flat table', () => {
  const HEADER = 'material,sigma,rotation_axis,gb_plane,method,gb_energy (mJ/m^2)';

  it('a column that means nothing is a problem, also where its name is part of another', () => {
    const { problems } = read(`${HEADER},xA,A\nfcc Cu,5,0 0 1,2 1 0,EAM,951,1,2\n`);
    expect(problems.map(({ message }) => message)).toEqual([
      'the column xA means nothing here: it is left out',
      'the column A means nothing here: it is left out',
    ]);
  });

  it('of 50,000 columns is refused within seconds', () => {
    const names = Array.from({ length: 50_000 }, (_, i) => `c${i}`);
    const { problems } = read(`${names.join()}\n${names.map(() => 1).join()}\n`);
    expect(problems).toHaveLength(50_001);
  });

  it('takes "std of" a property for its standard deviation', () => {
    const { drafts } = read(`${HEADER},std of gb_energy (mJ/m2)\nfcc Cu,5,0 0 1,2 1 0,EAM,951,12\n`);
    expect(drafts[0].properties[0].std).toBe(0.012);
  });

  it.each(['99999999999999999999', '2001'])('Σ %s is a problem of its row', (sigma) => {
    const rows = `fcc Cu,${sigma},0 0 1,2 1 0,EAM,951\nfcc Cu,5,0 0 1,2 1 0,EAM,951\n`;
    const { drafts, problems } = read(`${HEADER}\n${rows}`);
    expect(drafts).toHaveLength(1);
    expect(problems).toMatchObject([{ row: 1, message: expect.stringContaining('above 2000') as string }]);
  });

  it('names boundaries by its header; units are honoured', () => {
    const found = read(`${HEADER}\nfcc Cu,5,0 0 1,2 1 0,EAM,951\nUO2,5,[0 0 1],(310),Basak,1350\n`);
    expect(found).toMatchObject({ format: 'flat-csv', nRows: 2, problems: [] });
    expect(found.drafts[0].boundary.key).toBe(key);
    expect(found.drafts[0].properties).toEqual([
      {
        name: 'gb_energy_J_m2',
        value: 0.951,
        std: null,
        methodKind: 'unknown',
        method: 'EAM',
        conditions: {},
      },
    ]);
    expect(found.drafts[1].boundary.planeFamilies[0]).toBe('m-3m {310}');
    expect(found.drafts[1].source).toMatchObject({ kind: 'import', row: 2, sha256: 'x', citation: null });
  });

  it.each([
    ['gb_energy_J_m2', 1, 1],
    ['egb_mJ_m2', 951, 0.951],
    ['GBE [eV/Å^2]', 0.05, 0.801088317],
    ['gb energy (erg/cm2)', 500, 0.5],
  ])('%s', (column, cell, value) => {
    const found = read(`material;sigma;axis;plane;${column}\nCu;5;0,0,1;2,1,0;${cell}`, { method: 'EAM' });
    expect(found.problems).toEqual([]);
    expect(found.drafts[0].properties[0].value).toBeCloseTo(value, 12);
  });

  it('gives a draft or a problem for each row, nothing half', () => {
    const rows = [
      'Cu,5,0 0 1,2 1 0,EAM,951',
      'Cu,5,0 0 1,2 1 0,EAM',
      'Cu,6,0 0 1,2 1 0,EAM,951',
      'steel,5,0 0 1,2 1 0,EAM,951',
      'Cu,5,0 0 1,,EAM,951',
      'Cu,5,0 0 1,2 1 0,,951',
      'Cu,5,0 0 1,2 1 0,EAM,951000',
      'Cu,5,0 0 1,2 1 0,EAM,much',
      'hcp Mg,7,0 0 1,1 0 0,EAM,100',
      'Cu,5,0 0 1,2 1 0,EAM,',
    ];
    const found = read([HEADER, ...rows].join('\n'));
    expect(found.drafts.map((d) => (d.source.kind === 'import' ? d.source.row : 0))).toEqual([1, 10]);
    expect(found.problems.map((p) => p.row)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    // A cell without a value is no value.
    expect(found.drafts[1].properties).toEqual([]);
  });

  it('tells columns that it does not know, and units', () => {
    const found = read('material,sigma,axis,plane,method,gb_energy,colour\nCu,5,0 0 1,2 1 0,EAM,1,red');
    expect(found.problems.map((p) => p.row)).toEqual([null, null]);
    expect(found.problems[0].message).toContain('gb_energy has no unit');
    expect(found.problems[1].message).toContain('colour means nothing');
    expect(found.drafts[0].properties).toEqual([]);
    const other = read('material,sigma,axis,plane,method,gb_energy (furlong)\nCu,5,0 0 1,2 1 0,EAM,1');
    expect(other.problems[0].message).toContain('J/m2, mJ/m2, eV/A2');
  });

  it('may be a JSON list, an object with one, or NDJSON; with standard deviations and conditions', () => {
    const row = {
      material: 'Cu',
      sigma: 5,
      rotation_axis: [0, 0, 1],
      gb_plane: [2, 1, 0],
      method: 'DFT PBE',
      method_kind: 'dft',
      excess_volume_angstrom: 0.32,
      excess_volume_angstrom_std: 0.01,
      'condition.temperature_K': 300,
      doi: '10.1/x',
    };
    const texts = [
      JSON.stringify([row]),
      JSON.stringify({ data: [row] }),
      `${JSON.stringify(row)}\n${JSON.stringify(row)}\n`,
    ];
    for (const text of texts) {
      const found = read(text);
      expect(found).toMatchObject({ format: 'flat-json', problems: [] });
      expect(found.drafts[0]).toMatchObject({
        boundary: { key },
        source: { citation: '10.1/x' },
        properties: [{ value: 0.32, std: 0.01, methodKind: 'dft', conditions: { temperature_K: 300 } }],
      });
    }
    expect(read(texts[2]).nRows).toBe(2);
  });

  it('names a boundary by axes of both grains, by an angle, or two phases by parallel directions', () => {
    const axes = read('material,p,q\nCu,"[[2,1,0],[0,0,1],[1,-2,0]]","[[2,-1,0],[0,0,1],[-1,-2,0]]"');
    expect(axes.drafts[0]?.boundary.key ?? axes.problems).toBe(key);
    const general = read('material,axis,misorientation_deg,plane\nCu,0 0 1,17.3,2 1 0');
    expect(general.drafts[0].boundary).toMatchObject({ sigma: null, axis: [0, 0, 1] });
    const pair = read(
      'material,material_b,gb_plane,gb_plane_2,parallel_a,parallel_b\nNi,MgO,0 0 1,0 0 1,1 0 0,1 0 0\nNi,MgO,0 0 1,0 0 1,1 1 1,1 0 0\nNi,MgO,0 0 1,0 0 1,,',
    );
    expect(pair.drafts[0].boundary.key).toMatch(/^fcc:Ni\|rocksalt:MgO /);
    expect(pair.problems.map((p) => p.row)).toEqual([2, 3]);
  });
});

describe('files of structures', () => {
  const info = new Map([
    ['boundary', boundary.label],
    ['energyJPerM2', '0.951'],
  ]);
  const ours = writeExtxyz([{ structure, info, columns: new Map([['grain', integerColumn(grainOf)]]) }]);

  it('extended XYZ of ours comes back: by its label, with its energy and columns', () => {
    const found = read(ours, { method: 'EAM Mishin 2001', methodKind: 'empirical-potential' });
    expect(found).toMatchObject({ format: 'structure-extxyz', nRows: 1, problems: [] });
    const [draft] = found.drafts;
    expect(draft.boundary.key).toBe(key);
    expect(draft.properties[0]).toMatchObject({ name: 'gb_energy_J_m2', value: 0.951 });
    const again = readExtxyz(draft.structure?.extxyz ?? '')[0];
    expect(again.structure.positions).toEqual(readExtxyz(ours)[0].structure.positions);
    expect([...(again.columns.get('grain')?.values ?? [])]).toEqual([...grainOf]);
  });

  it('by keys of the header, each frame a row', () => {
    const named = new Map([
      ['material', 'Cu'],
      ['sigma', '5'],
      ['rotation_axis', '0 0 1'],
      ['gb_plane', '2 1 0'],
      ['atom_fraction', '0.45'],
      ['translation', '0.1 1.0 0.2'],
    ]);
    const found = read(writeExtxyz([{ structure, info: named }, { structure }]));
    expect(found.nRows).toBe(2);
    expect(found.drafts[0].structure).toMatchObject({
      atomFraction: 0.45,
      translationAngstrom: [0.1, 1, 0.2],
    });
    expect(found.problems).toEqual([{ row: 2, message: 'the material is not told' }]);
  });

  const named = { material: 'Cu', sigma: 5, axis: [0, 0, 1], plane: [2, 1, 0] } as const;
  it.each([
    ['structure-poscar', writePoscar(structure)],
    ['structure-lammps-data', writeLammpsData(structure)],
    ['structure-cif', writeCif(crystalFromStructure(structure, 'gb'))],
  ])('%s by options', (format, text) => {
    const found = read(text, named);
    expect(found).toMatchObject({ format, problems: [] });
    expect(found.drafts[0]).toMatchObject({ boundary: { key }, structure: { nAtoms: structure.nAtoms } });
  });

  it('CIF by keys with our prefix', () => {
    const text = writeCif(crystalFromStructure(structure, 'gb')).replace(
      '\n',
      "\n_kaimen_material 'fcc Cu'\n_kaimen_sigma 5\n_kaimen_rotation_axis '0 0 1'\n_kaimen_gb_plane '2 1 0'\n_kaimen_method EAM\n_kaimen_gb_energy_J_m2 0.95\n",
    );
    const found = read(text);
    expect(found.problems).toEqual([]);
    expect(found.drafts[0]).toMatchObject({ boundary: { key }, properties: [{ value: 0.95 }] });
  });

  it('turns the normal to y: distances stay, nothing is mirrored', () => {
    const found = read(ours, { normal: 'z', method: 'EAM' });
    const turned = readExtxyz(found.drafts[0].structure?.extxyz ?? '')[0].structure;
    const lengths = ({ cell }: Pick<typeof structure, 'cell'>) =>
      cell.map((row) => Number(Math.hypot(...row).toFixed(6)));
    const [a, b, c] = lengths(structure);
    expect(lengths(turned)).toEqual([b, c, a]);
    expect(turned.positions[1]).toBeCloseTo(structure.positions[2], 9);
  });
});

describe('readImport', () => {
  it('refuses what it does not know, and files that do not belong together', () => {
    expect(() => formatOf(fileOf('hello'))).toThrow(expect.objectContaining({ code: 'unknown-format' }));
    const files = [fileOf('material,sigma\nCu,5'), fileOf('n,Egb\n0.5,1')];
    expect(() => readImport({ importId: 'i', files, options: NO_IMPORT_OPTIONS })).toThrow(
      expect.objectContaining({ code: 'unknown-format' }),
    );
  });

  it('tells what it took from the name of a file, until options say it', () => {
    const file = fileOf('n,Egb\n0.5,1\n0.4,1.1\n', 'best_grip_data_Cu210.csv');
    const taken = (options: Partial<ImportOptions>) =>
      readImport({
        ...{ importId: 'i', files: [file], options: { ...NO_IMPORT_OPTIONS, ...options } },
      }).takenFromNames;
    const { name: fileName } = file;
    expect(taken({ citation: '10.1/x' })).toEqual([
      { label: 'material', value: 'fcc Cu', fileName },
      { label: 'axes of grain A', value: '[1 2 0] [2 -1 0] [0 0 -1]', fileName },
      { label: 'axes of grain B', value: '[-1 2 0] [2 1 0] [0 0 -1]', fileName },
      { label: 'potential', value: 'EAM Mishin 2001 (Cu)', fileName },
    ]);
    const other = { material: 'Cu', sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0], method: 'EAM' } as const;
    expect(taken(other).map(({ label }) => label)).toEqual(['citation']);
    expect(taken({ ...other, citation: '10.1/x' })).toEqual([]);
    expect(read('material,sigma\nCu,5').takenFromNames).toEqual([]);
  });

  it('tells how far it is, through all files', () => {
    const text = 'material,sigma,axis,plane\nCu,5,0 0 1,2 1 0\nCu,5,0 0 1,3 1 0\n';
    const told: number[] = [];
    const onProgress = (fraction: number): void => void told.push(fraction);
    const files = [fileOf(text, 'a'), fileOf(text, 'b')];
    readImport({ importId: 'i', files, options: NO_IMPORT_OPTIONS, onProgress });
    expect(told).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('reads a table like GRIP’s of another boundary by options only', () => {
    const text = 'n,Egb\n0.5,1\nx,1\n';
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'bad-value' }));
    const found = read(text, { material: 'Cu', sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0], method: 'EAM' });
    expect(found.drafts[0].properties[0].conditions).toEqual({ protocol: 'GRIP', atom_fraction: 0.5 });
    expect(found.problems).toEqual([{ row: 2, message: 'n is "x", not a number' }]);
  });
});
