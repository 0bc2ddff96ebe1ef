import { beginBoundary } from '../../workflows/boundary-search/begin-search.js';
import { beginSearch, type KeptSearch } from '../../workflows/boundary-search/search-file.js';
import type { SearchHead, SearchSettings } from '../../workflows/boundary-search/search-file-events.js';
import type { EngineRecipe } from '../../workflows/boundary-search/search-recipe.js';
import type { EnergyEngines } from '../../workflows/ports/energy-engines.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { OpenState } from './state-file.js';

export type BoundaryOrigin = Extract<SearchHead['origin'], { kind: 'boundary' }>;

export type OpenedEngine = Awaited<ReturnType<EnergyEngines['open']>>;

export interface Beginning {
  readonly origin: BoundaryOrigin;
  readonly settings: SearchSettings;
  readonly recipe: EngineRecipe;
  /** null: the energies come from elsewhere. */
  readonly engine: OpenedEngine | null;
}

/** Makes the candidates of a boundary and writes them down. */
export async function begin(open: OpenState, beginning: Beginning): Promise<KeptSearch> {
  const { origin, settings, recipe, engine } = beginning;
  const begun = await beginBoundary(
    { boundary: origin.boundary, protocol: origin.protocol, wish: origin.wish },
    recipe,
    engine,
    settings.seed,
  );
  const priors = open.file.search?.space.priors ?? [];
  if (
    priors.some(({ energies }) => energies.length * begun.space.columns.length !== begun.space.values.length)
  ) {
    throw differs('What earlier searches told is of the candidates of another lattice.');
  }
  const space = { ...begun.space, priors };
  const { search, line } = beginSearch(open.file.head, settings, { ...begun, space });
  open.append([line]);
  return search;
}

/**
 * The search, for this engine: as it is where it was begun for it, begun again where nobody has asked for a candidate yet.
 * @throws CliError engine-differs
 */
export async function beginFor(open: OpenState, beginning: Beginning): Promise<KeptSearch> {
  const { search } = open.file;
  const begun = search?.begun ?? null;
  if (search === null || begun === null) return begin(open, beginning);
  if (JSON.stringify(begun.engine) === JSON.stringify(beginning.recipe)) {
    const before = begun.reference?.engine.potentialSha256;
    const now = beginning.engine?.identity.potentialSha256;
    if (before === now) return search;
  }
  if (search.order.size === 0) return begin(open, beginning);
  throw differs(
    `It has energies of another engine (${begun.reference?.engine.potential ?? begun.engine.name}).`,
  );
}

const differs = (why: string): CliError =>
  new CliError(
    EXIT.rejected,
    'engine-differs',
    `This search cannot go on with this engine. ${why}`,
    'Energies of different engines are not comparable: begin another search with kaimen search init --engine …',
  );
