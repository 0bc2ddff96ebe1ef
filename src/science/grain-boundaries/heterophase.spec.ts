import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import { volumePerAtom } from '../crystal/lattice.js';
import type { Vec3 } from '../crystal/structure.js';
import { buildBicrystal } from './bicrystal.js';
import { type HeterophaseRequest, heterophaseMatches, makeHeterophase } from './heterophase.js';
import { latticeMatches, type PlaneCell } from './lattice-match.js';
import { periodArea } from './make-boundary.js';

interface Case {
  readonly name: string;
  readonly a: PlaneCell;
  readonly b: PlaneCell;
  readonly nA: number;
  readonly nB: number;
  readonly strain: number;
}
const file = new URL('../../../test/reference/lattice-match.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

const [CU, NI] = [3.615, 3.52];
const copper = prototypeCrystal('fcc', ['Cu'], [CU]);
const nickel = prototypeCrystal('fcc', ['Ni'], [NI]);
const iron = prototypeCrystal('bcc', ['Fe'], [2.8665]);
const magnesia = prototypeCrystal('rocksalt', ['Mg', 'O'], [4.21]);

const cubeOnCube = (plane: Vec3, direction: Vec3, strainLimit: number): HeterophaseRequest => ({
  crystalA: copper,
  crystalB: nickel,
  planeA: plane,
  planeB: plane,
  parallel: { a: direction, b: direction },
  strainLimit,
});

describe('latticeMatches', () => {
  const options = { maxAreaAngstrom2: 250, strained: 'B', maxRotationRad: Infinity } as const;

  it.each(cases)('$name: has what pymatgen finds, and nothing larger first', ({ a, b, nA, nB, strain }) => {
    // The strain is given to 15 digits: it is within its own limit up to rounding.
    const matches = latticeMatches(a, b, { ...options, strainLimit: strain * (1 + 1e-6) });
    expect(matches[0].nA).toBeLessThanOrEqual(nA);
    const same = matches.filter((m) => m.nA === nA && m.nB === nB);
    expect(Math.min(...same.map((m) => Math.abs(m.strainB - strain)))).toBeLessThan(1e-6);
  });

  it('squares of 10 and 9 fit as 9 on 10 of a row, or nearly so turned', () => {
    const square = (d: number): PlaneCell => [
      [d, 0],
      [0, d],
    ];
    const straight = latticeMatches(square(10), square(9), {
      maxAreaAngstrom2: 8100,
      strainLimit: 1e-9,
      strained: 'B',
      maxRotationRad: 1e-6,
    });
    expect(straight.map((m) => [m.nA, m.nB])).toEqual([[81, 100]]);
    expect(straight[0].areaAngstrom2).toBeCloseTo(8100, 9);
  });

  it('shares the strain as asked', () => {
    const [a, b]: PlaneCell[] = [
      [
        [3, 0],
        [0, 3],
      ],
      [
        [2.94, 0],
        [0, 2.94],
      ],
    ];
    const strains = (['A', 'B', 'both'] as const).map((strained) => {
      const [{ strainA, strainB }] = latticeMatches(a, b, { ...options, strainLimit: 0.03, strained });
      return [strainA, strainB];
    });
    expect(strains[0]).toEqual([expect.closeTo(0.02, 9), 0]);
    expect(strains[1]).toEqual([0, expect.closeTo(3 / 2.94 - 1, 9)]);
    expect(strains[2]).toEqual([expect.closeTo(0.01, 9), expect.closeTo((3 / 2.94 - 1) / 2, 9)]);
  });
});

describe('makeHeterophase', () => {
  it.each([
    [[0, 0, 1], [1, 0, 0], CU ** 2 / 2],
    [[1, 1, 1], [1, -1, 0], (CU ** 2 * Math.sqrt(3)) / 4],
  ] as [Vec3, Vec3, number][])(
    'Cu/Ni %j cube on cube is coherent: one cell on one',
    (plane, direction, area) => {
      const boundary = makeHeterophase(cubeOnCube(plane, direction, 0.03));
      expect(boundary.kind).toBe('coherent-heterophase');
      expect(boundary.sigma).toBeNull();
      expect(periodArea(boundary)).toBeCloseTo(area, 9);
      expect(boundary.grainA.strain).toBeNull();
      expect(boundary.grainB.strain?.[0][0]).toBeCloseTo(CU / NI - 1, 12);
      expect(boundary.grainB.strain?.[2][2]).toBeCloseTo(CU / NI - 1, 12);
      expect(boundary.grainB.strain?.[0][2]).toBeCloseTo(0, 12);
      // Strained alike in the plane, both have the translations of one cell.
      const { structure, grainOf } = buildBicrystal(boundary, {
        cell: 'free-surfaces',
        grainThicknessAngstrom: 12,
      });
      expect(structure.elements).toEqual(['Cu', 'Ni']);
      expect([...structure.kinds]).toEqual([...grainOf]);
    },
  );

  it('MgO/Cu cube on cube, 16 % of misfit: within 1 % only semi-coherent, 6 rows on 7', () => {
    const request = { ...cubeOnCube([0, 0, 1], [1, 0, 0], 0.01), crystalA: magnesia, crystalB: copper };
    expect(heterophaseMatches({ ...request, maxAreaAngstrom2: 300 })).toEqual([]);
    const boundary = makeHeterophase(request);
    expect(boundary.kind).toBe('semi-coherent-heterophase');
    expect(boundary.periods[0][0]).toBeCloseTo((6 * 4.21) / Math.SQRT2, 9);
    expect(boundary.grainB.strain?.[0][0]).toBeCloseTo((6 * 4.21) / (7 * CU) - 1, 9);
    // The common cell is one, so that shifts by a sixth of MgO's or a seventh of copper's row, and their sums, are idle.
    const [[x]] = boundary.cnid;
    expect(Math.hypot(...boundary.cnid[0])).toBeCloseTo(boundary.periods[0][0] / 42, 9);
    expect(x).not.toBe(0);
  });

  it('Cu/Ni within 1 % has no common cell up to 400 Å²', () => {
    const tight = cubeOnCube([0, 0, 1], [1, 0, 0], 0.01);
    expect(() => makeHeterophase(tight)).toThrow(
      expect.objectContaining({ code: 'no-lattice-match' }) as Error,
    );
  });

  it('MgO/Fe (001): turned by 45°, misfit 3.9 %', () => {
    const request = { crystalA: magnesia, crystalB: iron, planeA: [0, 0, 1], planeB: [0, 0, 1] } as const;
    const boundary = makeHeterophase({
      ...request,
      strainLimit: 0.05,
      parallel: { a: [1, 1, 0], b: [1, 0, 0] },
    });
    expect(boundary.kind).toBe('coherent-heterophase');
    expect(boundary.grainB.strain?.[0][0]).toBeCloseTo(4.21 / Math.SQRT2 / 2.8665 - 1, 9);
    expect(boundary.label).toBe('(001)∥(001) coherent heterophase, rocksalt MgO / bcc Fe');
    const free = makeHeterophase({ ...request, strainLimit: 0.05 });
    expect(periodArea(free)).toBeCloseTo(periodArea(boundary), 9);
    const cubeOn = () =>
      makeHeterophase({
        ...request,
        strainLimit: 0.05,
        maxAreaAngstrom2: 20,
        parallel: { a: [1, 0, 0], b: [1, 0, 0] },
      });
    expect(cubeOn).toThrow(expect.objectContaining({ code: 'no-lattice-match' }) as Error);
  });

  it.each(['A', 'B', 'both'] as const)(
    'strain of %s: atoms fill the strained volume of each grain',
    (strained) => {
      const request = { crystalA: magnesia, crystalB: copper, planeA: [0, 0, 1], planeB: [1, 1, 1] } as const;
      const boundary = makeHeterophase({ ...request, strainLimit: 0.04, strained });
      const { grainA, grainB } = boundary;
      expect(grainA.strain === null).toBe(strained === 'B');
      expect(grainB.strain === null).toBe(strained === 'A');
      const built = buildBicrystal(boundary, { cell: 'free-surfaces', grainThicknessAngstrom: 10 });
      const grains = [grainA, grainB].map(({ crystal, strain, planeSpacingAngstrom }, which) => {
        const n = [...built.grainOf].filter((g) => g === which).length;
        const stretch =
          strain === null ? 1 : (1 + strain[0][0]) * (1 + strain[2][2]) - strain[0][2] * strain[2][0];
        const planes = which === 0 ? built.nPlanesA : built.nPlanesB;
        return (n * volumePerAtom(crystal) * stretch) / (planes * planeSpacingAngstrom * built.areaAngstrom2);
      });
      expect(grains[0]).toBeCloseTo(1, 9);
      expect(grains[1]).toBeCloseTo(1, 9);
    },
  );

  it('two equal boundaries: strained cube on cube can be turned over, and is periodic', () => {
    const boundary = makeHeterophase(cubeOnCube([0, 0, 1], [1, 0, 0], 0.03));
    const { nBoundaries, structure } = buildBicrystal(boundary, {
      cell: 'periodic',
      grainThicknessAngstrom: 8,
      gapAngstrom: 1.8,
    });
    expect(nBoundaries).toBe(2);
    expect(structure.nAtoms).toBeGreaterThan(8);
  });

  it('a direction must lie in its plane', () => {
    const request = cubeOnCube([0, 0, 1], [1, 0, 1], 0.03);
    expect(() => makeHeterophase(request)).toThrow(
      expect.objectContaining({ code: 'no-such-plane' }) as Error,
    );
  });
});
