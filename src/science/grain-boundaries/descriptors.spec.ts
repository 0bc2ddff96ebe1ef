import { describe, expect, it } from 'vitest';

import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Crystal, Vec3 } from '../crystal/structure.js';
import type { Boundary } from './boundary.js';
import { candidateStructure, type CandidateStructure } from './candidate-structure.js';
import { PLAIN_CANDIDATE, type CandidateParameters } from './candidate.js';
import { describeCandidate, descriptorReference, DESCRIPTORS } from './descriptors.js';
import { makeBoundary } from './make-boundary.js';

const tiltOf = (crystal: Crystal, sigma: number, plane: Vec3): Boundary =>
  makeBoundary({ crystal, axis: [0, 0, 1], sigma, plane });
const copperOf = (a: number): Crystal => prototypeCrystal('fcc', ['Cu'], [a]);
const sigma5 = tiltOf(copperOf(3.615), 5, [3, 1, 0]);

function candidate(boundary: Boundary, parameters: Partial<CandidateParameters>): CandidateStructure {
  const { bondLengthAngstrom } = descriptorReference(boundary);
  return candidateStructure(
    boundary,
    { ...PLAIN_CANDIDATE, ...parameters },
    { cell: 'free-surfaces', grainThicknessAngstrom: 9 * bondLengthAngstrom, bondLengthAngstrom },
  );
}
function describeOf(boundary: Boundary, parameters: Partial<CandidateParameters>): Record<string, number> {
  const numbers = describeCandidate(candidate(boundary, parameters), descriptorReference(boundary));
  return Object.fromEntries(DESCRIPTORS.map(({ name }, k) => [name, numbers[k]]));
}

describe('describeCandidate', () => {
  it('gives a finite number for each descriptor, each with its own name', () => {
    const numbers = describeOf(sigma5, { gapAngstrom: 0.2, dxAngstrom: 1, dzAngstrom: 0.7 });
    expect(Object.keys(numbers)).toHaveLength(DESCRIPTORS.length);
    expect(Object.values(numbers).every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['copper', tiltOf(copperOf(3.615), 5, [2, 1, 0])],
    ['rock salt', tiltOf(prototypeCrystal('rocksalt', ['Mg', 'O'], [4.21]), 5, [3, 1, 0])],
  ])('finds no excess where the crystal goes on: %s', (_, boundary) => {
    const perfect = { ...boundary, grainB: boundary.grainA };
    const gapAngstrom = boundary.grainA.planeSpacingAngstrom;
    const numbers = describeOf(perfect, { gapAngstrom, ...nextPlane(boundary) });
    for (const name of ['coordination', 'cohesion', 'density-2', 'radial-1.0', 'radial-1.4']) {
      expect(numbers[name], name).toBeCloseTo(0, 6);
    }
    expect(numbers['shortest-bond']).toBeCloseTo(1, 9);
    expect(numbers['coordination-spread']).toBeCloseTo(0, 9);
    expect(numbers.asymmetry).toBeCloseTo(0, 6);
    expect(numbers['excess-volume']).toBeCloseTo(0, 9);
    // Σ of a Gaussian over planes against its integral: planes are much denser than its width.
    expect(numbers['local-density']).toBeCloseTo(1, 2);
  });

  it('does not change with replication, a period along the plane, or the lattice parameter', () => {
    const state = { dxAngstrom: 1.1, dzAngstrom: 0.6, gapAngstrom: 0.8 };
    const numbers = describeOf(sigma5, state);
    const [[period]] = sigma5.periods;
    const larger = tiltOf(copperOf(2 * 3.615), 5, [3, 1, 0]);
    const same = [
      describeOf(sigma5, { ...state, replicateX: 2, replicateZ: 3 }),
      describeOf(sigma5, { ...state, dxAngstrom: state.dxAngstrom + period }),
      describeOf(larger, { dxAngstrom: 2.2, dzAngstrom: 1.2, gapAngstrom: 1.6 }),
    ];
    for (const other of same) {
      for (const [name, value] of Object.entries(numbers)) {
        const scale = Math.max(1, Math.abs(value));
        expect(other[name] / scale, name).toBeCloseTo(value / scale, 8);
      }
    }
  });

  it('counts overlaps and what they do', () => {
    const crowded = describeOf(sigma5, { gapAngstrom: 0.7 });
    const removed = describeOf(sigma5, { gapAngstrom: 0.7, overlapAngstrom: 1.5 });
    const area = sigma5.periods[0][0] * sigma5.periods[1][1];
    // One pair 0.7 Å apart: two atoms a cell of 20.7 Å², in b² = 6.53 Å².
    expect(crowded['overlaps-0.5']).toBeCloseTo((2 * 3.615 ** 2) / 2 / area, 6);
    expect(crowded['shortest-bond']).toBeCloseTo((0.7 * Math.SQRT2) / 3.615, 9);
    expect(removed['overlaps-0.5']).toBe(0);
    expect(crowded.cohesion).toBeGreaterThan(removed.cohesion);
    expect(removed['atom-fraction-cosine']).toBe(1);
  });
});

/** In-plane shift from a plane of grain A to the next one, found from the atoms. */
function nextPlane(boundary: Boundary): { dxAngstrom: number; dzAngstrom: number } {
  const { structure, grainOf, boundaryHeightsAngstrom } = candidate(boundary, {});
  const spacing = boundary.grainA.planeSpacingAngstrom;
  const at = (y: number, kind: number): number =>
    [...structure.kinds.keys()].find(
      (i) =>
        grainOf[i] === 0 &&
        structure.kinds[i] === kind &&
        Math.abs(structure.positions[3 * i + 1] - boundaryHeightsAngstrom[0] - y) < 1e-6,
    ) ?? 0;
  const [here, below] = [at(0, 0), at(-spacing, 0)];
  const p = structure.positions;
  return {
    dxAngstrom: p[3 * here] - p[3 * below],
    dzAngstrom: p[3 * here + 2] - p[3 * below + 2],
  };
}
