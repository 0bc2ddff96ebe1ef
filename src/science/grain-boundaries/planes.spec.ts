import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Vec3 } from '../crystal/structure.js';
import { makeBoundary, periodArea } from './make-boundary.js';
import { boundaryPlanes, equivalentPlanes } from './planes.js';

const copper = prototypeCrystal('fcc', ['Cu'], [3.615]);
const form = (v: Vec3): string =>
  v
    .map(Math.abs)
    .sort((a, b) => b - a)
    .join('');

describe('boundaryPlanes', () => {
  it.each([
    // The symmetric tilt planes of each Σ: those listed for fcc [001] in the literature.
    [5, ['210', '310']],
    [13, ['320', '510']],
    [17, ['410', '530']],
    [25, ['430', '710']],
    [29, ['520', '730']],
  ] as [number, string[]][])('Σ%i about [001] has two symmetric tilts and one twist', (sigma, planes) => {
    const all = boundaryPlanes(copper, [0, 0, 1], sigma, { maxIndex: 7 });
    const of = (kind: string): string[] => all.filter((p) => p.kind === kind).map((p) => form(p.plane));
    expect(of('symmetric-tilt').sort()).toEqual(planes);
    expect(of('twist')).toEqual(['100']);
  });

  it.each([
    [3, ['111', '211']],
    [9, ['221', '411']],
    [11, ['311', '332']],
  ] as [number, string[]][])('Σ%i about [110]: the symmetric tilts of the literature', (sigma, planes) => {
    const all = boundaryPlanes(copper, [1, 1, 0], sigma, { maxIndex: 4 });
    const symmetric = all.filter((p) => p.kind === 'symmetric-tilt').map((p) => form(p.plane));
    expect(symmetric.sort()).toEqual(planes);
  });

  it('Σ5: asymmetric planes face one another once, whichever grain they are named in', () => {
    const all = boundaryPlanes(copper, [0, 0, 1], 5, { maxIndex: 11 });
    const tilts = all
      .filter((p) => p.kind === 'asymmetric-tilt' && p.plane[2] === 0)
      .map((p) => [form(p.plane), form(p.planeB)].sort().join(' '));
    expect(tilts).toContain('100 430');
    expect(tilts).toContain('110 710');
    expect(new Set(tilts).size).toBe(tilts.length);
  });

  it('every plane makes the boundary that it tells', () => {
    for (const p of boundaryPlanes(copper, [1, 1, 1], 7, { maxIndex: 2 })) {
      const { plane, planeB, kind, spacingsAngstrom } = p;
      const boundary = makeBoundary({ crystal: copper, axis: [1, 1, 1], sigma: 7, plane, planeB });
      expect(boundary.kind).toBe(kind);
      expect(boundary.grainA.planeSpacingAngstrom).toBeCloseTo(spacingsAngstrom[0], 9);
      expect(boundary.grainB.planeSpacingAngstrom).toBeCloseTo(spacingsAngstrom[1], 9);
      // The cell of a tilt has a right angle: it may hold several of the smallest.
      const ratio = periodArea(boundary) / p.areaAngstrom2;
      expect(ratio).toBeCloseTo(Math.round(ratio), 9);
      if (!kind.endsWith('tilt')) expect(Math.round(ratio)).toBe(1);
    }
  });

  it('the axis may have any length', () => {
    const planes = (axis: Vec3) => boundaryPlanes(copper, axis, 5, { maxIndex: 3 });
    expect(planes([0, 0, 3])).toEqual(planes([0, 0, 1]));
  });
});

describe('equivalentPlanes', () => {
  it('has the multiplicities of the International Tables', () => {
    expect(equivalentPlanes(copper, [1, 0, 0])).toHaveLength(6);
    expect(equivalentPlanes(copper, [2, 1, 0])).toHaveLength(24);
    expect(equivalentPlanes(copper, [3, 2, 1])).toHaveLength(48);
    const magnesium = prototypeCrystal('hcp', ['Mg'], [3.2, 5.2]);
    expect(equivalentPlanes(magnesium, [1, 0, 0])).toHaveLength(6);
    expect(equivalentPlanes(magnesium, [0, 0, 1])).toHaveLength(2);
  });
});
