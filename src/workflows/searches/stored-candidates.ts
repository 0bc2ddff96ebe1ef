import type { SearchDefinition } from '../../science/search/search-types.js';
import type { BoundaryReference } from '../boundary-search/reference-state.js';
import type { SearchSettings, StoredSpace } from '../boundary-search/search-file-events.js';
import type { BoundarySearchRecipe } from '../boundary-search/search-recipe.js';

/** A boundary and its bonds; with an engine all that its candidates are measured against. */
export type StoredFrame = Pick<BoundaryReference, 'boundary' | 'bonds'> & {
  /** null: energies come by tell. */
  readonly reference: BoundaryReference | null;
};

/** Where candidates come from. */
export type CandidateSource =
  | {
      readonly kind: 'table';
      /** J/m², by candidate: to replay; null: the table has none. */
      readonly replay: readonly (number | null)[] | null;
    }
  | { readonly kind: 'boundary'; readonly recipe: BoundarySearchRecipe; readonly frame: StoredFrame };

/** The candidates of a search, as they are stored (JSON). */
export interface StoredCandidates {
  readonly schema: 'kaimen.candidates/1';
  readonly source: CandidateSource;
  readonly space: StoredSpace;
}

export function definitionOf({ space }: StoredCandidates, settings: SearchSettings): SearchDefinition {
  const { columns, values, priors } = space;
  return {
    space: {
      kind: 'grid',
      columns,
      values: Float64Array.from(values),
      nCandidates: values.length / columns.length,
    },
    ...settings,
    priors: priors.map(({ name, energies }) => ({ name, energies: Float64Array.from(energies) })),
  };
}

/** Values of candidate `index`, in the order of the columns. */
export function valuesOf({ columns, values }: StoredSpace, index: number): readonly number[] {
  return values.slice(index * columns.length, (index + 1) * columns.length);
}

/** Parameters of candidate `index` by name; classes by their label. */
export function namedParameters(space: StoredSpace, index: number): Record<string, number | string> {
  const values = valuesOf(space, index);
  return Object.fromEntries(
    space.columns.map(({ name }, c) => [name, space.labels[c]?.[values[c]] ?? values[c]]),
  );
}
