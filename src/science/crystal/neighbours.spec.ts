import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { positionOf, structureFromAtoms, structureOf, wrapStructure } from './build.js';
import { minimumImage, neighbourPairs } from './neighbours.js';
import { prototypeCrystal } from './prototypes.js';
import type { AtomicStructure, Mat3, Vec3 } from './structure.js';
import { add, applyRow, norm, subtract } from './vectors.js';

/** The definition: every pair of atoms with every image near enough to matter. */
function naivePairs(structure: AtomicStructure, cutoff: number, reach: number): string[] {
  const found: string[] = [];
  const range = (k: number): number => (structure.periodic[k] ? reach : 0);
  for (let i = 0; i < structure.nAtoms; i++) {
    for (let j = i; j < structure.nAtoms; j++) {
      for (let x = -range(0); x <= range(0); x++) {
        for (let y = -range(1); y <= range(1); y++) {
          for (let z = -range(2); z <= range(2); z++) {
            if (i === j && !(x > 0 || (x === 0 && (y > 0 || (y === 0 && z > 0))))) continue;
            const to = add(positionOf(structure, j), applyRow([x, y, z], structure.cell));
            const distance = norm(subtract(to, positionOf(structure, i)));
            if (distance <= cutoff) found.push(`${i} ${j} ${x} ${y} ${z} ${distance.toFixed(9)}`);
          }
        }
      }
    }
  }
  return found.sort();
}

function randomStructure(seed: number, cell: Mat3, periodic: AtomicStructure['periodic'], nAtoms: number) {
  const rng = createRng(seed);
  const positions = new Float64Array(3 * nAtoms);
  for (let i = 0; i < nAtoms; i++) {
    // Up to a cell outside on either side: atoms need not lie inside.
    positions.set(
      applyRow([3 * rng.uniform() - 1, 3 * rng.uniform() - 1, 3 * rng.uniform() - 1], cell),
      3 * i,
    );
  }
  return structureFromAtoms({ cell, periodic, symbols: Array<string>(nAtoms).fill('Cu'), positions });
}

const SKEWED: Mat3 = [
  [4, 0, 0],
  [3.5, 2.5, 0],
  [-1.5, 2, 3],
];

describe('neighbour pairs', () => {
  it.each([
    ['a skewed cell smaller than the cut-off', SKEWED, [true, true, true], 6, 5, 8],
    ['free surfaces', SKEWED, [true, false, true], 6, 5, 8],
    ['no repetition', SKEWED, [false, false, false], 12, 3, 0],
    [
      'a left-handed cell of many bins',
      [
        [0, 14, 0],
        [12, 0, 0],
        [2, 1, 13],
      ],
      [true, true, true],
      90,
      3,
      3,
    ],
  ] as [string, Mat3, AtomicStructure['periodic'], number, number, number][])(
    'are those of the definition: %s',
    (...[, cell, periodic, nAtoms, cutoff, reach]) => {
      const structure = randomStructure(nAtoms, cell, periodic, nAtoms);
      const pairs = neighbourPairs(structure, cutoff);
      const found = Array.from(pairs.distances, (distance, n) => {
        const shift = [...pairs.shifts.slice(3 * n, 3 * n + 3)].join(' ');
        const vector: Vec3 = [pairs.vectors[3 * n], pairs.vectors[3 * n + 1], pairs.vectors[3 * n + 2]];
        expect(norm(vector)).toBeCloseTo(distance, 12);
        return `${pairs.i[n]} ${pairs.j[n]} ${shift} ${distance.toFixed(9)}`;
      }).sort();
      expect(found).toEqual(naivePairs(structure, cutoff, reach));
      expect(found.length).toBeGreaterThan(3);
    },
  );

  it('counts the shells of fcc in a cell of one atom edge', () => {
    // 12, 6, 24, 12, 24 neighbours at √½, 1, √1.5, √2, √2.5 lattice parameters.
    const cu = structureOf(prototypeCrystal('fcc', ['Cu'], [3.615]));
    for (const [shells, n] of [
      [1.2, 12 + 6],
      [1.3, 42],
      [1.45, 54],
      [1.6, 78],
    ]) {
      expect((2 * neighbourPairs(cu, shells * 3.615).nPairs) / cu.nAtoms).toBe(n);
    }
  });

  it('does not depend on which image of an atom is given', () => {
    const structure = randomStructure(3, SKEWED, [true, true, false], 20);
    const before = [...neighbourPairs(structure, 4).distances].sort();
    const after = [...neighbourPairs(wrapStructure(structure), 4).distances].sort();
    expect(after.length).toBe(before.length);
    after.forEach((d, i) => expect(d).toBeCloseTo(before[i], 10));
  });
});

describe('minimum image', () => {
  it('is the shortest of all images, in any cell', () => {
    const rng = createRng(11);
    let nExact = 0;
    for (let trial = 0; trial < 40; trial++) {
      const vector = (): Vec3 => [8 * rng.uniform() - 4, 8 * rng.uniform() - 4, 8 * rng.uniform() - 4];
      const cell: Mat3 = [add(vector(), [6, 0, 0]), add(vector(), [0, 5, 0]), add(vector(), [0, 0, 9])];
      const periodic: AtomicStructure['periodic'] = [true, rng.uniform() < 0.5, true];
      const [from, to] = [vector(), vector()];
      let shortest = Infinity;
      for (let x = -6; x <= 6; x++) {
        for (let y = periodic[1] ? -6 : 0; y <= (periodic[1] ? 6 : 0); y++) {
          for (let z = -6; z <= 6; z++) {
            shortest = Math.min(shortest, norm(add(subtract(to, from), applyRow([x, y, z], cell))));
          }
        }
      }
      const found = norm(minimumImage({ cell, periodic }, from, to));
      // The definition looks 6 cells far; a needle-shaped random cell may hide a shorter one beyond.
      expect(found).toBeLessThanOrEqual(shortest + 1e-9);
      nExact += found > shortest - 1e-9 ? 1 : 0;
    }
    expect(nExact).toBeGreaterThan(30);
  });
});
