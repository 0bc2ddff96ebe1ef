import { describe, expect, it } from 'vitest';

import { prototypeCrystal } from '../crystal/prototypes.js';
import type { Vec3 } from '../crystal/structure.js';
import { createRng } from '../numerics/rng.js';
import type { Boundary } from './boundary.js';
import { cellFractions, translationCell } from './candidate-cell.js';
import { candidateSpace, type CandidateChoices, type CandidateSpace } from './candidate-space.js';
import { stateExcessAngstrom } from './candidate-volume.js';
import type { CandidateParameters } from './candidate.js';
import { makeBoundary } from './make-boundary.js';

const copper = prototypeCrystal('fcc', ['Cu'], [3.6]);
const tilt = (sigma: number, plane: Vec3): Boundary =>
  makeBoundary({ crystal: copper, axis: [0, 0, 1], sigma, plane });
const CHOICES: CandidateChoices = {
  translationStepAngstrom: 0.4,
  gapsAngstrom: [0.7, 0.9, 1.1],
  terminations: 'all',
  overlapShares: [0],
  overlap: 'remove',
  removedAtMost: 0,
  replications: [[1, 1]],
  rattleAngstrom: 0,
  rattleSeeds: 0,
  unique: false,
  sample: null,
};
const spaceOf = (boundary: Boundary, choices: Partial<CandidateChoices>, seed = 1): CandidateSpace =>
  candidateSpace(boundary, { ...CHOICES, ...choices }, 2.55, createRng(seed));
const all = (space: CandidateSpace): CandidateParameters[] =>
  Array.from({ length: space.nCandidates }, (_, i) => space.at(i));

describe('candidateSpace', () => {
  const sigma5 = tilt(5, [3, 1, 0]);

  it('covers the CNID cell of Σ5(310), 5.69 × 3.60 Å, with steps no longer than asked', () => {
    // 5.692 / 0.4 -> 15 points, 3.6 / 0.4 -> 9; 3 gaps.
    expect(spaceOf(sigma5, {}).nCandidates).toBe(15 * 9 * 3);
    const made = all(spaceOf(sigma5, {}));
    expect(new Set(made.map((c) => JSON.stringify(c))).size).toBe(made.length);
    expect(Math.max(...made.map((c) => c.dxAngstrom))).toBeCloseTo((5.692 * 14) / 15, 2);
  });

  it('leaves out what symmetry makes equal: a quarter is left, with overlaps removed half', () => {
    // Classes of 15 × 9 points under ±dx, ±dz: (15+1)/2 × (9+1)/2.
    expect(spaceOf(sigma5, { unique: true }).nCandidates).toBe(8 * 5 * 3);
    expect(spaceOf(sigma5, { unique: true, overlapShares: [0.6] }).nCandidates).toBe(15 * 5 * 3);
    expect(spaceOf(sigma5, { unique: true, overlapShares: [0.6], overlap: 'merge' }).nCandidates).toBe(
      8 * 5 * 3,
    );
  });

  it('halves a centred cell', () => {
    const sigma17 = tilt(17, [4, 1, 0]);
    const [p, q] = translationCell(sigma17);
    expect(Math.hypot(...p)).toBeCloseTo(3.6 * Math.sqrt(17), 9);
    expect(Math.hypot(...q)).toBeCloseTo(3.6, 9);
    const [u, v] = cellFractions([p, q], sigma17.cnid[1]);
    expect([u, v].map((x) => Math.abs(x))).toEqual([expect.closeTo(0.5, 9), expect.closeTo(0.5, 9)]);
    // 14.843 / 0.4 -> 38 (even), 3.6 / 0.4 = 9 -> 10 (even); without mirrors half of 380.
    const rows = all(spaceOf(sigma17, { unique: true, overlapShares: [0.6], gapsAngstrom: [1] }));
    // Classes under (+½, +½) and −dz: 38 × 6 lines of constant dz pair up to 38 × 6 / 2 = 114.
    expect(rows).toHaveLength(114);
  });

  it('takes the small CNID cell of a twist, not its period', () => {
    const twist = tilt(5, [0, 0, 1]);
    // DSC of two square nets of side a/√2 at Σ5: a/√10 = 1.138 Å.
    expect(translationCell(twist).map((side) => Math.hypot(...side))).toEqual([
      expect.closeTo(3.6 / Math.sqrt(10), 9),
      expect.closeTo(3.6 / Math.sqrt(10), 9),
    ]);
    expect(spaceOf(twist, { gapsAngstrom: [1.8] }).nCandidates).toBe(9);
  });

  it('multiplies the lists, with as many seeds as asked when rattled', () => {
    const choices = {
      translationStepAngstrom: 4,
      gapsAngstrom: [1],
      overlapShares: [0, 0.6],
      removedAtMost: 1,
      replications: [
        [1, 1],
        [1, 2],
      ] as const,
      rattleSeeds: 3,
    };
    expect(spaceOf(sigma5, choices).nCandidates).toBe(2 * 2 * 2 * 2);
    const rattled = all(spaceOf(sigma5, { ...choices, rattleAngstrom: 0.3 }));
    expect(rattled).toHaveLength(2 * 2 * 2 * 2 * 3);
    expect(new Set(rattled.map((c) => c.seed))).toEqual(new Set([1, 2, 3]));
    expect(new Set(rattled.map((c) => c.overlapAngstrom))).toEqual(new Set([0, 0.6 * 2.55]));
  });

  it('draws a sample without repeats, the same for the same seed', () => {
    const key = (space: CandidateSpace): string[] => all(space).map((c) => JSON.stringify(c));
    const drawn = key(spaceOf(sigma5, { sample: 50 }, 7));
    expect(new Set(drawn).size).toBe(50);
    expect(key(spaceOf(sigma5, { sample: 50 }, 7))).toEqual(drawn);
    expect(key(spaceOf(sigma5, { sample: 50 }, 8))).not.toEqual(drawn);
    const whole = key(spaceOf(sigma5, { sample: 1e6 }));
    expect([...whole].sort()).toEqual(key(spaceOf(sigma5, {})).sort());
  });

  it('gives every termination the gaps of equal excess volume', () => {
    const silicon = prototypeCrystal('diamond', ['Si'], [5.43]);
    const boundary = makeBoundary({ crystal: silicon, axis: [1, -1, 0], sigma: 3, plane: [1, 1, 1] });
    const made = all(spaceOf(boundary, { gapsAngstrom: [1.5], translationStepAngstrom: 9 }));
    expect(new Set(made.map((c) => `${c.terminationA}${c.terminationB}`)).size).toBe(4);
    const excesses = made.map((c) => stateExcessAngstrom(boundary, c));
    excesses.forEach((excess) => expect(excess).toBeCloseTo(excesses[0], 9));
    // Half a bilayer's bonds and a bond along the normal: gaps differ by the spacings of the (111) layers.
    expect(new Set(made.map((c) => c.gapAngstrom.toFixed(3))).size).toBe(3);
  });

  it.each([
    [{ translationStepAngstrom: 0 }],
    [{ gapsAngstrom: [] }],
    [{ removedAtMost: 0.5 }],
    [{ rattleAngstrom: 0.1, rattleSeeds: 0 }],
    [{ translationStepAngstrom: 1e-5 }],
  ])('refuses %o', (choices) => {
    expect(() => spaceOf(sigma5, choices)).toThrowError(
      expect.objectContaining({ code: 'candidate-choices-invalid' }),
    );
  });
});
