import type { SearchMap } from '../../workflows/ports/search-computation.js';
import type { EvaluationView, SearchView } from '../../workflows/searches/read-searches.js';
import type { ToldEnergy } from '../../workflows/searches/external-search.js';
import { HttpProblem } from '../problems/http-problem.js';
import { toJobDto } from '../jobs/job.mapper.js';
import type { CandidateMapDto, EvaluationDto, SearchDto } from './search.dto.js';
import { invalid } from './search-request.js';

export function toSearchDto({ search, job, counts, best, predictedEndAt }: SearchView): SearchDto {
  const { method, ...settings } = search.settings;
  const { nObserved, nFailed, nPending } = counts;
  const { expectedImprovementJPerM2, stopped } = search;
  return {
    id: search.id,
    label: search.label,
    engine: search.engine,
    recipe: search.recipe && { ...search.recipe },
    settings: {
      method: method.name,
      acquisition: method.acquisition,
      nInitial: method.nInitial,
      topK: method.topK,
      ...settings,
      parallel: search.parallel,
    },
    learnFrom: [...search.learnFrom],
    nCandidates: search.nCandidates,
    status: {
      nObserved,
      nFailed,
      nPending,
      best,
      expectedImprovementJPerM2,
      stopped,
      predictedEndAt: predictedEndAt?.toISOString() ?? null,
    },
    job: toJobDto(job),
    createdAt: search.createdAt.toISOString(),
  };
}

export const toEvaluationDto = (view: EvaluationView): EvaluationDto => ({
  index: view.index,
  position: view.position,
  parameters: view.parameters,
  energyJPerM2: view.energyJPerM2,
  failed: view.failed,
  toldAt: view.toldAt!.toISOString(),
  evaluation: view.evaluation && { ...view.evaluation },
  isRelaxedKept: view.structureBlob !== null,
});

/** Six digits behind the point: nJ/m², less than any engine knows. */
const rounded = (values: Float64Array): number[] => Array.from(values, (v) => Math.round(v * 1e6) / 1e6);

export const toCandidateMapDto = ({ columns, values, mean, std }: SearchMap): CandidateMapDto => ({
  columns: [...columns],
  nCandidates: values.length / columns.length,
  values: rounded(values),
  meanJPerM2: mean && rounded(mean),
  stdJPerM2: std && rounded(std),
});

const MOST_TOLD = 10_000;

/** @throws HttpProblem validation-error  with a pointer to what is wrong */
export function toTold(body: unknown): ToldEnergy[] {
  if (!Array.isArray(body))
    throw invalid('#', 'must be a list of {index, energy} or {index, energy: null, failed}');
  if (body.length === 0 || body.length > MOST_TOLD) throw invalid('#', `must have 1 to ${MOST_TOLD} entries`);
  const told = body.map(toldEnergy);
  const indices = new Set(told.map(({ index }) => index));
  if (indices.size < told.length) throw invalid('#', 'names a candidate twice');
  return told;
}

function toldEnergy(entry: unknown, i: number): ToldEnergy {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw invalid(`#/${i}`, 'must be an object');
  const { index, energy, failed = null, ...rest } = entry as Record<string, unknown>;
  const stray = Object.keys(rest)[0];
  if (stray !== undefined) throw invalid(`#/${i}/${stray}`, `property ${stray} should not exist`);
  if (!Number.isSafeInteger(index)) throw invalid(`#/${i}/index`, 'must be a whole number');
  if (energy !== null && typeof energy !== 'number')
    throw invalid(`#/${i}/energy`, 'must be a number (J/m²) or null');
  if (failed !== null && (typeof failed !== 'string' || failed.length === 0 || failed.length > 2000)) {
    throw invalid(`#/${i}/failed`, 'must be a text of 1 to 2000 characters');
  }
  if ((energy === null) === (failed === null)) {
    throw invalid(`#/${i}`, 'must have an energy, or null and the reason in failed');
  }
  return { index: index as number, energyJPerM2: energy, failed };
}

const INDEX = /^\d{1,9}$/;

/** @throws HttpProblem not-found */
export function toIndex(text: string): number {
  if (!INDEX.test(text)) throw new HttpProblem('not-found', 'Candidates are numbered from 0.');
  return Number(text);
}
