import type { RangeEv } from '../../science/similarity/energy-curve.js';
import type {
  ReferenceFilter,
  ReferenceRepository,
  SpectrumReference,
  SpectrumSelection,
} from '../ports/references.js';
import { rankSimilar, type SimilarMatch, type SimilarRanking } from './rank-similar.js';
import type { SelectSpectrum } from './select-spectrum.js';

export interface SimilarRequest {
  readonly analysisId: string;
  readonly selection: SpectrumSelection;
  readonly energyRangeEv: RangeEv | null;
  /** Only these references are compared. */
  readonly filter: ReferenceFilter;
  readonly maxShiftEv: number;
  readonly limit: number;
}

export interface SimilarAnswer extends Omit<SimilarRanking, 'matches'> {
  readonly matches: readonly (SimilarMatch & { readonly reference: SpectrumReference })[];
  /** True when there are more references than are compared at once: only the newest were. */
  readonly truncated: boolean;
}

/** References compared at once: some hundred milliseconds of work. */
const MAX_COMPARED = 500;

/** Finds the references most like a part of an analysis. */
export class FindSimilar {
  constructor(
    private readonly references: ReferenceRepository,
    private readonly select: SelectSpectrum,
  ) {}

  /** @throws WorkflowError not-found, not-finished, invalid-parameter; SimilarityError */
  async run(ownerId: string, request: SimilarRequest): Promise<SimilarAnswer> {
    const { analysisId, selection, energyRangeEv, filter, maxShiftEv, limit } = request;
    const query = await this.select.of(ownerId, analysisId, selection);
    const loaded = await this.references.load(ownerId, filter, MAX_COMPARED + 1);
    const compared = loaded.slice(0, MAX_COMPARED);
    const byId = new Map(compared.map(({ reference }) => [reference.id, reference]));
    const library = compared.map(({ reference, values }) => {
      const { id, element, edge, energy } = reference;
      return { id, element, edge, curve: { energy, values } };
    });
    const ranking = rankSimilar(query, library, { energyRangeEv, maxShiftEv, limit });
    const matches = ranking.matches.map((match) => ({ ...match, reference: byId.get(match.id)! }));
    return { ...ranking, matches, truncated: loaded.length > compared.length };
  }
}
