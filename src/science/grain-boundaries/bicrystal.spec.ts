import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { AtomicStructure, Crystal, Vec3 } from '../crystal/structure.js';
import { add, apply, applyRow, IDENTITY, inverse } from '../crystal/vectors.js';
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
  const images = range(1).flatMap((b) => range(0).flatMap((a) => range(2).map((c) => [a, b, c])));
  for (const n of images) {
    const shift = [0, 1, 2].map(
      (k) => n[0] * cell[0][k] + n[1] * cell[1][k] + n[2] * cell[2][k] - positions[3 * i + k],
    );
    for (let j = 0; j < nAtoms; j++) {
      const y = positions[3 * j + 1] + shift[1];
      if (Math.abs(y) > cutoff) continue;
      const length = Math.hypot(positions[3 * j] + shift[0], y, positions[3 * j + 2] + shift[2]);
      if (length > 1e-9 && length < cutoff) found.push(length);
    }
  }
  return found.sort((p, q) => p - q);
}

/** The surroundings of all atoms within 4.5 Å of the middle of the first or second boundary, element by element. */
function surroundings({ structure, ...bicrystal }: Bicrystal, which: 1 | 2, gap: number): string[] {
  const { boundaryHeightAngstrom: first, secondHeightAngstrom: second } = bicrystal;
  const middle = (which === 1 ? first : (second ?? NaN)) + gap / 2;
  const [, [bx, by, bz]] = structure.cell;
  // In a periodic cell the second boundary is at the upper face: atoms of the lower half are seen one cell up.
  const positions = Float64Array.from(structure.positions);
  for (let i = 0; which === 2 && i < structure.nAtoms; i++) {
    if (positions[3 * i + 1] > middle - by / 2) continue;
    [bx, by, bz].forEach((v, k) => (positions[3 * i + k] += v));
  }
  const moved = { ...structure, positions };
  return [...structure.kinds.keys()]
    .filter((i) => Math.abs(positions[3 * i + 1] - middle) < 4.5)
    .map(
      (i) =>
        `${structure.elements[structure.kinds[i]]} ${environment(moved, i)
          .map((d) => d.toFixed(4))
          .join(' ')}`,
    )
    .sort();
}

/** Atoms near the first boundary whose image under `copy` is no atom of the same kind. */
function misplacedCopies({ structure, copy, boundaryHeightAngstrom }: Bicrystal): number {
  const { cell, positions, kinds } = structure;
  const { matrix, offset } = copy ?? { matrix: IDENTITY, offset: [NaN, NaN, NaN] };
  const back = inverse(cell);
  const at = (i: number): Vec3 => [positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]];
  const key = (r: Vec3, kind: number): string =>
    [kind, ...applyRow(r, back).map((f) => Math.round((f - Math.floor(f)) * 1e4) % 1e4)].join();
  const there = new Set(
    [...kinds.keys()].flatMap((i) => {
      // Roundings to either side.
      return [1e-9, -1e-9].map((e) => key(at(i).map((v) => v + e) as unknown as Vec3, kinds[i]));
    }),
  );
  return [...kinds.keys()].filter((i) => {
    if (Math.abs(positions[3 * i + 1] - boundaryHeightAngstrom) > cell[1][1] / 4) return false;
    return !there.has(key(add(apply(matrix, at(i)), offset), kinds[i]));
  }).length;
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

describe('both boundaries of a periodic cell are the same, and as the one between free surfaces', () => {
  const magnesia = prototypeCrystal('rocksalt', ['Mg', 'O'], [4.21]);
  const silicon = prototypeCrystal('diamond', ['Si'], [5.43]);
  const titanate = prototypeCrystal('perovskite', ['Sr', 'Ti', 'O'], [3.905]);
  const magnesium = prototypeCrystal('hcp', ['Mg'], [3.2, 5.2]);
  const zincBlende = prototypeCrystal('zincblende', ['Ga', 'As'], [5.65]);

  it.each([
    ['symmetric tilt', copper, [0, 0, 1], 5, [2, 1, 0], 'symmetric-tilt'],
    ['the other symmetric tilt', copper, [0, 0, 1], 5, [3, 1, 0], 'symmetric-tilt'],
    ['tilt about [110]', copper, [1, 1, 0], 9, [2, -2, 1], 'symmetric-tilt'],
    ['asymmetric tilt', copper, [0, 0, 1], 5, [1, 0, 0], 'asymmetric-tilt'],
    ['twist', copper, [0, 0, 1], 5, [0, 0, 1], 'twist'],
    ['twist about [111]', copper, [1, 1, 1], 7, [1, 1, 1], 'twist'],
    ['mixed', copper, [0, 0, 1], 5, [1, 1, 1], 'mixed'],
    ['rocksalt', magnesia, [0, 0, 1], 5, [3, 1, 0], 'symmetric-tilt'],
    ['diamond tilt', silicon, [0, 0, 1], 5, [3, 1, 0], 'symmetric-tilt'],
    ['diamond twist', silicon, [0, 0, 1], 5, [0, 0, 1], 'twist'],
    ['perovskite', titanate, [0, 0, 1], 5, [3, 1, 0], 'symmetric-tilt'],
    ['hcp twist', magnesium, [0, 0, 1], 7, [0, 0, 1], 'twist'],
    ['hcp tilt', magnesium, [0, 0, 1], 7, [2, 1, 0], 'symmetric-tilt'],
    ['zincblende tilt', zincBlende, [0, 0, 1], 5, [3, 1, 0], 'symmetric-tilt'],
  ] as [string, Crystal, Vec3, number, Vec3, string][])('%s', (...row) => {
    const [, crystal, axis, sigma, plane, kind] = row;
    const boundary = makeBoundary({ crystal, axis, sigma, plane });
    expect(boundary.kind).toBe(kind);
    const gapAngstrom = 1.1;
    const state = { dxAngstrom: 0.7, gapAngstrom, dzAngstrom: 0.4, grainThicknessAngstrom: 11 };
    const { terminationsAngstrom: a } = boundary.grainA;
    const { terminationsAngstrom: b } = boundary.grainB;
    for (const [terminationA, terminationB] of [
      [0, 0],
      [a.length - 1, 0],
      [a.length - 1, b.length - 1],
    ]) {
      const options = { ...state, terminationA, terminationB };
      const free = buildBicrystal(boundary, { ...options, cell: 'free-surfaces' });
      const periodic = buildBicrystal(boundary, { ...options, cell: 'periodic' });
      const one = surroundings(free, 1, gapAngstrom);
      expect(one.length).toBeGreaterThan(0);
      expect(surroundings(periodic, 1, gapAngstrom)).toEqual(one);
      expect(surroundings(periodic, 2, gapAngstrom)).toEqual(one);
      for (const [replicateX, replicateZ] of [
        [1, 1],
        [2, 1],
      ]) {
        expect(
          misplacedCopies(buildBicrystal(boundary, { ...options, replicateX, replicateZ, cell: 'periodic' })),
        ).toBe(0);
      }
    }
  });

  it('a polar crystal that nothing turns over is refused', () => {
    const boundary = makeBoundary({ crystal: zincBlende, axis: [0, 0, 1], sigma: 5, plane: [3, 2, 1] });
    const make = () => buildBicrystal(boundary, { cell: 'periodic', grainThicknessAngstrom: 10 });
    expect(make).toThrow(expect.objectContaining({ code: 'no-second-boundary' }) as Error);
  });
});
