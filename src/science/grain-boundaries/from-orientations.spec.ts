import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Mat3 } from '../crystal/structure.js';
import { axisAngle, boundaryFromOrientations } from './from-orientations.js';
import { makeBoundary } from './make-boundary.js';
import { rotationMatrix } from './rotations.js';

const copper = prototypeCrystal('fcc', ['Cu'], [3.615]);
const rows = (a: number[], b: number[], c: number[]): Mat3 => [a, b, c] as unknown as Mat3;

describe('boundaryFromOrientations', () => {
  it('finds the symmetric tilt in the axes of both grains', () => {
    const boundary = boundaryFromOrientations(
      copper,
      rows([3, 1, 0], [0, 0, 2], [1, -3, 0]),
      rows([3, 1, 0], [0, 0, -2], [-1, 3, 0]),
    );
    const named = makeBoundary({ crystal: copper, axis: [0, 0, 1], sigma: 5, plane: [3, 1, 0] });
    expect(boundary.kind).toBe('symmetric-tilt');
    expect(boundary.sigma).toBe(5);
    expect(boundary.periods).toEqual([
      [expect.closeTo(named.periods[0][0], 9), 0],
      [0, expect.closeTo(named.periods[1][1], 9)],
    ]);
    expect(boundary.grainA.plane).toEqual([3, 1, 0]);
  });

  it('refuses axes that are no frame, and two grains of one orientation', () => {
    const frame = rows([1, 0, 0], [0, 1, 0], [0, 0, 1]);
    const oblique = rows([1, 1, 0], [0, 1, 0], [0, 0, 1]);
    const left = rows([1, 0, 0], [0, 0, 1], [0, 1, 0]);
    const turned = rows([0, 1, 0], [-1, 0, 0], [0, 0, 1]);
    const withCode = (code: string) => expect.objectContaining({ code }) as Error;
    expect(() => boundaryFromOrientations(copper, frame, oblique)).toThrow(withCode('not-a-frame'));
    expect(() => boundaryFromOrientations(copper, frame, left)).toThrow(withCode('not-a-frame'));
    expect(() => boundaryFromOrientations(copper, frame, turned)).toThrow(withCode('no-coincidence'));
  });
});

describe('axisAngle', () => {
  it.each([0.1, 1, 2.5, Math.PI])('takes a rotation by %f apart', (angle) => {
    const { axis, angleRad } = axisAngle(rotationMatrix([1, -2, 3], angle));
    expect(angleRad).toBeCloseTo(angle, 9);
    const sign = angle === Math.PI ? Math.sign(axis[0]) : 1;
    axis.forEach((v, i) => expect(v * sign).toBeCloseTo([1, -2, 3][i] / Math.sqrt(14), 9));
  });
});
