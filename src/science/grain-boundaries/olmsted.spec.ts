import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Mat3 } from '../crystal/structure.js';
import { determinant, multiply, transpose } from '../crystal/vectors.js';
import { buildBicrystal } from './bicrystal.js';
import { coincidence } from './csl.js';
import { boundaryFromOrientations } from './from-orientations.js';
import { hermiteForm } from './integer-lattice.js';

const folder = new URL('../../../../shared/data/gb/', import.meta.url);
const table = new URL('olmsted_ni_al_388/olmsted_xtal_info.csv', folder);
const A = 3.52;
const nickel = prototypeCrystal('fcc', ['Ni'], [A]);

/** A row: GB_index, Sigma, …, then L and R alternately (three vectors of three), …, DSC (9), CSL (9; the last left out), type. */
interface Row {
  readonly index: number;
  readonly sigma: number;
  readonly left: Mat3;
  readonly right: Mat3;
  readonly dsc: readonly number[];
  readonly csl: readonly number[];
}

function rows(): Row[] {
  const [header, ...lines] = readFileSync(table, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const get = (name: string): number => Number(cells[names.indexOf(name)]);
    const matrix = (name: string): Mat3 =>
      [1, 2, 3].map((i) => [1, 2, 3].map((j) => get(`${name}${i}${j}`))) as unknown as Mat3;
    const nine = (name: string): number[] => matrix(name).flat().filter(Number.isFinite);
    return {
      index: get('GB_index'),
      sigma: get('Sigma'),
      left: matrix('L'),
      right: matrix('R'),
      dsc: nine('DSC'),
      csl: nine('CSL'),
    };
  });
}

/** Axis (as |index| in falling order), angle and kind of all descriptions of each boundary, as the table lists them. */
function descriptions(): Map<number, string[]> {
  const found = new Map<number, string[]>();
  let index = 0;
  for (const line of readFileSync(new URL('olmsted_ni_al_388/fcc1-2.txt', folder), 'utf8').split(/\r?\n/)) {
    const words = line.trim().split(/\s+/);
    if (words[0] === 'GB_index:') index = Number(words[1]);
    const kind = words.find((word) => ['twist', 'tilt', 'mixed'].includes(word));
    if (kind === undefined) continue;
    const list = found.get(index) ?? [];
    list.push(`${words.slice(0, 3).join(' ')} ${words[4]} ${kind}`);
    found.set(index, list);
  }
  return found;
}

const chunk = (v: readonly number[]): number[][] =>
  [0, 3, 6].map((i) => v.slice(i, i + 3)).filter((r) => r.length === 3);
/** One form of a lattice of vectors in half lattice constants, in 1/Σ of them. */
const form = (vectors: readonly (readonly number[])[], sigma: number): number[][] =>
  hermiteForm(vectors.map((v) => v.map((x) => Math.round(x * sigma))));

describe.skipIf(!existsSync(table))(
  'the 388 boundaries of Olmsted, Foiles and Holm (needs ../shared/data)',
  () => {
    const all = existsSync(table) ? rows() : [];

    it('are all there', () => expect(all).toHaveLength(388));

    it('have the Σ, the DSC lattice and a part of the CSL of the table', () => {
      for (const { sigma, left, right, dsc, csl } of all) {
        const unit = (m: Mat3): Mat3 => m.map((r) => r.map((v) => v / Math.hypot(...r))) as unknown as Mat3;
        const c = coincidence(nickel, multiply(transpose(unit(left)), unit(right)));
        expect(c.sigma).toBe(sigma);
        const half = multiply(c.lattice.rows, [
          [2 / A, 0, 0],
          [0, 2 / A, 0],
          [0, 0, 2 / A],
        ]);
        const scaledDsc = multiply(c.dsc, half).map((r) => r.map((v) => v / c.denominator));
        // The table rounds to six digits: whole after multiplication by Σ.
        expect(form(scaledDsc, sigma)).toEqual(form(chunk(dsc), sigma));
        expect(Math.abs(determinant(c.csl))).toBe(sigma);
        const ours = form(multiply(c.csl, half), 1);
        expect(form([...ours, ...chunk(csl)], 1)).toEqual(ours);
      }
    });

    it('can all be built: Σ, common planes, atoms by volume', () => {
      const known = descriptions();
      const kinds = new Map<string, number>();
      for (const { index, sigma, left, right } of all) {
        const boundary = boundaryFromOrientations(nickel, left, right);
        kinds.set(boundary.kind, (kinds.get(boundary.kind) ?? 0) + 1);
        expect(boundary.sigma).toBe(sigma);
        const axis = (boundary.axis ?? []).map(Math.abs).sort((p, q) => q - p);
        const degrees = Number((((boundary.misorientationRad ?? 0) * 180) / Math.PI).toPrecision(6));
        const kind = boundary.kind.replace(/.*-/, '');
        expect(known.get(index)).toContain(`${axis.join(' ')} ${degrees} ${kind}`);
        expect(boundary.grainB.strain).toBeNull();
        const built = buildBicrystal(boundary, { cell: 'free-surfaces', grainThicknessAngstrom: 4 });
        const { grainA, grainB } = boundary;
        const thickness =
          built.nPlanesA * grainA.planeSpacingAngstrom + built.nPlanesB * grainB.planeSpacingAngstrom;
        expect(built.structure.nAtoms).toBeCloseTo((thickness * built.areaAngstrom2) / (A ** 3 / 4), 6);
      }
      expect(kinds.get('mixed')).toBe(
        [...known.values()].filter((list) => list.every((d) => d.endsWith('mixed'))).length,
      );
    });
  },
);
