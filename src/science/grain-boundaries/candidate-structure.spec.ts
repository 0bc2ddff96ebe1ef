import { describe, expect, it } from 'vitest';

import { minimumImage, neighbourPairs } from '../crystal/neighbours.js';
import { positionOf } from '../crystal/build.js';
import { volumePerAtom } from '../crystal/lattice.js';
import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Vec3 } from '../crystal/structure.js';
import { norm } from '../crystal/vectors.js';
import type { Boundary } from './boundary.js';
import { candidateStructure, type CandidateCell, type CandidateStructure } from './candidate-structure.js';
import { PLAIN_CANDIDATE, type CandidateParameters } from './candidate.js';
import { makeBoundary } from './make-boundary.js';

const copper = prototypeCrystal('fcc', ['Cu'], [3.615]);
const silicon = prototypeCrystal('diamond', ['Si'], [5.431]);
const FCC = 3.615 / Math.SQRT2;
const DIAMOND = (5.431 * Math.sqrt(3)) / 4;
const FREE: CandidateCell = { cell: 'free-surfaces', grainThicknessAngstrom: 12, bondLengthAngstrom: FCC };
const PERIODIC: CandidateCell = { ...FREE, cell: 'periodic' };

const tilt = (sigma: number, plane: Vec3, crystal = copper): Boundary =>
  makeBoundary({ crystal, axis: [0, 0, 1], sigma, plane });
const sigma5 = tilt(5, [3, 1, 0]);
const spacing = sigma5.grainA.planeSpacingAngstrom;
const candidate = (
  parameters: Partial<CandidateParameters>,
  cell = FREE,
  boundary = sigma5,
): CandidateStructure => candidateStructure(boundary, { ...PLAIN_CANDIDATE, ...parameters }, cell);

/** (V − N·Ω)/2A of a periodic cell, from nothing but its box and its atoms. */
function excessOfCell({ structure, areaAngstrom2 }: CandidateStructure): number {
  const height = structure.cell[1][1];
  return (height - (structure.nAtoms * volumePerAtom(copper)) / areaAngstrom2) / 2;
}

function shortest({ structure }: CandidateStructure): number {
  return Math.min(...neighbourPairs(structure, 3).distances);
}

