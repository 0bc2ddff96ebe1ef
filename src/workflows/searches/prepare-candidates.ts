import { startSearch } from '../../science/search/start-search.js';
import { candidatesWished } from '../boundary-search/begin-search.js';
import { candidateTable } from '../boundary-search/candidate-table.js';
import { readCandidates } from '../boundary-search/csv-candidates.js';
import { bondsOf } from '../boundary-search/reference-state.js';
import { searchBoundary } from '../boundary-search/search-boundary.js';
import type { BoundaryRecipe, CrystalRecipe } from '../boundary-search/search-recipe.js';
import type { BoundaryTask, TableTask } from '../ports/search-computation.js';
import { WorkflowError } from '../workflow-error.js';
import { definitionOf, type StoredCandidates, type StoredFrame } from './stored-candidates.js';

/** More candidates than this are not held in one document: draw a sample of them. */
const MOST_CANDIDATES = 200_000;

/** @throws WorkflowError, SearchError  the table cannot be read, or searched in this way */
export function candidatesOfTable({ csv, options }: Pick<TableTask, 'csv' | 'options'>): StoredCandidates {
  const { columns, labels, values, priors, replay } = readCandidates(csv, options);
  return {
    schema: 'kaimen.candidates/1',
    source: { kind: 'table', replay: replay?.energies ?? null },
    space: { columns, labels, values: [...values], priors },
  };
}

/** @throws CrystalError, BoundaryError, CandidateError, SearchError  no boundary, or no candidates of it */
export async function candidatesOfBoundary({
  recipe,
  reference,
  settings,
}: Omit<BoundaryTask, 'earlier'>): Promise<StoredCandidates> {
  const frame = await frameOf(recipe.boundary, reference);
  const candidates = candidatesWished(recipe.candidates, frame);
  const { columns, values } = candidateTable(frame, candidates, settings.seed);
  const source = { kind: 'boundary', recipe: { ...recipe, candidates }, frame } as const;
  const labels = columns.map(() => null);
  const space = { columns, labels, values: [...values], priors: [] };
  return { schema: 'kaimen.candidates/1', source, space };
}

async function frameOf(recipe: BoundaryRecipe, reference: BoundaryTask['reference']): Promise<StoredFrame> {
  if (reference !== null) return { boundary: reference.boundary, bonds: reference.bonds, reference };
  const boundary = await searchBoundary(recipe, null);
  return { boundary, bonds: bondsOf(boundary), reference };
}

/** The same, if they can be searched by this method. @throws WorkflowError range-too-large; SearchError */
export function checked(stored: StoredCandidates, settings: TableTask['settings']): StoredCandidates {
  const definition = definitionOf(stored, settings);
  const { space } = definition;
  if (space.kind === 'grid' && space.nCandidates > MOST_CANDIDATES) {
    throw new WorkflowError(
      'range-too-large',
      `${space.nCandidates} candidates; up to ${MOST_CANDIDATES} are searched: take longer steps, or a sample.`,
    );
  }
  startSearch(definition);
  return stored;
}

/** The recipe with some lattice where the engine has still to find it: whether the boundary exists does not hang on it. */
export const withAnyLattice = (recipe: BoundaryRecipe): BoundaryRecipe => ({
  ...recipe,
  crystal: anyLattice(recipe.crystal),
  otherCrystal: recipe.otherCrystal && anyLattice(recipe.otherCrystal),
});

const IDEAL_RATIO = Math.sqrt(8 / 3);
const SOME_LENGTH_ANGSTROM = 4;

export function anyLattice(recipe: CrystalRecipe): CrystalRecipe {
  if ('file' in recipe || recipe.latticeAngstrom !== null) return recipe;
  const isHexagonal = recipe.structure === 'hcp' || recipe.structure === 'wurtzite';
  const lengths = isHexagonal
    ? [SOME_LENGTH_ANGSTROM, IDEAL_RATIO * SOME_LENGTH_ANGSTROM]
    : [SOME_LENGTH_ANGSTROM];
  return { ...recipe, latticeAngstrom: lengths };
}
