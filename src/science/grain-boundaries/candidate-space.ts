import type { Rng } from '../numerics/rng.js';

import type { Boundary, PlaneVector } from './boundary.js';
import { CandidateError } from './candidate-error.js';
import type { CandidateParameters } from './candidate.js';
import { cellFractions, fromFractions, translationCell, type TranslationCell } from './candidate-cell.js';
import { stateExcessAngstrom } from './candidate-volume.js';
import { applyOperation, boundaryOperations, type TranslationOperation } from './equivalents.js';

/** The candidates of a boundary: a regular grid over the translations, times lists of the rest. */
export interface CandidateChoices {
  /** Longest step over the CNID cell, Å. */
  readonly translationStepAngstrom: number;
  /** Of the first terminations; other ones get the gaps that have the same excess volumes. */
  readonly gapsAngstrom: readonly number[];
  readonly terminations: 'all' | 'first';
  /** Cut-offs of overlapping atoms, as shares of the bulk's bond length. */
  readonly overlapShares: readonly number[];
  readonly overlap: CandidateParameters['overlap'];
  readonly removedAtMost: number;
  /** [along x, along z] each. */
  readonly replications: readonly (readonly [number, number])[];
  readonly rattleAngstrom: number;
  /** Seeds 1, 2, …; without a rattle one candidate of seed 0. */
  readonly rattleSeeds: number;
  /** Symmetry-equivalent candidates are left out. */
  readonly unique: boolean;
  /** null: every point of the grid; else so many, drawn with the seed. */
  readonly sample: number | null;
}

/** A finite set of candidates, made as they are asked for. */
export interface CandidateSpace {
  readonly nCandidates: number;
  at(index: number): CandidateParameters;
}

/** n1 × n2 points over the translation cell; point i·n2 + j is i/n1 and j/n2 of its sides. */
interface Grid {
  readonly cell: TranslationCell;
  readonly n1: number;
  readonly n2: number;
}

/** More translations, or candidates, than this are a mistake in the choices. */
const MOST_TRANSLATIONS = 1e7;
const MOST_CANDIDATES = 1e9;
/** Denominators of symmetry shifts that are looked for: centrings and glides. */
const LARGEST_DENOMINATOR = 12;

function denominator(fraction: number): number {
  for (let n = 1; n <= LARGEST_DENOMINATOR; n++) {
    if (Math.abs(n * fraction - Math.round(n * fraction)) < 1e-4) return n;
  }
  return 1;
}

/** Points along one side: no step longer than asked, and the symmetry's shifts land on points. */
function pointsAlong(side: PlaneVector, step: number, shifts: readonly number[]): number {
  const least = Math.max(1, Math.ceil(Math.hypot(...side) / step - 1e-9));
  const common = Math.max(...shifts.map(denominator), 1);
  return Math.ceil(least / common) * common;
}

function gridOf(boundary: Boundary, step: number, operations: readonly TranslationOperation[]): Grid {
  const cell = translationCell(boundary);
  const shifts = [...boundary.cnid, ...operations.map((o) => o.shiftAngstrom)].map((shift) =>
    cellFractions(cell, shift),
  );
  const along = (side: 0 | 1): number =>
    pointsAlong(
      cell[side],
      step,
      shifts.map((s) => s[side]),
    );
  const [n1, n2] = [along(0), along(1)];
  if (n1 * n2 > MOST_TRANSLATIONS) {
    throw new CandidateError(
      'candidate-choices-invalid',
      `a step of ${step} Å makes ${n1 * n2} translations`,
    );
  }
  return { cell, n1, n2 };
}

function pointAt({ cell, n1, n2 }: Grid, point: number): PlaneVector {
  return fromFractions(cell, [Math.floor(point / n2) / n1, (point % n2) / n2]);
}

/** The grid's points; of equivalent ones the first. */
function gridPoints(grid: Grid, operations: readonly TranslationOperation[], boundary: Boundary): Int32Array {
  const { cell, n1, n2 } = grid;
  const seen = new Uint8Array(n1 * n2);
  const mark = ([x, z]: PlaneVector): void => {
    const [u, v] = cellFractions(cell, [x, z]);
    const [i, j] = [Math.round(u * n1), Math.round(v * n2)];
    if (Math.abs(u * n1 - i) > 1e-3 || Math.abs(v * n2 - j) > 1e-3) return;
    seen[(((i % n1) + n1) % n1) * n2 + (((j % n2) + n2) % n2)] = 1;
  };
  const kept: number[] = [];
  for (let point = 0; point < n1 * n2; point++) {
    if (seen[point] === 1) continue;
    kept.push(point);
    for (const operation of operations) {
      const [x, z] = applyOperation(operation, pointAt(grid, point));
      mark([x, z]);
      for (const [cx, cz] of boundary.cnid) mark([x + cx, z + cz]);
    }
  }
  return Int32Array.from(kept);
}

/** Candidates that share everything but translation, gap, removal count and seed. */
interface Family {
  readonly terminationA: number;
  readonly terminationB: number;
  readonly overlapAngstrom: number;
  /** What equal excess volume adds to the gaps. */
  readonly gapShiftAngstrom: number;
  readonly grid: Grid;
  readonly points: Int32Array;
}

