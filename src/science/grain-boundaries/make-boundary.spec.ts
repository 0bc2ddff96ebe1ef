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
