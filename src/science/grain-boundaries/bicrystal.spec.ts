import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { AtomicStructure, Vec3 } from '../crystal/structure.js';
import { type Bicrystal, type BicrystalOptions, buildBicrystal } from './bicrystal.js';
import { makeBoundary } from './make-boundary.js';

const A = 3.615;
const copper = prototypeCrystal('fcc', ['Cu'], [A]);
const tilt = (sigma: number, plane: Vec3) => makeBoundary({ crystal: copper, axis: [0, 0, 1], sigma, plane });

/** Every distance below the cut-off from atom i, sorted, by brute force over images. */
function environment(
  { cell, periodic, positions, nAtoms }: AtomicStructure,
  i: number,
  cutoff = 4,
): number[] {
  const found: number[] = [];
  const range = (axis: number): number[] => (periodic[axis] ? [-2, -1, 0, 1, 2] : [0]);
  for (let j = 0; j < nAtoms; j++)
    for (const a of range(0))
      for (const b of range(1))
        for (const c of range(2)) {
          const d = [0, 1, 2].map(
            (k) =>
              positions[3 * j + k] - positions[3 * i + k] + a * cell[0][k] + b * cell[1][k] + c * cell[2][k],
          );
          const length = Math.hypot(...d);
          if (length > 1e-9 && length < cutoff) found.push(length);
        }
  return found.sort((p, q) => p - q);
}

const heightOf = ({ structure }: Bicrystal, i: number): number => structure.positions[3 * i + 1];

describe('a bicrystal of fcc', () => {
  const options: BicrystalOptions = { cell: 'free-surfaces', grainThicknessAngstrom: 15 };

  it.each([
    [5, [2, 1, 0]],
    [5, [3, 1, 0]],
    [17, [5, 3, 0]],
    [29, [5, 2, 0]],
  ] as [number, Vec3][])('Σ%i %j: the volume of the grains is that of their atoms', (sigma, plane) => {
    const boundary = tilt(sigma, plane);
    const { structure, nPlanesA, nPlanesB, areaAngstrom2 } = buildBicrystal(boundary, options);
    const thickness = (nPlanesA + nPlanesB) * boundary.grainA.planeSpacingAngstrom;
    expect(structure.nAtoms).toBe(Math.round((thickness * areaAngstrom2) / (A ** 3 / 4)));
  });

  it.each([
    [5, [2, 1, 0]],
    [17, [4, 1, 0]],
  ] as [number, Vec3][])('Σ%i %j: grain B is the mirror image of grain A', (sigma, plane) => {
    const bicrystal = buildBicrystal(tilt(sigma, plane), options);
    const { structure, boundaryHeightAngstrom: y0 } = bicrystal;
    const key = (i: number, sign: number): string => {
      const [x, y, z] = structure.positions.slice(3 * i, 3 * i + 3);
      const u = x / structure.cell[0][0];
      const w = z / structure.cell[2][2];
      return [u - Math.floor(u + 1e-6), sign * (y - y0), w - Math.floor(w + 1e-6)]
        .map((v) => Math.abs(v).toFixed(4))
        .join();
    };
    const atoms = [...bicrystal.grainOf.keys()];
    const below = atoms.filter((i) => bicrystal.grainOf[i] === 0).map((i) => key(i, 1));
    const above = atoms.filter((i) => bicrystal.grainOf[i] === 1).map((i) => key(i, -1));
    expect(above.sort()).toEqual(below.sort());
  });

  it('away from the boundary and the surfaces, atoms see the perfect crystal', () => {
    const bicrystal = buildBicrystal(tilt(5, [2, 1, 0]), { ...options, gapAngstrom: 1, dxAngstrom: 0.7 });
    const inner = [...bicrystal.grainOf.keys()].filter((i) => {
      const y = Math.abs(heightOf(bicrystal, i) - bicrystal.boundaryHeightAngstrom);
      return y > 5.1 && y < 10;
    });
    expect(inner.length).toBeGreaterThan(10);
    for (const i of inner) {
      const distances = environment(bicrystal.structure, i);
      expect(distances).toHaveLength(18);
      expect(distances[0]).toBeCloseTo(A / Math.SQRT2, 9);
      expect(distances[12]).toBeCloseTo(A, 9);
    }
  });

  it('both boundaries of a periodic cell are the same, and as the one between free surfaces', () => {
    const state = { dxAngstrom: 0.7, gapAngstrom: 1.1, dzAngstrom: 0.4 };
    const boundary = tilt(5, [2, 1, 0]);
    const near = (bicrystal: Bicrystal, height: number): string[] =>
      [...bicrystal.grainOf.keys()]
        .filter((i) => Math.abs(heightOf(bicrystal, i) - height) < 5)
        .map((i) =>
          environment(bicrystal.structure, i)
            .map((d) => d.toFixed(5))
            .join(),
        )
        .sort();
    const periodic = buildBicrystal(boundary, { ...options, ...state, cell: 'periodic' });
    const wrapped = (height: number): Bicrystal => {
      // The second boundary sits at the cell's edge: bring the atoms above it to the other side.
      const { structure } = periodic;
      const positions = structure.positions.map((v, k) =>
        k % 3 === 1 && v < height - structure.cell[1][1] / 2 ? v + structure.cell[1][1] : v,
      );
      return { ...periodic, structure: { ...structure, positions } };
    };
    const one = near(periodic, periodic.boundaryHeightAngstrom + 0.55);
    const second = (periodic.secondHeightAngstrom ?? NaN) + 0.55;
    const free = buildBicrystal(boundary, { ...options, ...state });
    expect(near(wrapped(second), second)).toEqual(one);
    expect(near(free, free.boundaryHeightAngstrom + 0.55)).toEqual(one);
  });

  it('repeats along x and z', () => {
    const one = buildBicrystal(tilt(5, [3, 1, 0]), options);
    const six = buildBicrystal(tilt(5, [3, 1, 0]), { ...options, replicateX: 2, replicateZ: 3 });
    expect(six.structure.nAtoms).toBe(6 * one.structure.nAtoms);
    expect(six.areaAngstrom2).toBeCloseTo(6 * one.areaAngstrom2, 9);
    const middle = (b: Bicrystal): number =>
      [...b.grainOf.keys()].find((i) => Math.abs(heightOf(b, i) - b.boundaryHeightAngstrom + 8) < 0.6) ?? 0;
    expect(environment(six.structure, middle(six)).length).toBe(
      environment(one.structure, middle(one)).length,
    );
  });

  it('refuses a termination that is not there', () => {
    expect(() => buildBicrystal(tilt(5, [2, 1, 0]), { ...options, terminationA: 1 })).toThrow(
      expect.objectContaining({ code: 'no-such-termination' }) as Error,
    );
  });
});
