import type { BlobStore } from '../ports/blob-store.js';
import type { JobRepository } from '../ports/repositories.js';
import type { SearchComputation } from '../ports/search-computation.js';
import type { Search, ToldCandidate } from '../ports/search-records.js';
import type { SearchRepository } from '../ports/search-repositories.js';
import { WorkflowError } from '../workflow-error.js';
import { CandidateBlobs } from './candidate-blobs.js';
import type { BegunSearch, FindSearches } from './find-searches.js';
import type { FoundBoundaries } from './found-boundaries.js';
import { searchProgress } from './search-progress.js';
import { namedParameters } from './stored-candidates.js';

/** A candidate as it is handed out: parameters by name, classes by their label. */
export interface AskedCandidate {
  readonly index: number;
  readonly parameters: Readonly<Record<string, number | string>>;
}

export interface ToldEnergy {
  readonly index: number;
  readonly energyJPerM2: number | null;
  readonly failed: string | null;
}

export interface ExternalSearchPorts {
  readonly find: FindSearches;
  readonly searches: SearchRepository;
  readonly jobs: JobRepository;
  readonly blobs: BlobStore;
  readonly computation: SearchComputation;
  readonly found: FoundBoundaries;
}

/** Others who ask at the same moment: each time somebody else was faster the choice is made anew. */
const ATTEMPTS = 20;

/** A search whose energies come from outside: it asks, somebody evaluates, it is told. */
export class ExternalSearch {
  private readonly candidates: CandidateBlobs;

  constructor(private readonly ports: ExternalSearchPorts) {
    this.candidates = new CandidateBlobs(ports.blobs);
  }

  /**
   * The next candidates; fewer than n, or none, when budget or candidates end.
   *
   * @throws WorkflowError not-found, not-finished; already-ended; invalid-parameter (it has an engine of its own)
   */
  async ask(ownerId: string, id: string, n: number): Promise<readonly AskedCandidate[]> {
    const search = await this.external(ownerId, id);
    const indices = await this.handOut(search, n);
    const { space } = await this.candidates.get(search.headBlob);
    return indices.map((index) => ({ index, parameters: namedParameters(space, index) }));
  }

  /**
   * Takes energies in, all or none; those of candidates that were not asked for as well. When the loop says that it is
   * done, the job ends.
   *
   * @throws as `ask`; SearchError invalid-observation, conflicting-observation
   */
  async tell(ownerId: string, id: string, told: readonly ToldEnergy[]): Promise<Search> {
    const search = await this.external(ownerId, id);
    const nCandidates = search.nCandidates ?? 0;
    for (const one of told) checkTold(one, nCandidates);
    const conflicts = await this.ports.searches.tell(id, told.map(withoutDetails));
    if (conflicts.length > 0) {
      throw new WorkflowError(
        'conflicting-observation',
        `Another energy is known already of candidate ${conflicts.join(', ')}; nothing of this was taken.`,
      );
    }
    await this.conclude(search);
    return this.ports.find.search(ownerId, id);
  }

  private async handOut({ id, headBlob, settings }: BegunSearch, n: number): Promise<readonly number[]> {
    const { searches, computation } = this.ports;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const candidates = await searches.candidates(id);
      const indices = await computation.ask({ headBlob, settings, candidates, n });
      if (indices.length === 0 || (await searches.handOut(id, indices, candidates.length))) return indices;
      await this.checkLive(id);
    }
    throw new WorkflowError('busy', 'Too many ask and tell at the same time; try again.');
  }

  private async conclude(search: BegunSearch): Promise<void> {
    const { searches, computation, jobs, found } = this.ports;
    const { id, headBlob, settings, jobId } = search;
    const candidates = await searches.candidates(id);
    const outlook = await computation.outlook({ headBlob, settings, candidates });
    const { fraction, stage } = searchProgress(search, await searches.counts(id));
    await jobs.report(jobId, fraction, stage);
    const isOut = candidates.some(({ isTold }) => !isTold);
    if (outlook.stopped === null || isOut) await searches.setOutlook(id, { ...outlook, stopped: null });
    else await jobs.finishSearch(jobId, { ...outlook, boundaries: await found.catalogued(search) });
  }

  private async external(ownerId: string, id: string): Promise<BegunSearch> {
    const search = await this.ports.find.begun(ownerId, id);
    if (search.engine !== 'external') {
      throw new WorkflowError(
        'invalid-parameter',
        'This search has an engine; only a search with the engine "external" is asked and told.',
      );
    }
    await this.checkLive(id);
    return search;
  }

  private async checkLive(id: string): Promise<void> {
    const loaded = await this.ports.searches.load(id);
    if (loaded === null) throw new WorkflowError('not-found', `There is no search ${id}.`);
    const { state, finishedAt } = loaded.job;
    if (finishedAt !== null)
      throw new WorkflowError('already-ended', `The search has ended already: ${state}.`);
  }
}

function checkTold({ index, energyJPerM2, failed }: ToldEnergy, nCandidates: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= nCandidates) {
    throw new WorkflowError(
      'invalid-observation',
      `There is no candidate ${index}: they are numbered from 0 to ${nCandidates - 1}.`,
    );
  }
  if ((energyJPerM2 === null) === (failed === null)) {
    throw new WorkflowError(
      'invalid-observation',
      `Candidate ${index} needs an energy, or null and the reason in "failed".`,
    );
  }
}

const withoutDetails = (told: ToldEnergy): ToldCandidate => ({
  ...told,
  evaluation: null,
  structureBlob: null,
});
