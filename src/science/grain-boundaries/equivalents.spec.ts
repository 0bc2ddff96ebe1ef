import { describe, expect, it } from 'vitest';

import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Vec3 } from '../crystal/structure.js';
import { builtInEngine } from '../energetics/built-in-engine.js';
import { mishinCu2001 } from '../energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../energetics/eam/potential.js';
import { createRng } from '../numerics/rng.js';
import type { Boundary, PlaneVector } from './boundary.js';
import { fromFractions, translationCell } from './candidate-cell.js';
import { candidateStructure } from './candidate-structure.js';
import { PLAIN_CANDIDATE, type CandidateParameters } from './candidate.js';
import { applyOperation, boundaryOperations, mirroredSides } from './equivalents.js';
import { makeBoundary } from './make-boundary.js';

const LATTICE_ANGSTROM = 3.61493;
const copper = prototypeCrystal('fcc', ['Cu'], [LATTICE_ANGSTROM]);
const engine = builtInEngine(eamPotential(mishinCu2001()));

const tilt = (sigma: number, plane: Vec3): Boundary =>
  makeBoundary({ crystal: copper, axis: [0, 0, 1], sigma, plane });

async function unrelaxedEv(
  boundary: Boundary,
  [dxAngstrom, dzAngstrom]: PlaneVector,
  more: Partial<CandidateParameters> = {},
): Promise<number> {
  const gapAngstrom = boundary.grainA.planeSpacingAngstrom + 0.3;
  const parameters = { ...PLAIN_CANDIDATE, dxAngstrom, dzAngstrom, gapAngstrom, ...more };
  const { structure } = candidateStructure(boundary, parameters, {
    cell: 'free-surfaces',
    grainThicknessAngstrom: 12,
    bondLengthAngstrom: LATTICE_ANGSTROM / Math.SQRT2,
  });
  return (await engine.evaluate(structure)).energyEv;
}

describe('boundaryOperations', () => {
  it.each([
    ['symmetric tilt', tilt(5, [3, 1, 0])],
    ['symmetric tilt, centred cell', tilt(17, [4, 1, 0])],
    ['twist', tilt(5, [0, 0, 1])],
    ['asymmetric tilt', tilt(5, [1, 0, 0])],
    ['[011] tilt', makeBoundary({ crystal: copper, axis: [0, 1, 1], sigma: 3, plane: [2, -1, 1] })],
  ])('leads to translations of equal unrelaxed energy: %s', async (_, boundary) => {
    const rng = createRng(3);
    const operations = boundaryOperations(boundary, 0, 0);
    const start = fromFractions(translationCell(boundary), [rng.uniform(), rng.uniform()]);
    const energy = await unrelaxedEv(boundary, start);
    for (const operation of operations) {
      // Rounding of a sum of some −300 eV.
      expect(await unrelaxedEv(boundary, applyOperation(operation, start))).toBeCloseTo(energy, 9);
    }
    for (const [x, z] of boundary.cnid) {
      expect(await unrelaxedEv(boundary, [start[0] + x, start[1] + z])).toBeCloseTo(energy, 9);
    }
  });

  it('finds the mirrors of a symmetric tilt: along the axis by itself, across it by exchanging the grains', () => {
    const boundary = tilt(5, [3, 1, 0]);
    const operations = boundaryOperations(boundary, 0, 0);
    expect(operations).toHaveLength(4);
    expect(mirroredSides(operations, boundary)).toEqual([true, true]);
    const staying = operations.filter((o) => !o.exchanges);
    expect(staying).toHaveLength(2);
    expect(mirroredSides(staying, boundary)).toEqual([false, true]);
  });

  it('finds the 4-fold axis of a (001) twist', () => {
    // The dichromatic pattern of a twist of two square nets: 422, of which half exchange the nets.
    expect(boundaryOperations(tilt(5, [0, 0, 1]), 0, 0)).toHaveLength(8);
  });

  it('leaves the energy alone without exchange where one grain loses its overlapping atoms', async () => {
    const boundary = tilt(5, [3, 1, 0]);
    const operations = boundaryOperations(boundary, 0, 0).filter((o) => !o.exchanges);
    const start: PlaneVector = [0.4, 0.3];
    const removal = { overlapAngstrom: 1.5 };
    const energy = await unrelaxedEv(boundary, start, removal);
    for (const operation of operations) {
      const image = await unrelaxedEv(boundary, applyOperation(operation, start), removal);
      expect(image).toBeCloseTo(energy, 9);
    }
  });
});
