import { csvCell } from '../../science/formats/csv-safety.js';
import { utf8Bytes } from '../../science/formats/text-bytes.js';
import { withUnit } from '../exports/csv-table.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { Job } from '../ports/records.js';
import type { SearchComputation, SearchMap, StructureFormat } from '../ports/search-computation.js';
import type { Search, SearchCandidate, SearchCounts } from '../ports/search-records.js';
import type { CandidatePage, SearchRepository } from '../ports/search-repositories.js';
import { WorkflowError } from '../workflow-error.js';
import { CandidateBlobs } from './candidate-blobs.js';
import type { FindSearches } from './find-searches.js';
import { namedParameters } from './stored-candidates.js';

export interface SearchView {
  readonly search: Search;
  readonly job: Job;
  readonly counts: SearchCounts;
  readonly best: (SearchCounts['best'] & { readonly parameters: NamedParameters }) | null;
  /** When the budget will be used up at the rate so far; null: nothing to go by, or it has ended. */
  readonly predictedEndAt: Date | null;
}

type NamedParameters = Readonly<Record<string, number | string>>;
export type EvaluationView = SearchCandidate & { readonly parameters: NamedParameters };

export interface ReadSearchesPorts {
  readonly find: FindSearches;
  readonly searches: SearchRepository;
  readonly blobs: BlobStore;
  readonly computation: SearchComputation;
}

const CSV_ROWS = 5000;

/** What searches have found so far. */
export class ReadSearches {
  private readonly candidates: CandidateBlobs;

  constructor(private readonly ports: ReadSearchesPorts) {
    this.candidates = new CandidateBlobs(ports.blobs);
  }

  /** @throws WorkflowError not-found */
  async show(ownerId: string, id: string): Promise<SearchView> {
    return this.view(await this.ports.find.withJob(ownerId, id));
  }

  async view({ search, job }: { search: Search; job: Job }): Promise<SearchView> {
    const counts = await this.ports.searches.counts(search.id);
    const best =
      counts.best === null || search.headBlob === null
        ? null
        : {
            ...counts.best,
            parameters: namedParameters(
              (await this.candidates.get(search.headBlob)).space,
              counts.best.index,
            ),
          };
    return { search, job, counts, best, predictedEndAt: predictedEnd(search, job, counts) };
  }

  /** @throws WorkflowError not-found */
  async evaluations(ownerId: string, id: string, page: CandidatePage): Promise<readonly EvaluationView[]> {
    const { headBlob } = await this.ports.find.search(ownerId, id);
    if (headBlob === null) return [];
    const { space } = await this.candidates.get(headBlob);
    const told = await this.ports.searches.told(id, page);
    return told.map((candidate) => ({ ...candidate, parameters: namedParameters(space, candidate.index) }));
  }

  /** All evaluations as CSV (RFC 4180), in the order in which they were handed out. @throws WorkflowError not-found */
  async csv(ownerId: string, id: string): Promise<AsyncIterable<Uint8Array>> {
    const { headBlob } = await this.ports.find.begun(ownerId, id);
    const { space } = await this.candidates.get(headBlob);
    const header = [
      'index',
      ...space.columns.map(({ name, unit }) => withUnit(name, unit)),
      'energy [J/m^2]',
      'excess volume [Å]',
      'atom fraction',
      'atoms',
      'failed',
    ];
    return encoded(this.csvLines({ ownerId, id, header }));
  }

  /** The model over all candidates. @throws WorkflowError not-found, not-finished */
  async map(ownerId: string, id: string): Promise<SearchMap> {
    const { headBlob, settings } = await this.ports.find.begun(ownerId, id);
    const candidates = await this.ports.searches.candidates(id);
    return this.ports.computation.map({ headBlob, settings, candidates });
  }

  /**
   * A candidate's atoms: relaxed where that was kept, as they are made otherwise.
   * @throws WorkflowError not-found, not-finished
   */
  async structure(
    ownerId: string,
    id: string,
    { index, format }: { index: number; format: StructureFormat },
  ): Promise<{ text: string; isRelaxed: boolean }> {
    const { headBlob } = await this.ports.find.begun(ownerId, id);
    const structureBlob = (await this.ports.searches.candidate(id, index))?.structureBlob ?? null;
    const text = await this.ports.computation.structure({ headBlob, index, structureBlob, format });
    return { text, isRelaxed: structureBlob !== null };
  }

  /** @throws WorkflowError not-found  no such boundary, or its energy was told without a structure */
  async boundaryStructure(ownerId: string, id: string, format: StructureFormat): Promise<string> {
    const { searchId, candidateIndex: index, structureBlob } = await this.ports.find.boundary(ownerId, id);
    if (structureBlob === null) {
      throw new WorkflowError('not-found', 'The energy of this boundary was told without its structure.');
    }
    const { headBlob } = await this.ports.find.begun(ownerId, searchId);
    return this.ports.computation.structure({ headBlob, index, structureBlob, format });
  }

  private async *csvLines({ ownerId, id, header }: { ownerId: string; id: string; header: string[] }) {
    yield header;
    for (let after: number | null = null; ;) {
      const page: readonly EvaluationView[] = await this.evaluations(ownerId, id, { limit: CSV_ROWS, after });
      for (const row of page) yield cellsOf(row);
      if (page.length < CSV_ROWS) return;
      after = page[page.length - 1].position;
    }
  }
}

function cellsOf({ index, parameters, energyJPerM2, evaluation, failed }: EvaluationView) {
  const found = evaluation === null || 'failed' in evaluation ? null : evaluation;
  const measured = [found?.excessVolumeAngstrom, found?.atomFraction, found?.nAtoms].map((v) => v ?? null);
  return [index, ...Object.values(parameters), energyJPerM2, ...measured, failed];
}

async function* encoded(rows: AsyncIterable<readonly (string | number | null)[]>): AsyncIterable<Uint8Array> {
  for await (const row of rows) yield utf8Bytes(`${row.map(csvCell).join(',')}\r\n`);
}

function predictedEnd(search: Search, job: Job, counts: SearchCounts): Date | null {
  const { nObserved, firstToldAt, lastToldAt } = counts;
  const most = Math.min(search.settings.budget ?? Infinity, search.nCandidates ?? Infinity);
  if (job.finishedAt !== null || nObserved < 2 || !Number.isFinite(most)) return null;
  const each = (lastToldAt!.getTime() - firstToldAt!.getTime()) / (nObserved - 1);
  return new Date(lastToldAt!.getTime() + each * (most - nObserved));
}
