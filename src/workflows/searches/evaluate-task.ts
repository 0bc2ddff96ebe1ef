import { ScienceError } from '../../science/units/science-error.js';
import { utf8Bytes } from '../../science/formats/text-bytes.js';
import { putBytes } from '../blob-bytes.js';
import { evaluateCandidate } from '../boundary-search/evaluate-candidate.js';
import type { BoundaryEvaluation } from '../boundary-search/boundary-evaluation.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { EnergyEngines } from '../ports/energy-engines.js';
import type { EvaluationTask, ToldCandidate } from '../ports/search-records.js';
import type { SearchRepository } from '../ports/search-repositories.js';
import { CandidateBlobs } from './candidate-blobs.js';
import { parametersAt, relaxedText } from './candidate-text.js';
import { endsSearch } from './conduct-search.js';
import { KEPT_STRUCTURES } from './found-boundaries.js';
import type { CandidateSource, StoredCandidates } from './stored-candidates.js';

export interface EvaluateTaskPorts {
  readonly searches: SearchRepository;
  readonly blobs: BlobStore;
  readonly engines: EnergyEngines;
}

/** Evaluates one candidate and writes what came of it. Doing it twice writes it once. */
export class EvaluateTask {
  private readonly candidates: CandidateBlobs;

  constructor(private readonly ports: EvaluateTaskPorts) {
    this.candidates = new CandidateBlobs(ports.blobs);
  }

  /** @throws ScienceError for which `endsSearch` holds: no candidate of this search can be evaluated */
  async run({ search, index }: EvaluationTask): Promise<void> {
    if (search.headBlob === null) throw new Error(`Search ${search.id} has no candidates.`);
    const stored = await this.candidates.get(search.headBlob);
    const told = await this.evaluate(search.id, stored, index);
    // A conflict: another worker was first with other digits; its word stands.
    await this.ports.searches.tell(search.id, [told]);
  }

  private async evaluate(searchId: string, stored: StoredCandidates, index: number): Promise<ToldCandidate> {
    const { source } = stored;
    if (source.kind === 'table') return replayed(index, source.replay?.[index] ?? null);
    const evaluation = await this.relax(source, stored, index).catch((error: unknown) => {
      if (!(error instanceof ScienceError) || endsSearch(error)) throw error;
      return (error as ScienceError).message;
    });
    if (typeof evaluation === 'string') return failure(index, evaluation);
    if ('failed' in evaluation) return { ...failure(index, evaluation.failed.reason), evaluation };
    const { relaxed, ...found } = evaluation;
    const { energyJPerM2 } = found;
    const isLow = (await this.ports.searches.countBelow(searchId, energyJPerM2)) < KEPT_STRUCTURES;
    const structureBlob = isLow ? await putBytes(this.ports.blobs, utf8Bytes(relaxedText(relaxed))) : null;
    return { index, energyJPerM2, failed: null, evaluation: found, structureBlob };
  }

  private async relax(
    { recipe, frame }: CandidateSource & { readonly kind: 'boundary' },
    stored: StoredCandidates,
    index: number,
  ): Promise<BoundaryEvaluation> {
    if (frame.reference === null) throw new Error('An external search has no tasks.');
    const engine = await this.ports.engines.open(recipe.engine);
    try {
      return await evaluateCandidate(recipe, frame.reference, parametersAt(stored, index), engine);
    } finally {
      await engine.close();
    }
  }
}

const failure = (index: number, failed: string): ToldCandidate => ({
  index,
  energyJPerM2: null,
  failed,
  evaluation: null,
  structureBlob: null,
});

const replayed = (index: number, energyJPerM2: number | null): ToldCandidate =>
  energyJPerM2 === null
    ? failure(index, 'the table has no energy of it')
    : { ...failure(index, ''), energyJPerM2, failed: null };
