import {
  cellFractions,
  fromFractions,
  translationCell,
} from '../../science/grain-boundaries/candidate-cell.js';
import { candidateSpace, symmetryKept } from '../../science/grain-boundaries/candidate-space.js';
import type { CandidateParameters } from '../../science/grain-boundaries/candidate.js';
import { boundaryOperations, mirroredSides } from '../../science/grain-boundaries/equivalents.js';
import { createRng } from '../../science/numerics/rng.js';
import type { SearchColumn, SearchSpace } from '../../science/search/search-types.js';
import type { BoundaryReference } from './reference-state.js';
import type { CandidateRecipe } from './search-recipe.js';

/** What of a reference is needed to name candidates. */
type CandidateFrame = Pick<BoundaryReference, 'boundary' | 'bonds'>;

/** A column and the parameter it stands for. */
interface Entry {
  readonly column: SearchColumn;
  readonly key: Exclude<keyof CandidateParameters, 'overlap' | 'rattleAngstrom'>;
}

const number = (name: string, unit: string): SearchColumn => ({
  name,
  unit,
  period: null,
  mirrored: false,
  categorical: false,
});
const kind = (name: string): SearchColumn => ({ ...number(name, ''), categorical: true });

/** Every column there can be but the translations. */
const ENTRIES: readonly Entry[] = [
  { column: number('gap', 'Å'), key: 'gapAngstrom' },
  { column: kind('terminationA'), key: 'terminationA' },
  { column: kind('terminationB'), key: 'terminationB' },
  { column: number('overlap', 'Å'), key: 'overlapAngstrom' },
  { column: number('removed', ''), key: 'nRemoved' },
  { column: number('replicateX', ''), key: 'replicateX' },
  { column: number('replicateZ', ''), key: 'replicateZ' },
  { column: kind('seed'), key: 'seed' },
];

/** Names of the translation columns: along x and z, or along the sides of a cell that lies otherwise. */
function translationNames({ boundary }: CandidateFrame): readonly [string, string] {
  const [[, z1], [x2]] = translationCell(boundary);
  return Math.abs(z1) < 1e-6 && Math.abs(x2) < 1e-6 ? ['dx', 'dz'] : ['s1', 's2'];
}

/** Energies are mirrored along a side when they are for every pair of terminations and every cut-off. */
function translationColumns(frame: CandidateFrame, choices: CandidateRecipe): readonly SearchColumn[] {
  const { boundary } = frame;
  const count = (all: readonly number[]): number => (choices.terminations === 'all' ? all.length : 1);
  const mirrored = [true, true];
  for (let a = 0; a < count(boundary.grainA.terminationsAngstrom); a++) {
    for (let b = 0; b < count(boundary.grainB.terminationsAngstrom); b++) {
      const operations = boundaryOperations(boundary, a, b);
      for (const share of choices.overlapShares) {
        const sides = mirroredSides(symmetryKept(operations, choices.overlap, share), boundary);
        sides.forEach((is, side) => (mirrored[side] &&= is));
      }
    }
  }
  const names = translationNames(frame);
  return translationCell(boundary).map((side, n) => ({
    ...number(names[n], 'Å'),
    period: Math.hypot(...side),
    mirrored: mirrored[n],
  }));
}

/** What a candidate has where no column says otherwise. */
function baseParameters({ bonds }: CandidateFrame, choices: CandidateRecipe): CandidateParameters {
  return {
    dxAngstrom: 0,
    dzAngstrom: 0,
    gapAngstrom: choices.gapsAngstrom[0],
    terminationA: 0,
    terminationB: 0,
    overlapAngstrom: choices.overlapShares[0] * bonds.bondLengthAngstrom,
    overlap: choices.overlap,
    nRemoved: 0,
    replicateX: choices.replications[0][0],
    replicateZ: choices.replications[0][1],
    rattleAngstrom: choices.rattleAngstrom,
    seed: choices.rattleAngstrom > 0 ? 1 : 0,
  };
}

