import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Vec3 } from '../crystal/structure.js';
import { buildBicrystal } from './bicrystal.js';
import { makeBoundary } from './make-boundary.js';

const A = 3.615;
const copper = prototypeCrystal('fcc', ['Cu'], [A]);

describe('fcc [001] symmetric tilt', () => {
  it.each([
    [5, [2, 1, 0], 53.1301],
    [5, [3, 1, 0], 36.8699],
    [17, [3, 5, 0], 118.0725 - 90],
    [17, [4, 1, 0], 28.0725],
    [25, [0, 4, 3], 73.74],
    [13, [5, 1, 0], 22.62],
    [61, [0, 11, 1], 10.389],
  ] as [number, Vec3, number][])('Σ%i %j has the period of the literature', (sigma, plane) => {
    const axis: Vec3 = plane[0] === 0 ? [1, 0, 0] : [0, 0, 1];
    const boundary = makeBoundary({ crystal: copper, axis, sigma, plane });
    const [h, k] = plane.filter((v) => v !== 0);
    const length = Math.hypot(h, k);
    const halved = h % 2 === 1 && k % 2 === 1;
    expect(boundary.kind).toBe('symmetric-tilt');
    expect(boundary.sigma).toBe(sigma);
    expect(boundary.periods[0][0]).toBeCloseTo((A * length) / (halved ? 2 : 1), 9);
    expect(boundary.periods[0][1]).toBe(0);
    expect(boundary.periods[1][0]).toBe(0);
    expect(boundary.periods[1][1]).toBeCloseTo(A, 9);
    expect(boundary.grainA.planeSpacingAngstrom).toBeCloseTo(A / length / 2, 9);
    expect(boundary.grainB.planeSpacingAngstrom).toBeCloseTo(A / length / 2, 9);
    expect(boundary.grainB.strain).toBeNull();
    const { structure } = buildBicrystal(boundary, { cell: 'free-surfaces', grainThicknessAngstrom: 15 });
    const perPlane = halved ? 1 : 2;
    expect(structure.nAtoms % perPlane).toBe(0);
  });
});

describe('any lattice', () => {
  const magnesium = prototypeCrystal('hcp', ['Mg'], [3.2094, 5.2105]);

  it('hexagonal, across the basal plane: nothing is strained', () => {
    const boundary = makeBoundary({ crystal: magnesium, axis: [0, 0, 1], sigma: 7, plane: [2, 1, 0] });
    expect(boundary.grainB.strain).toBeNull();
    expect(boundary.grainB.planeSpacingAngstrom).toBeCloseTo(boundary.grainA.planeSpacingAngstrom, 9);
  });

  it('a nearly rational axial ratio is made to fit, and the strain is told', () => {
    // c²/a² = 2.636 as if 8/3, 1.2 % more: half of that is a strain of c against a.
    const request = { crystal: magnesium, axis: [2, 1, 0], sigma: 11, plane: [0, 1, -4] } as const;
    expect(() => makeBoundary(request)).toThrow(
      expect.objectContaining({ code: 'axis-without-lattice-plane' }) as Error,
    );
    const boundary = makeBoundary({ ...request, metricTolerance: 0.02 });
    const { strain } = boundary.grainB;
    const largest = Math.max(...(strain ?? [[0]]).flat().map(Math.abs));
    expect(largest).toBeGreaterThan(0.002);
    expect(largest).toBeLessThan(0.012);
    for (const cell of ['free-surfaces', 'periodic'] as const) {
      const built = buildBicrystal(boundary, { cell, grainThicknessAngstrom: 12, gapAngstrom: 1 });
      expect(new Set(built.grainOf)).toEqual(new Set([0, 1]));
    }
  });
});

describe('what cannot be made', () => {
  const withCode = (code: string) => expect.objectContaining({ code }) as Error;
  const request = { crystal: copper, axis: [0, 0, 1], sigma: 5, plane: [2, 1, 0] } as const;

  it('is refused with a reason', () => {
    expect(() => makeBoundary({ ...request, sigma: 7 })).toThrow(withCode('no-such-sigma'));
    expect(() => makeBoundary({ ...request, plane: [0, 0, 0] })).toThrow(withCode('not-integer'));
    expect(() => makeBoundary({ ...request, axis: [0, 0, 0.5] })).toThrow(withCode('not-integer'));
    expect(() => makeBoundary({ ...request, planeB: [1, 1, 1] })).toThrow(withCode('no-such-plane'));
  });

  it('the other plane of B chooses the asymmetric boundary', () => {
    const boundary = makeBoundary({ ...request, planeB: [11, 2, 0] });
    expect(boundary.kind).toBe('asymmetric-tilt');
    expect(boundary.label).toMatch(/^Σ5 \(210\)∥\(.*11.*\)\[001\] asymmetric tilt, fcc Cu$/);
  });
});
