import { DEFAULT_PROTOCOL } from '../../workflows/boundary-search/search-defaults.js';
import type { SearchSettings } from '../../workflows/boundary-search/search-file-events.js';
import type { CrystalRecipe, EngineRecipe } from '../../workflows/boundary-search/search-recipe.js';
import type { SearchRequestRecipe } from '../../workflows/ports/search-records.js';
import { DEFAULT_PARALLEL, DEFAULT_SETTINGS } from '../../workflows/searches/default-settings.js';
import type { SearchRequest, TableRequest } from '../../workflows/searches/submit-search.js';
import { HttpProblem } from '../problems/http-problem.js';
import type { BoundaryRequestDto, CrystalRequestDto } from './boundary-request.dto.js';
import type { EngineRequestDto, SubmitSearchDto, TableRequestDto } from './submit-search.dto.js';

/** @throws HttpProblem validation-error: the parts do not fit together */
export function toSearchRequest(body: SubmitSearchDto, ownerId: string): SearchRequest {
  return {
    ownerId,
    candidates: body.table === undefined ? { recipe: toRecipe(body) } : { table: toTable(body, body.table) },
    settings: toSettings(body),
    learnFrom: body.learnFrom ?? [],
    parallel: body.parallel ?? DEFAULT_PARALLEL,
  };
}

type SettingsRequest = Pick<
  SubmitSearchDto,
  'method' | 'acquisition' | 'nInitial' | 'topK' | 'seed' | 'toleranceJPerM2'
> & { readonly budget?: number | null };

export function toSettings(body: SettingsRequest): SearchSettings {
  const { method, seed, budget, toleranceJPerM2 } = DEFAULT_SETTINGS;
  return {
    method: {
      name: body.method ?? method.name,
      acquisition: body.acquisition ?? method.acquisition,
      nInitial: body.nInitial ?? method.nInitial,
      topK: body.topK ?? method.topK,
    },
    seed: body.seed ?? seed,
    budget: body.budget ?? budget,
    toleranceJPerM2: body.toleranceJPerM2 ?? toleranceJPerM2,
  };
}

function toRecipe({ boundary, protocol, candidates, engine }: SubmitSearchDto): SearchRequestRecipe {
  if (boundary === undefined) throw invalid('#/boundary', 'a search is of a boundary or of a table');
  checkPairs(candidates?.replications);
  checkWhole(boundary, engine);
  return {
    boundary: {
      crystal: toCrystal(boundary.crystal, '#/boundary/crystal'),
      otherCrystal: boundary.otherCrystal
        ? toCrystal(boundary.otherCrystal, '#/boundary/otherCrystal')
        : null,
      axis: boundary.axis ?? null,
      sigma: boundary.sigma ?? null,
      plane: boundary.plane,
      otherPlane: boundary.otherPlane ?? null,
      strainLimit: boundary.strainLimit ?? 0.05,
    },
    protocol: { ...DEFAULT_PROTOCOL, ...stated(protocol ?? {}) },
    candidates: { preset: 'translations', sample: null, ...stated(candidates ?? {}) },
    engine: toEngine(engine),
  };
}

/** What a grain boundary, and one that no engine looks at, must say. */
function checkWhole(boundary: BoundaryRequestDto, engine: EngineRequestDto): void {
  const { axis, sigma, crystal, otherCrystal } = boundary;
  if (otherCrystal === undefined) {
    if (axis === undefined) throw invalid('#/boundary/axis', 'a grain boundary has an axis');
    if (sigma === undefined) throw invalid('#/boundary/sigma', 'a grain boundary has a Σ');
  }
  const hasLattice = ({ structure, latticeAngstrom }: CrystalRequestDto): boolean =>
    structure === undefined || latticeAngstrom !== undefined;
  for (const [name, one] of Object.entries({ crystal, otherCrystal })) {
    if (engine.name !== 'external' || one === undefined || hasLattice(one)) continue;
    throw invalid(`#/boundary/${name}/latticeAngstrom`, 'must be given: no engine is here to find it');
  }
}

