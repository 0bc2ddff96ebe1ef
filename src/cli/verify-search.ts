import { basename, resolve } from 'node:path';
import { ApiError, dataOf, type KaimenClient } from '../api-client/client.js';
import type { components } from '../api-client/schema.js';
import type { EngineRecipe } from '../workflows/boundary-search/search-recipe.js';
import type { BoundaryRecord, SearchRequestRecipe } from '../workflows/ports/search-records.js';
import {
  type BoundaryVerification,
  type FoundBoundary,
  verifyBoundary,
} from '../workflows/searches/verify-boundary.js';
import { CliError, EXIT } from './exit-codes.js';
import type { CliIo } from './io.js';

type Search = components['schemas']['SearchDto'];

export interface VerifySearchOptions {
  /** Files of potentials, by the names that the search's recipe has. */
  readonly file?: readonly string[];
  readonly json: boolean;
}

const LAMMPS_DEADLINE_S = 3600;

/** The search of this id; null: there is none. */
export async function searchOf(client: KaimenClient, id: string): Promise<Search | null> {
  try {
    return await dataOf(client.api.GET('/api/v1/searches/{id}', { params: { path: { id } } }));
  } catch (error) {
    // A key for analyses only may not look: then the id is taken for that of an analysis.
    if (error instanceof ApiError && [403, 404].includes(error.problem.status)) return null;
    throw error;
  }
}

/** `kaimen verify ID` of a search: computes its lowest boundary again and compares the numbers. */
export async function verifySearch(
  client: KaimenClient,
  search: Search,
  options: VerifySearchOptions,
  io: CliIo,
): Promise<void> {
  const found = await lowestOf(client, search, recipeOf(search, options));
  const { LocalEngines } = await import('../engines/local-engines.js');
  const engines = new LocalEngines({
    threads: 1,
    potentials: options.file === undefined ? { folder: io.env.KAIMEN_POTENTIALS ?? null } : 'any-path',
    lammps: io.env.KAIMEN_LAMMPS ?? 'lmp',
    lammpsDeadlineS: LAMMPS_DEADLINE_S,
  });
  const verification = await verifyBoundary(found, engines).finally(() => engines.close());
  tell(search.id, verification, options.json, io);
}

function tell(id: string, found: BoundaryVerification, json: boolean, io: CliIo): void {
  const { isEqual, compared, refused, engine, recordedEngine } = found;
  if (engine.version !== recordedEngine.version)
    io.note(`note: it was computed by ${engine.name} ${recordedEngine.version}; this is ${engine.version}`);
  if (json) io.out(JSON.stringify(found));
  const lines = compared.map(({ quantity, unit, recorded, computed, tolerance }) =>
    recorded === null
      ? `${quantity}: not recorded, computed ${computed} ${unit}`
      : `${quantity}: recorded ${recorded} ${unit}, computed ${computed} ${unit} (to ${tolerance})`,
  );
  if (isEqual) {
    if (!json)
      [`equal: computed again, the lowest boundary of ${id} is the same`, ...lines].forEach((line) =>
        io.out(line),
      );
    return;
  }
  const differing =
    refused === null ? lines.filter((_, i) => !compared[i].isEqual) : [`it has no energy, ${refused}`];
  throw new CliError(
    EXIT.failed,
    'result-differs',
    `Computed again, the lowest boundary of ${id} differs: ${differing.join('; ')}`,
    engine.version === recordedEngine.version ? 'The record was changed, or another machine made it.' : null,
  );
}

/** @throws CliError nothing-to-compute  its energies came from a table or by tell */
function recipeOf({ id, engine, recipe }: Search, { file }: VerifySearchOptions): SearchRequestRecipe {
  if (recipe === null || engine === 'external' || engine === 'table')
    throw new CliError(
      EXIT.rejected,
      'nothing-to-compute',
      `The energies of the search ${id} ${engine === 'table' ? 'are those of its table' : 'were told from outside'}: nothing can be computed again`,
      'Its record is in the crate: /api/v1/searches/ID/export/ro-crate.zip',
    );
  const asked = recipe as unknown as SearchRequestRecipe;
  return { ...asked, engine: engineHere(asked.engine, file ?? []) };
}

/** The same engine, its files where they lie here. The service says which commands run, never which program. */
function engineHere(engine: EngineRecipe, files: readonly string[]): EngineRecipe {
  const here = (named: string): string => {
    const file = files.find((path) => basename(path) === basename(named));
    return file === undefined ? named : resolve(file);
  };
  switch (engine.name) {
    case 'eam':
      return { ...engine, potential: here(engine.potential) };
    case 'lammps':
      return { ...engine, files: engine.files.map(here), executable: null };
    default:
      return engine;
  }
}

async function lowestOf(
  client: KaimenClient,
  search: Search,
  recipe: SearchRequestRecipe,
): Promise<FoundBoundary> {
  const query = { searchId: search.id, limit: 100 };
  const { items } = await dataOf(client.api.GET('/api/v1/boundaries', { params: { query } }));
  if (items.length === 0)
    throw new CliError(
      EXIT.rejected,
      'not-finished',
      `The search ${search.id} has found no boundary; its job is ${search.job.state}`,
    );
  const lowest = items.reduce((a, b) => (b.energyJPerM2 < a.energyJPerM2 ? b : a));
  return {
    recipe,
    properties: lowest,
    origin: lowest.origin as unknown as BoundaryRecord['origin'],
    extxyz: lowest.hasStructure ? await structureOf(client, lowest.id) : null,
  };
}

const structureOf = (client: KaimenClient, id: string): Promise<string> =>
  dataOf(
    client.api.GET('/api/v1/boundaries/{id}/structure', {
      params: { path: { id }, query: { format: 'extxyz' } },
      parseAs: 'text',
    }),
  );
