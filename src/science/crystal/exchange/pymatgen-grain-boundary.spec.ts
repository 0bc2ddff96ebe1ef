import { describe, expect, it } from 'vitest';
import { structureFromAtoms, structureOf } from '../build.js';
import { prototypeCrystal } from '../prototypes.js';
import {
  readPymatgenGrainBoundary,
  writePymatgenGrainBoundary,
  type GrainBoundaryDocument,
} from './pymatgen-grain-boundary.js';

const code = (text: string): unknown => {
  try {
    readPymatgenGrainBoundary(text);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'read';
};

const cu = structureOf(prototypeCrystal('fcc', ['Cu'], [3.615]));
const DOCUMENT: GrainBoundaryDocument = {
  structure: structureFromAtoms({
    cell: [
      [8, 0, 0],
      [0, 16, 0],
      [1, 0, 3.6],
    ],
    periodic: [true, false, true],
    symbols: ['Cu', 'Cu', 'Cu', 'Cu'],
    positions: new Float64Array([0, 1, 0, 2, 3, 1, 1, 10, 2.5, 7, 12, 3]),
  }),
  grainOf: new Uint8Array([0, 0, 1, 255]),
  coincident: new Uint8Array([0, 1, 1, 0]),
  rotationAxis: [0, 0, 1],
  rotationRad: Math.PI / 3,
  plane: [2, 1, 0],
  joinPlane: [-2, 1, 0],
  bulk: cu,
  orientedBulk: cu,
  vacuumAngstrom: 0.5,
  shift: [0.25, 0.125],
};

type Json = Record<string, unknown> & { sites: Record<string, unknown>[]; lattice: { matrix: number[][] } };
const parsed = (text: string): Json => JSON.parse(text) as Json;

describe('pymatgen grain boundary', () => {
  it('comes back as it was', () => {
    const back = readPymatgenGrainBoundary(writePymatgenGrainBoundary(DOCUMENT));
    expect(back.structure.cell.flat().map((x) => Number(x.toFixed(12)) + 0)).toEqual(
      DOCUMENT.structure.cell.flat(),
    );
    expect(back.structure.periodic).toEqual(DOCUMENT.structure.periodic);
    back.structure.positions.forEach((x, i) => expect(x).toBeCloseTo(DOCUMENT.structure.positions[i], 10));
    expect(back.grainOf).toEqual(DOCUMENT.grainOf);
    expect(back.coincident).toEqual(DOCUMENT.coincident);
    expect(back.rotationRad).toBeCloseTo(Math.PI / 3, 14);
    expect(back).toMatchObject({
      rotationAxis: [0, 0, 1],
      plane: [2, 1, 0],
      joinPlane: [-2, 1, 0],
      shift: [0.25, 0.125],
    });
    back.bulk.positions.forEach((x, i) => expect(x).toBeCloseTo(cu.positions[i], 10));
    expect(back.bulk.cell).toEqual(cu.cell);
  });

  it('has the normal along pymatgen’s third axis, the other two in the plane, right-handed', () => {
    const json = parsed(writePymatgenGrainBoundary(DOCUMENT, 'pymatgen.analysis.gb.grain'));
    expect(json['@module']).toBe('pymatgen.analysis.gb.grain');
    expect(json.lattice.matrix).toEqual([
      [3.6, 1, 0],
      [0, 8, 0],
      [0, 0, 16],
    ]);
    expect(json.sites.map((s) => s.properties)).toEqual([
      { grain_label: 'bottom' },
      { grain_label: 'bottom_incident' },
      { grain_label: 'top_incident' },
      { grain_label: null },
    ]);
  });

  it('turns a foreign frame into ours: a along x, normal along y', () => {
    // The cell that pymatgen 2022.11.7 makes of Σ5(210)[001] Cu.
    const foreign = parsed(writePymatgenGrainBoundary(DOCUMENT));
    foreign.lattice.matrix = [
      [0, 0, -3.615],
      [-3.615, 7.23, 0],
      [-14.46, -7.23, 0],
    ];
    const { cell } = readPymatgenGrainBoundary(JSON.stringify(foreign)).structure;
    const expected = [
      [8.08338573866174, 0, 0],
      [0, 16.16677147732348, 0],
      [0, 0, 3.615],
    ];
    cell.forEach((row, i) => row.forEach((x, k) => expect(Math.abs(x)).toBeCloseTo(expected[i][k], 10)));
  });

  it('refuses', () => {
    const text = writePymatgenGrainBoundary(DOCUMENT);
    const changed = (change: (json: Json) => void): string => {
      const json = parsed(text);
      change(json);
      return JSON.stringify(json);
    };
    expect(code('{')).toBe('malformed-file');
    expect(code('[]')).toBe('malformed-file');
    expect(code('null')).toBe('malformed-file');
    expect(code(changed((j) => (j['@class'] = 'Structure')))).toBe('unsupported-file');
    expect(code(changed((j) => (j.lattice = 7 as never)))).toBe('malformed-file');
    expect(code(changed((j) => (j.lattice.matrix = [[1, 2, 3]])))).toBe('malformed-file');
    expect(code(changed((j) => (j.lattice.matrix[2] = j.lattice.matrix[1])))).toBe('invalid-lattice');
    expect(code(changed((j) => (j.sites[0].species = [{ element: 'Cu', occu: 0.5 }])))).toBe(
      'unsupported-file',
    );
    expect(code(changed((j) => (j.sites[0].species = [{ element: 'Zz', occu: 1 }])))).toBe('unknown-element');
    expect(code(changed((j) => (j.sites[0].abc = [0, 0, '0'])))).toBe('malformed-file');
    expect(code(changed((j) => delete j.rotation_angle))).toBe('malformed-file');
  });
});
