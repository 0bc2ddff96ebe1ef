import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import { makeHeterophase } from '../grain-boundaries/heterophase.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { describeByName } from './describe-by-name.js';
import { macroscopicBoundary } from './macroscopic-boundary.js';
import { materialOf } from './materials.js';

const named = { latticeAngstrom: null, sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0], planeB: null } as const;

describe('describeByName', () => {
  it('says what everybody calls it', () => {
    const found = describeByName({ ...named, material: 'Cu' });
    expect(found).toMatchObject({
      label: 'Σ5 (310)[001] symmetric tilt, fcc Cu',
      kind: 'symmetric-tilt',
      sigma: 5,
      axis: [0, 0, 1],
      planeFamilies: ['m-3m {310}', 'm-3m {310}'],
      axisFamily: 'm-3m ⟨100⟩',
    });
    // Textbook: Σ5 is 36.87° about [001].
    expect(found.disorientationDeg).toBeCloseTo(36.8699, 4);
    expect(found.crystals[0]).toMatchObject({ key: 'fcc:Cu', formula: 'Cu', spaceGroup: 225, crystal: null });
  });

  it('gives the key that the boundary itself has, and other names of it: another axis, Σ3 as twist and as tilt', () => {
    const crystal = prototypeCrystal('fcc', ['Cu'], [3.615]);
    const made = makeBoundary({ crystal, axis: [0, 0, 1], sigma: 5, plane: [3, 1, 0] });
    expect(describeByName({ ...named, material: 'fcc Cu' }).key).toBe(macroscopicBoundary(made).key);
    const other = describeByName({ ...named, material: 'Cu', axis: [1, 0, 0], plane: [0, 3, -1] });
    expect(other.key).toBe(macroscopicBoundary(made).key);
    const twin = { ...named, material: 'Cu', sigma: 3, plane: [1, 1, 1] } as const;
    const [twist, tilt] = [
      describeByName({ ...twin, axis: [1, 1, 1] }),
      describeByName({ ...twin, axis: [1, -1, 0] }),
    ];
    expect([twist.kind, tilt.kind]).toEqual(['twist', 'symmetric-tilt']);
    expect(tilt.key).toBe(twist.key);
    expect(tilt.disorientationDeg).toBeCloseTo(60, 9);
  });

  it('of a hexagonal crystal needs the lattice, and takes the nearest ideal one', () => {
    const zinc = { ...named, material: 'hcp Mg', sigma: 7, plane: [0, 0, 1] } as const;
    expect(() => describeByName(zinc)).toThrow(expect.objectContaining({ code: 'lattice-needed' }));
    const found = describeByName({ ...zinc, latticeAngstrom: [3.209, 5.211] });
    // Σ7 about [0001]: 21.79° (Grimmer's tables: 21.79 by sixfold symmetry).
    expect(found.disorientationDeg).toBeCloseTo(21.787, 3);
    expect(found.planeFamilies[0]).toBe('6/mmm {001}');
  });
});

describe('materialOf', () => {
  it.each([
    ['Cu', 'fcc', ['Cu']],
    ['UO2', 'fluorite', ['U', 'O']],
    ['fluorite CeO2', 'fluorite', ['Ce', 'O']],
    ['SrTiO3', 'perovskite', ['Sr', 'Ti', 'O']],
    ['hcp:Ti', 'hcp', ['Ti']],
    ['bcc Ti', 'bcc', ['Ti']],
  ] as const)('%s', (text, structure, elements) => expect(materialOf(text)).toEqual({ structure, elements }));

  it.each(['', 'Xx', 'steel', 'fluorite CeO', 'Al2O3'])('does not know %s', (text) =>
    expect(() => materialOf(text)).toThrow(expect.objectContaining({ code: 'unknown-material' })),
  );
});

describe('two phases', () => {
  const pair = (a: [number, number, number], parallel: [number, number, number]) => {
    const ni = prototypeCrystal('fcc', ['Ni'], [3.52]);
    const mgo = prototypeCrystal('rocksalt', ['Mg', 'O'], [4.21]);
    const match = { strainLimit: 0.05, maxAreaAngstrom2: 1000, strained: 'B' } as const;
    return {
      forth: macroscopicBoundary(
        makeHeterophase({
          crystalA: ni,
          crystalB: mgo,
          planeA: a,
          planeB: a,
          parallel: { a: parallel, b: parallel },
          ...match,
        }),
      ),
      back: macroscopicBoundary(
        makeHeterophase({
          crystalA: mgo,
          crystalB: ni,
          planeA: a,
          planeB: a,
          parallel: { a: parallel, b: parallel },
          ...match,
        }),
      ),
    };
  };

  it('have one key, whichever is called A and however the planes are named; Σ and angles are null', () => {
    const { forth, back } = pair([0, 0, 1], [1, 0, 0]);
    expect(forth).toMatchObject({ sigma: null, axis: null, axisFamily: null, disorientationDeg: null });
    expect(forth.key).toMatch(/^fcc:Ni\|rocksalt:MgO ~/);
    expect(back.key).toBe(forth.key);
    expect(pair([1, 0, 0], [0, 0, 1]).forth.key).toBe(forth.key);
    expect(pair([0, 0, 1], [1, 1, 0]).forth.key).toBe(forth.key);
    expect(pair([1, 1, 1], [1, -1, 0]).forth.key).not.toBe(forth.key);
  });
});