function checkPairs(replications: readonly unknown[] = []): void {
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every((n) => Number.isInteger(n) && n >= 1 && n <= 20);
  const wrong = replications.findIndex((pair) => !isPair(pair));
  if (wrong >= 0) {
    throw invalid(`#/candidates/replications/${wrong}`, 'must be two whole numbers from 1 to 20');
  }
}

/** Without what is undefined: that is left to the defaults. */
const stated = <T extends object>(given: T): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;

export function toCrystal(crystal: CrystalRequestDto, pointer: string): CrystalRecipe {
  const { structure, elements, latticeAngstrom, file, text } = crystal;
  if (structure !== undefined && elements !== undefined && file === undefined) {
    return { structure, elements, latticeAngstrom: latticeAngstrom ?? null };
  }
  if (file !== undefined && text !== undefined && structure === undefined) return { file, text };
  throw invalid(pointer, 'must have structure and elements, or file and text');
}

function toEngine(engine: EngineRequestDto): EngineRecipe {
  switch (engine.name) {
    case 'eam':
      if (engine.potential === undefined) throw invalid('#/engine/potential', 'must name a potential');
      return { name: 'eam', potential: engine.potential, sha256: engine.sha256 ?? null };
    case 'lammps': {
      const { elements, commands, files } = engine;
      if (elements === undefined) throw invalid('#/engine/elements', 'must name the elements of the types');
      if (commands === undefined) throw invalid('#/engine/commands', 'must define the potential');
      return { name: 'lammps', elements, commands, files: files ?? [], executable: null };
    }
    case 'external':
      return { name: 'external' };
    case 'table':
      throw invalid('#/engine/name', 'a boundary has no table of energies');
  }
}

function toTable(
  { boundary, protocol, candidates, engine }: SubmitSearchDto,
  table: TableRequestDto,
): TableRequest {
  const stray = Object.entries({ boundary, protocol, candidates }).find(([, part]) => part !== undefined);
  if (stray !== undefined) throw invalid(`#/${stray[0]}`, 'a search of a table has none');
  if (engine.name !== 'external' && engine.name !== 'table') {
    throw invalid('#/engine/name', 'rows of a table have no atoms: the engine is external or table');
  }
  return {
    name: table.name ?? 'table',
    csv: csvOf(table),
    engine: engine.name,
    options: {
      energy: table.energy ?? null,
      priors: table.priors ?? [],
      periodic: periodsOf(table),
      mirrored: table.symmetric ?? [],
      categorical: table.categorical ?? [],
      ignored: table.ignore ?? [],
      parameters: table.parameters ?? [],
    },
  };
}

function periodsOf({ periodic = {} }: TableRequestDto): Record<string, number> {
  for (const [column, period] of Object.entries(periodic)) {
    if (typeof period !== 'number' || !(period > 0))
      throw invalid(`#/table/periodic/${column}`, 'must be a number > 0');
  }
  return periodic;
}

function csvOf({ csv, columns, values }: TableRequestDto): string {
  if (csv !== undefined && columns === undefined && values === undefined) return csv;
  if (csv !== undefined || columns === undefined || values === undefined) {
    throw invalid('#/table', 'must have csv, or columns and values');
  }
  const wrong = values.findIndex((row) => row.length !== columns.length || !row.every(Number.isFinite));
  if (wrong >= 0) throw invalid(`#/table/values/${wrong}`, `must be ${columns.length} numbers`);
  const quoted = columns.map((name) => `"${name.replaceAll('"', '""')}"`);
  return [quoted.join(','), ...values.map((row) => row.join(','))].join('\n');
}

export const invalid = (pointer: string, detail: string): HttpProblem =>
  new HttpProblem('validation-error', `${pointer}: ${detail}.`, { errors: [{ detail, pointer }] });