describe('candidateStructure', () => {
  it('has the bulk volume when the planes go on at their distance', () => {
    expect(candidate({ gapAngstrom: spacing }).excessVolumeAngstrom).toBeCloseTo(0, 12);
    expect(candidate({ gapAngstrom: spacing + 0.3 }).excessVolumeAngstrom).toBeCloseTo(0.3, 12);
  });

  it.each([
    [{}],
    [{ gapAngstrom: 1.1 }],
    [{ gapAngstrom: 0.7, overlapAngstrom: 1.5 }],
    [{ gapAngstrom: 0.9, nRemoved: 2, replicateZ: 2, replicateX: 2 }],
  ])('tells the excess volume of the periodic cell, %o', (parameters) => {
    const periodic = candidate({ dxAngstrom: 0.4, dzAngstrom: 0.2, ...parameters }, PERIODIC);
    expect(periodic.excessVolumeAngstrom).toBeCloseTo(excessOfCell(periodic), 9);
    const free = candidate({ dxAngstrom: 0.4, dzAngstrom: 0.2, ...parameters });
    expect(free.excessVolumeAngstrom).toBeCloseTo(periodic.excessVolumeAngstrom, 9);
  });

  it('has no excess volume in silicon put together as it was, whatever the termination', () => {
    const boundary = tilt(5, [2, 1, 0], silicon);
    const { terminationsAngstrom, planeSpacingAngstrom } = boundary.grainA;
    expect(terminationsAngstrom).toHaveLength(2);
    // A perfect crystal: B replaced by A; after A's last layer comes B's next.
    const perfect = { ...boundary, grainB: boundary.grainA };
    const [low, high] = terminationsAngstrom;
    const continued = [
      { terminationA: 0, terminationB: 1, gapAngstrom: high - low },
      { terminationA: 1, terminationB: 0, gapAngstrom: planeSpacingAngstrom - (high - low) },
    ];
    for (const parameters of continued) {
      const made = candidate(parameters, { ...FREE, bondLengthAngstrom: DIAMOND }, perfect);
      expect(made.excessVolumeAngstrom).toBeCloseTo(0, 9);
    }
  });

  it('removes one atom of each pair that is too near, and only near ones', () => {
    const bare = candidate({ gapAngstrom: 0.7 });
    expect(shortest(bare)).toBeCloseTo(0.7, 6);
    const removed = candidate({ gapAngstrom: 0.7, overlapAngstrom: 1.5 });
    expect(removed.structure.nAtoms).toBe(bare.structure.nAtoms - removed.nOverlapping);
    expect(removed.nOverlapping).toBe(1);
    expect(shortest(removed)).toBeGreaterThan(1.5);
    expect(removed.grainOf.filter((grain) => grain === 0)).toHaveLength(
      bare.grainOf.filter((grain) => grain === 0).length,
    );
  });

  it('merges near pairs into an atom half way, across the periodic images', () => {
    const dxAngstrom = 5.5;
    const bare = candidate({ gapAngstrom: 0.7, dxAngstrom });
    const merged = candidate({ gapAngstrom: 0.7, dxAngstrom, overlapAngstrom: 1.5, overlap: 'merge' });
    expect(merged.nOverlapping).toBe(1);
    const moved = [...merged.structure.kinds.keys()].filter((i) => {
      const here = positionOf(merged.structure, i);
      return !bare.structure.kinds.some(
        (_, j) => norm(minimumImage(bare.structure, here, positionOf(bare.structure, j))) < 1e-9,
      );
    });
    expect(moved).toHaveLength(1);
    const distances = [...bare.structure.kinds.keys()]
      .map((j) =>
        norm(
          minimumImage(bare.structure, positionOf(merged.structure, moved[0]), positionOf(bare.structure, j)),
        ),
      )
      .sort((a, b) => a - b);
    expect(distances[0]).toBeCloseTo(distances[1], 9);
    expect(distances[0]).toBeCloseTo(Math.hypot(0.7, 5.716 - 5.5) / 2, 2);
  });

  it('counts [n]: one of two atoms of the replicated plane gone', () => {
    expect(candidate({ gapAngstrom: 1 }).atomFraction).toBe(0);
    const doubled = candidate({ gapAngstrom: 1, nRemoved: 1, replicateZ: 2 });
    // (310): one atom a plane in 5.7 × 3.6 Å.
    expect(doubled.atomFraction).toBe(0.5);
    expect(doubled.areaAngstrom2).toBeCloseTo(2 * candidate({}).areaAngstrom2, 9);
    expect(doubled.structure.nAtoms).toBe(2 * candidate({}).structure.nAtoms - 1);
  });

  it('rattles by the distance asked, near the boundary, the same for the same seed', () => {
    const still = candidate({ gapAngstrom: 1, replicateX: 3, replicateZ: 3 });
    const rattled = candidate({ gapAngstrom: 1, replicateX: 3, replicateZ: 3, rattleAngstrom: 0.3, seed: 4 });
    const again = candidate({ gapAngstrom: 1, replicateX: 3, replicateZ: 3, rattleAngstrom: 0.3, seed: 4 });
    const other = candidate({ gapAngstrom: 1, replicateX: 3, replicateZ: 3, rattleAngstrom: 0.3, seed: 5 });
    expect(again.structure.positions).toEqual(rattled.structure.positions);
    expect(other.structure.positions).not.toEqual(rattled.structure.positions);
    const squares = [...still.structure.kinds.keys()]
      .map((i) =>
        norm(minimumImage(still.structure, positionOf(still.structure, i), positionOf(rattled.structure, i))),
      )
      .filter((distance) => distance > 0);
    expect(squares.length).toBeLessThan(still.structure.nAtoms / 2);
    const rms = Math.sqrt(squares.reduce((sum, d) => sum + d * d, 0) / squares.length);
    // 150 atoms: 5 % standard deviation.
    expect(rms).toBeGreaterThan(0.26);
    expect(rms).toBeLessThan(0.34);
  });

  it.each([
    ['symmetric tilt', sigma5, FCC],
    ['asymmetric tilt', tilt(5, [1, 0, 0]), FCC],
    ['twist', tilt(5, [0, 0, 1]), FCC],
    ['mixed', tilt(5, [2, 1, 1]), FCC],
    ['hexagonal', makeBoundary({ crystal: copper, axis: [1, 1, 1], sigma: 7, plane: [1, 1, 1] }), FCC],
    ['two terminations', tilt(5, [2, 1, 0], silicon), DIAMOND],
  ])('does the same at both boundaries of a periodic cell: %s', (_, boundary, bond) => {
    const parameters = {
      dxAngstrom: 0.5,
      dzAngstrom: 0.3,
      gapAngstrom: 0.4 * bond,
      overlapAngstrom: 0.6 * bond,
      rattleAngstrom: 0.05,
      nRemoved: 1,
      replicateZ: 2,
      seed: 1,
    };
    const made = candidate(parameters, { ...PERIODIC, bondLengthAngstrom: bond }, boundary);
    const { structure, boundaryHeightsAngstrom } = made;
    const period = structure.cell[1][1];
    const pairs = neighbourPairs(structure, 1.3 * bond);
    const near = (plane: number): number[] => {
      const isNear = (i: number): boolean => {
        const height = (structure.positions[3 * i + 1] - plane) / period;
        return Math.abs(height - Math.round(height)) * period < 3;
      };
      return [...pairs.distances]
        .filter((__, n) => isNear(pairs.i[n]) || isNear(pairs.j[n]))
        .sort((p, q) => p - q);
    };
    const [first, second] = boundaryHeightsAngstrom.map(near);
    expect(second.length).toBe(first.length);
    second.forEach((distance, n) => expect(distance).toBeCloseTo(first[n], 9));
  });

  it('has nothing left to take out of a boundary without atoms', () => {
    expect(() => candidate({ gapAngstrom: 6, nRemoved: 1 })).toThrowError(
      expect.objectContaining({ code: 'candidate-without-atoms' }),
    );
  });
});
