import { describe, expect, it } from 'vitest';
import { prototypeCrystal } from '../crystal/prototypes.js';
import { structureOf } from '../crystal/build.js';
import { boxOf, flatCell } from '../energetics/box.js';
import { EamEnergy } from '../energetics/eam/energy.js';
import { eamPotential } from '../energetics/eam/potential.js';
import { candidateStructure } from '../grain-boundaries/candidate-structure.js';
import { PLAIN_CANDIDATE } from '../grain-boundaries/candidate.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { genericMetal } from './generic-metal.js';
import { SoftRelaxation } from './soft-relaxation.js';

function softEnergies(a: number, change: object): number[] {
  const crystal = prototypeCrystal('fcc', ['Cu'], [a]);
  const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma: 5, plane: [2, 1, 0] });
  const bondLengthAngstrom = a / Math.SQRT2;
  const cell = {
    cell: 'free-surfaces',
    grainThicknessAngstrom: 5 * bondLengthAngstrom,
    bondLengthAngstrom,
  } as const;
  const spacing = boundary.grainA.planeSpacingAngstrom;
  const parameters = { ...PLAIN_CANDIDATE, gapAngstrom: 1.3 * spacing, dxAngstrom: 0.3 * a, ...change };
  return new SoftRelaxation(boundary, cell).energies(candidateStructure(boundary, parameters, cell));
}

describe('the generic metal', () => {
  it('has its equilibrium within 2 % of the bond length it was made for, as fcc', () => {
    const energy = new EamEnergy(eamPotential(genericMetal(2.5, 'X')));
    const at = (bond: number): number => {
      const crystal = structureOf(prototypeCrystal('fcc', ['X'], [bond * Math.SQRT2]));
      energy.list.invalidate();
      energy.compute(crystal.positions, crystal.kinds, boxOf(flatCell(crystal), crystal.periodic));
      return energy.energyEv;
    };
    const scales = Array.from({ length: 81 }, (_, i) => 0.96 + i * 0.001);
    const best = scales.reduce((a, b) => (at(2.5 * b) < at(2.5 * a) ? b : a));
    expect(Math.abs(best - 1)).toBeLessThan(0.02);
  });
});

describe('soft relaxation', () => {
  it('falls from stage to stage', () => {
    const [first, second] = softEnergies(3.6, {});
    expect(second).toBeLessThan(first);
    expect(second).toBeGreaterThan(0);
  });

  it('is the same for a larger atom: lengths are bond lengths', () => {
    const [small, large] = [softEnergies(3.6, {}), softEnergies(5, { dxAngstrom: 0.3 * 5 })];
    // Where the minimiser stops after so few steps depends on its step limits in Å.
    expect(large[1] / small[1]).toBeGreaterThan(0.9);
    expect(large[1] / small[1]).toBeLessThan(1.1);
  });

  it('is that of one period when both periods are doubled', () => {
    const [one] = [softEnergies(3.6, {})];
    const four = softEnergies(3.6, { replicateX: 2, replicateZ: 2 });
    expect(four[1]).toBeCloseTo(one[1], 2);
  });
});
