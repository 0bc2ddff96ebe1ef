import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Vec3 } from '../crystal/structure.js';
import { equivalentPlanes } from '../grain-boundaries/planes.js';
import {
  axisFamiliesOf,
  axisFamily,
  LAUE_CLASSES,
  laueClassOf,
  planeFamiliesOf,
  planeFamily,
} from './laue-classes.js';

const magnesium = prototypeCrystal('hcp', ['Mg'], [3.2, 5.2]);

describe('Laue classes', () => {
  it('have the orders of International Tables', () =>
    expect(LAUE_CLASSES.map((c) => c.operations.length)).toEqual([
      2, 4, 8, 8, 16, 6, 12, 12, 12, 24, 24, 48,
    ]));

  it.each([
    ['fcc', ['Cu'], [3.6], 'm-3m'],
    ['zincblende', ['Ga', 'As'], [5.6], 'm-3m'],
    ['hcp', ['Mg'], [3.2, 5.2], '6/mmm'],
    ['wurtzite', ['Zn', 'O'], [3.25, 5.2], '6/mmm'],
  ] as const)('%s is told', (name, elements, lattice, laue) =>
    expect(laueClassOf(prototypeCrystal(name, elements, lattice)).name).toBe(laue),
  );

  it('of a tetragonal and an orthorhombic cell are told; one in another setting keeps its own operations', () => {
    const cell = (a: number, b: number, c: number) =>
      [
        [a, 0, 0],
        [0, b, 0],
        [0, 0, c],
      ] as const;
    const site = [{ element: 'In', fractional: [0, 0, 0] as Vec3 }];
    expect(laueClassOf({ name: 'In', cell: cell(3, 3, 4), sites: site }).name).toBe('4/mmm');
    expect(laueClassOf({ name: 'x', cell: cell(3, 3.5, 4), sites: site }).name).toBe('mmm');
    expect(laueClassOf({ name: 'x', cell: cell(4, 3, 3), sites: site })).toMatchObject({ name: 'other' });
  });
});

describe('families', () => {
  it('are equal just for equivalent planes', () => {
    for (const crystal of [prototypeCrystal('fcc', ['Cu'], [3.6]), magnesium]) {
      const laue = laueClassOf(crystal);
      for (const plane of [
        [3, 1, 0],
        [1, -2, 5],
        [2, 1, 1],
      ] as Vec3[]) {
        const members = equivalentPlanes(crystal, plane);
        expect(new Set(members.map((p) => planeFamily(laue, p)))).toEqual(
          new Set([planeFamily(laue, plane)]),
        );
      }
      expect(planeFamily(laue, [2, 1, 1])).not.toBe(planeFamily(laue, [2, 1, 3]));
    }
  });

  it('are named by their friendliest member', () => {
    expect(planeFamiliesOf([0, -1, 3])).toContain('m-3m {310}');
    expect(axisFamiliesOf([0, 0, -1])).toContain('m-3m ⟨100⟩');
    expect(axisFamiliesOf([0, 0, 1])).toContain('6/mmm ⟨001⟩');
    expect(planeFamily(laueClassOf(magnesium), [-1, 1, 2])).toBe('6/mmm {102}');
    // (01-12) and (0-112) are one plane only in -3m1's other half: -1101 is not equivalent to 1-101 by the threefold axis.
    expect(planeFamily(LAUE_CLASSES[6], [1, 0, 2])).not.toBe(planeFamily(LAUE_CLASSES[6], [0, 1, 2]));
    expect(axisFamily(laueClassOf(magnesium), [1, 1, 0])).toBe('6/mmm ⟨100⟩');
  });
});
