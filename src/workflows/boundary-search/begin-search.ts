import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import { candidateTable } from './candidate-table.js';
import { bondsOf, prepareReference } from './reference-state.js';
import { recipeCrystal, searchBoundary } from './search-boundary.js';
import { defaultCandidates, fullSearchCandidates } from './search-defaults.js';
import type { Begun, CandidateWish } from './search-file-events.js';
import type {
  BoundaryRecipe,
  CandidateRecipe,
  CrystalRecipe,
  EngineRecipe,
  Protocol,
} from './search-recipe.js';

/** How many candidates the full search draws when nobody says. */
const FULL_SEARCH_CANDIDATES = 2000;

/**
 * The candidates of a boundary and what their energies are measured against.
 *
 * @param engine  null: energies come from elsewhere; the lattice must then be given
 * @param seed    draws a sample of the candidates
 * @throws WorkflowError, BoundaryError, CrystalError, CandidateError, EnergeticsError
 */
export async function beginBoundary(
  recipe: { readonly boundary: BoundaryRecipe; readonly protocol: Protocol; readonly wish: CandidateWish },
  engineRecipe: EngineRecipe,
  engine: EnergyEngine | null,
  seed: number,
): Promise<Begun> {
  const reference = engine === null ? null : await prepareReference(recipe, engine);
  const boundary = reference?.boundary ?? (await searchBoundary(recipe.boundary, null));
  const frame = reference ?? { boundary, bonds: bondsOf(boundary) };
  const candidates = candidatesWished(recipe.wish, frame);
  const { columns, values } = candidateTable(frame, candidates, seed);
  return {
    label: boundary.label,
    engine: engineRecipe,
    reference,
    frame: { boundary: frame.boundary, bonds: frame.bonds },
    candidates,
    space: { columns, labels: columns.map(() => null), values: [...values], priors: [] },
  };
}

/** Elements of a boundary's crystals, each once, in the order of their sites. */
export async function recipeElements({ crystal, otherCrystal }: BoundaryRecipe): Promise<readonly string[]> {
  const recipes = [crystal, otherCrystal].filter((one) => one !== null);
  const all = await Promise.all(recipes.map(elementsOf));
  return [...new Set(all.flat())];
}

async function elementsOf(recipe: CrystalRecipe): Promise<readonly string[]> {
  if (!('file' in recipe)) return recipe.elements;
  const { sites } = await recipeCrystal(recipe, null);
  return sites.map(({ element }) => element);
}

/** The candidates of a wish, for the boundary that they are of. */
export function candidatesWished(
  { preset, sample, ...changes }: CandidateWish,
  frame: Begun['frame'],
): CandidateRecipe {
  const base =
    preset === 'full'
      ? fullSearchCandidates(frame, sample ?? FULL_SEARCH_CANDIDATES)
      : { ...defaultCandidates(frame), sample };
  const told = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(told) };
}