/** The symmetries that a rule for overlapping atoms keeps: taking B's atom of a pair treats the grains differently. */
export function symmetryKept(
  operations: readonly TranslationOperation[],
  overlap: CandidateParameters['overlap'],
  overlapCutoff: number,
): readonly TranslationOperation[] {
  return overlapCutoff > 0 && overlap === 'remove' ? operations.filter((o) => !o.exchanges) : operations;
}

function families(
  boundary: Boundary,
  choices: CandidateChoices,
  bondLengthAngstrom: number,
): readonly Family[] {
  const indices = (all: readonly number[]): readonly number[] =>
    choices.terminations === 'all' ? all.map((_, i) => i) : [0];
  const excess = (terminationA: number, terminationB: number): number =>
    stateExcessAngstrom(boundary, { gapAngstrom: 0, terminationA, terminationB });
  const overlaps = choices.overlapShares.map((share) => share * bondLengthAngstrom);
  return indices(boundary.grainA.terminationsAngstrom).flatMap((terminationA) =>
    indices(boundary.grainB.terminationsAngstrom).flatMap((terminationB) => {
      const operations = choices.unique ? boundaryOperations(boundary, terminationA, terminationB) : [];
      const grid = gridOf(boundary, choices.translationStepAngstrom, operations);
      return overlaps.map((overlapAngstrom) => ({
        terminationA,
        terminationB,
        overlapAngstrom,
        gapShiftAngstrom: excess(0, 0) - excess(terminationA, terminationB),
        grid,
        points: gridPoints(grid, symmetryKept(operations, choices.overlap, overlapAngstrom), boundary),
      }));
    }),
  );
}

function checkChoices(choices: CandidateChoices): void {
  const positive = choices.translationStepAngstrom > 0 && choices.rattleAngstrom >= 0;
  const lists = [choices.gapsAngstrom, choices.overlapShares, choices.replications];
  const whole = [choices.removedAtMost, choices.rattleSeeds, choices.sample ?? 1].every(
    (n) => Number.isInteger(n) && n >= 0,
  );
  if (!positive || !whole || lists.some((list) => list.length === 0)) {
    throw new CandidateError('candidate-choices-invalid', 'a step, count or list makes no candidates', {
      choices,
    });
  }
}

/** Mixed radix: the digits of `index`, first one fastest. */
function digits(index: number, radices: readonly number[]): readonly number[] {
  let rest = index;
  return radices.map((radix) => {
    const digit = rest % radix;
    rest = Math.floor(rest / radix);
    return digit;
  });
}

/** So many different numbers below n, in the order drawn. */
function drawDistinct(count: number, n: number, rng: Rng): readonly number[] {
  const drawn = new Map<number, number>();
  return Array.from({ length: Math.min(count, n) }, (_, k) => {
    const other = k + rng.integer(n - k);
    const value = drawn.get(other) ?? other;
    drawn.set(other, drawn.get(k) ?? k);
    return value;
  });
}

/**
 * Candidates of a boundary: translations over the CNID cell (`translationCell`), gaps, terminations, overlap cut-offs,
 * removed atoms, replications, rattle seeds.
 *
 * @param bondLengthAngstrom  the bulk's shortest bond, of which overlap cut-offs are shares
 * @param rng                 draws the sample; not used without one
 * @returns candidates in a fixed order: translations fastest, then gaps, removed atoms, replications, seeds
 * @throws CandidateError candidate-choices-invalid
 * Checked: counts by hand, equal energies of what `unique` leaves out (candidate energies spec).
 */
export function candidateSpace(
  boundary: Boundary,
  choices: CandidateChoices,
  bondLengthAngstrom: number,
  rng: Rng,
): CandidateSpace {
  checkChoices(choices);
  const all = families(boundary, choices, bondLengthAngstrom);
  const rattled = choices.rattleAngstrom > 0;
  const radices = (family: Family): readonly number[] => [
    family.points.length,
    choices.gapsAngstrom.length,
    choices.removedAtMost + 1,
    choices.replications.length,
    rattled ? choices.rattleSeeds : 1,
  ];
  const sizes = all.map((family) => radices(family).reduce((a, b) => a * b, 1));
  const nAll = sizes.reduce((a, b) => a + b, 0);
  if (nAll === 0 || nAll > MOST_CANDIDATES) {
    throw new CandidateError('candidate-choices-invalid', `the choices make ${nAll} candidates`, { choices });
  }
  const at = (index: number): CandidateParameters => {
    let rest = index;
    let which = 0;
    while (rest >= sizes[which]) rest -= sizes[which++];
    const family = all[which];
    const [point, gap, nRemoved, replication, seed] = digits(rest, radices(family));
    const [dx, dz] = pointAt(family.grid, family.points[point]);
    return {
      dxAngstrom: dx,
      dzAngstrom: dz,
      gapAngstrom: choices.gapsAngstrom[gap] + family.gapShiftAngstrom,
      terminationA: family.terminationA,
      terminationB: family.terminationB,
      overlapAngstrom: family.overlapAngstrom,
      overlap: choices.overlap,
      nRemoved: nRemoved,
      replicateX: choices.replications[replication][0],
      replicateZ: choices.replications[replication][1],
      rattleAngstrom: choices.rattleAngstrom,
      seed: rattled ? seed + 1 : 0,
    };
  };
  if (choices.sample === null) return { nCandidates: nAll, at };
  const drawn = drawDistinct(choices.sample, nAll, rng);
  return { nCandidates: drawn.length, at: (index) => at(drawn[index]) };
}
