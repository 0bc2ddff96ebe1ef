import type { ColumnOptions } from '../boundary-search/csv-candidates.js';
import type { SearchSettings } from '../boundary-search/search-file-events.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { Job } from '../ports/records.js';
import type { SearchComputation } from '../ports/search-computation.js';
import type { Search, SearchRequestRecipe } from '../ports/search-records.js';
import type { SearchRepository } from '../ports/search-repositories.js';
import { queuedJob } from '../queued-job.js';
import { earlierSearches } from './earlier-searches.js';

/** Candidates that are rows of a table. */
export interface TableRequest {
  readonly name: string;
  readonly csv: string;
  readonly options: ColumnOptions;
  /** 'table': its own energies are replayed. */
  readonly engine: 'external' | 'table';
}

export interface SearchRequest {
  readonly ownerId: string;
  readonly candidates: { readonly table: TableRequest } | { readonly recipe: SearchRequestRecipe };
  readonly settings: SearchSettings;
  /** Earlier searches to learn from. */
  readonly learnFrom: readonly string[];
  readonly parallel: number;
}

export interface SubmitSearchPorts {
  readonly searches: SearchRepository;
  readonly computation: SearchComputation;
  readonly clock: Clock;
  readonly ids: Ids;
}

type Start = Pick<Search, 'label' | 'engine' | 'recipe' | 'headBlob' | 'nCandidates'>;

/** Begins a search. What needs no engine is made at once, so that what is wrong with it is told at once. */
export class SubmitSearch {
  constructor(private readonly ports: SubmitSearchPorts) {}

  /** @throws ScienceError  of a table, crystal, boundary or method that cannot be searched */
  async run(request: SearchRequest): Promise<{ search: Search; job: Job }> {
    const { search, job } = await this.prepare(request);
    await this.ports.searches.submit(search, job);
    return { search, job };
  }

  /** What `run` writes, for who writes more with it. @throws as `run` */
  async prepare(request: SearchRequest): Promise<{ search: Search; job: Job }> {
    const { ownerId, settings, learnFrom, parallel } = request;
    const start = await this.start(request);
    const createdAt = this.ports.clock.now();
    const id = this.ports.ids.next();
    const jobId = this.ports.ids.next();
    const queued = queuedJob({ id: jobId, ownerId, kind: 'search', subjectId: id, createdAt });
    const job: Job = start.engine === 'external' ? { ...queued, ...WAITING, startedAt: createdAt } : queued;
    const search: Search = {
      id,
      ownerId,
      ...start,
      settings,
      learnFrom,
      parallel,
      expectedImprovementJPerM2: null,
      stopped: null,
      jobId,
      createdAt,
    };
    return { search, job };
  }

  private async start(request: SearchRequest): Promise<Start> {
    const { candidates, settings } = request;
    const { computation, searches } = this.ports;
    const earlier = await earlierSearches(searches, request);
    if ('table' in candidates) {
      const { engine, ...table } = candidates.table;
      return { ...(await computation.prepareTable({ ...table, settings, earlier })), engine, recipe: null };
    }
    const { recipe } = candidates;
    const { name: engine } = recipe.engine;
    if (engine === 'external') {
      const prepared = await computation.prepareBoundary({ recipe, reference: null, settings, earlier });
      return { ...prepared, engine, recipe };
    }
    const { label } = await computation.identify(recipe.boundary);
    return { label, engine, recipe, headBlob: null, nCandidates: null };
  }
}

const WAITING = { state: 'running', stage: 'waiting for energies' } as const;
