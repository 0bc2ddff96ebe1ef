import { describe, expect, it } from 'vitest';
import type { AtomicStructure, Vec3 } from '../crystal/structure.js';
import { prototypeCrystal } from '../crystal/prototypes.js';
import { boundaryEnergyJPerM2 } from '../energetics/boundary-energy.js';
import { builtInEngine } from '../energetics/built-in-engine.js';
import { mishinCu2001 } from '../energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../energetics/eam/potential.js';
import { candidateStructure } from '../grain-boundaries/candidate-structure.js';
import { PLAIN_CANDIDATE } from '../grain-boundaries/candidate.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { createRng } from '../numerics/rng.js';
import { describeStructure } from './describe-structure.js';
import { findBoundaryPlane } from './find-boundary-plane.js';

/** Mishin 2001 copper at rest. */
const COPPER_LATTICE = 3.61493;
const COHESIVE_EV = -3.54022;

interface RelaxedBoundary {
  readonly structure: AtomicStructure;
  readonly energyJPerM2: number;
}

/**
 * A symmetric [001] tilt boundary of copper, twice in a periodic box, relaxed from random translations until its energy is as low as
 * asked.
 */
async function relaxedCopper(plane: Vec3, energyAtMost: number): Promise<RelaxedBoundary> {
  const copper = prototypeCrystal('fcc', ['Cu'], [COPPER_LATTICE]);
  const boundary = makeBoundary({ crystal: copper, axis: [0, 0, 1], sigma: 5, plane });
  const engine = builtInEngine(eamPotential(mishinCu2001()));
  const rng = createRng(5);
  const [[period]] = boundary.periods;
  for (let n = 0; n < 40; n++) {
    const candidate = candidateStructure(
      boundary,
      {
        ...PLAIN_CANDIDATE,
        dxAngstrom: period * rng.uniform(),
        dzAngstrom: COPPER_LATTICE * rng.uniform(),
        gapAngstrom: 0.4,
        overlapAngstrom: 1.6,
      },
      { cell: 'periodic', grainThicknessAngstrom: 20, bondLengthAngstrom: COPPER_LATTICE / Math.SQRT2 },
    );
    const { structure, areaAngstrom2 } = candidate;
    const relaxed = await engine.relax(structure, {
      fixed: null,
      forceTolerance: 1e-3,
      maxEvaluations: 1000,
      relaxNormal: true,
    });
    const energyJPerM2 = boundaryEnergyJPerM2({
      energyEv: relaxed.energyEv,
      bulkEnergyEv: COHESIVE_EV * structure.nAtoms,
      areaAngstrom2,
      nBoundaries: 2,
      surfacesJPerM2: [],
    });
    if (energyJPerM2 > energyAtMost) continue;
    const [a, b, c] = structure.cell;
    return {
      structure: {
        ...structure,
        cell: [a, [b[0], relaxed.normalLengthAngstrom, b[2]], c],
        positions: relaxed.positions,
      },
      energyJPerM2,
    };
  }
  throw new Error(`no state of (${plane.join(' ')}) below ${energyAtMost} J/m²`);
}

describe('describeStructure of relaxed boundaries', () => {
  // Excess volumes of independent relaxations (LAMMPS), Mishin 2001 copper.
  it.each([
    [[2, 1, 0], 0.9511, 0.322],
    [[3, 1, 0], 0.9048, 0.316],
  ] as const)('copper Σ5 (%j), relaxed to %d J/m²: excess volume %d Å', async (plane, energy, volume) => {
    const { structure, energyJPerM2 } = await relaxedCopper(plane, energy + 0.002);
    expect(Math.abs(energyJPerM2 - energy)).toBeLessThan(0.003);
    const { place } = findBoundaryPlane(structure);
    expect(place.axis).toBe(1);
    expect(place.heightsAngstrom).toHaveLength(2);
    const own = describeStructure(structure, { place }).zone;
    const volumePerAtom = COPPER_LATTICE ** 3 / 4;
    const known = describeStructure(structure, {
      place,
      volumePerAtomAngstrom3: [volumePerAtom, volumePerAtom],
    }).zone;
    expect(Math.abs(known.excess_volume_angstrom! - volume)).toBeLessThan(0.005);
    // The interior of a 20 Å grain for the crystal: it is strained a little by its boundaries.
    expect(Math.abs(own.excess_volume_angstrom! - volume)).toBeLessThan(0.02);
    expect(own.excess_volume_box_angstrom).toBeCloseTo(own.excess_volume_angstrom!, 9);
    expect(own.coordination_missing_per_nm2).toBeGreaterThan(1);
    expect(own.bond_length_min_angstrom).toBeGreaterThan(2.2);
    expect(own.centro_symmetry_max_angstrom2).toBeGreaterThan(1);
    expect(own.density_min_ratio).toBeGreaterThan(0.8);
    expect(own.density_min_ratio).toBeLessThan(0.98);
    expect(own.disordered_thickness_angstrom).toBeGreaterThan(1);
    expect(own.disordered_thickness_angstrom).toBeLessThan(8);
  });
});