/** Position along the sides of the translation cell, Å. */
function alongSides(
  { boundary }: CandidateFrame,
  parameters: CandidateParameters,
): readonly [number, number] {
  const cell = translationCell(boundary);
  const [u, v] = cellFractions(cell, [parameters.dxAngstrom, parameters.dzAngstrom]);
  return [u * Math.hypot(...cell[0]), v * Math.hypot(...cell[1])];
}

/**
 * The candidates of a boundary as a table for the search: two translations, the gap, and what else differs between them.
 *
 * Columns `dx`, `dz` (Å, with their periods; `s1`, `s2` along the sides of a cell that is turned), `gap`, `terminationA`,
 * `terminationB`, `overlap` (cut-off, Å), `removed`, `replicateX`, `replicateZ`, `seed`.
 *
 * @param seed  draws the recipe's sample
 */
export function candidateTable(
  frame: CandidateFrame,
  choices: CandidateRecipe,
  seed: number,
): SearchSpace & { readonly kind: 'grid' } {
  const { boundary, bonds } = frame;
  const space = candidateSpace(boundary, choices, bonds.bondLengthAngstrom, createRng(seed));
  const candidates = Array.from({ length: space.nCandidates }, (_, i) => space.at(i));
  const base = baseParameters(frame, choices);
  const told = ENTRIES.filter(({ key }) => candidates.some((c) => c[key] !== base[key]));
  const nColumns = 2 + told.length;
  const values = new Float64Array(candidates.length * nColumns);
  candidates.forEach((candidate, i) => {
    values.set([...alongSides(frame, candidate), ...told.map(({ key }) => candidate[key])], i * nColumns);
  });
  const columns = [...translationColumns(frame, choices), ...told.map(({ column }) => column)];
  return { kind: 'grid', columns, values, nCandidates: candidates.length };
}

/**
 * The same as a continuous domain: translations and gap (between the smallest and the largest of the recipe) vary, atoms
 * removed in whole numbers; the rest is as in the recipe's first candidate.
 */
export function candidateBox(
  frame: CandidateFrame,
  choices: CandidateRecipe,
): SearchSpace & { readonly kind: 'box' } {
  const [first, second] = translationColumns(frame, choices);
  const removes = choices.removedAtMost > 0;
  return {
    kind: 'box',
    columns: [first, second, number('gap', 'Å'), ...(removes ? [number('removed', '')] : [])],
    lower: [0, 0, Math.min(...choices.gapsAngstrom), ...(removes ? [0] : [])],
    upper: [
      first.period ?? 0,
      second.period ?? 0,
      Math.max(...choices.gapsAngstrom),
      ...(removes ? [choices.removedAtMost] : []),
    ],
    integer: [false, false, false, ...(removes ? [true] : [])],
  };
}

/** The candidate that a row of `candidateTable` or a point of `candidateBox` stands for. */
export function candidateParameters(
  frame: CandidateFrame,
  choices: CandidateRecipe,
  row: { readonly columns: readonly SearchColumn[]; readonly values: ArrayLike<number> },
): CandidateParameters {
  const cell = translationCell(frame.boundary);
  const [first, second] = translationNames(frame);
  const value = (name: string): number | undefined => {
    const at = row.columns.findIndex((column) => column.name === name);
    return at < 0 ? undefined : row.values[at];
  };
  const fraction = (name: string, side: 0 | 1): number => (value(name) ?? 0) / Math.hypot(...cell[side]);
  const [dxAngstrom, dzAngstrom] = fromFractions(cell, [fraction(first, 0), fraction(second, 1)]);
  const told = ENTRIES.flatMap(({ column, key }) => {
    const v = value(column.name);
    return v === undefined ? [] : [[key, v] as const];
  });
  return { ...baseParameters(frame, choices), ...Object.fromEntries(told), dxAngstrom, dzAngstrom };
}
