import type {
  ReferenceFilter,
  SpectrumReference,
  SpectrumSelection,
} from '../../workflows/ports/references.js';
import type { SimilarAnswer, SimilarRequest } from '../../workflows/references/find-similar.js';
import type { ReferenceFacts } from '../../workflows/references/manage-references.js';
import type {
  FactsQueryDto,
  ReferenceDto,
  ReferenceQueryDto,
  SelectionDto,
  SimilarDto,
  SimilarRequestDto,
} from './reference.dto.js';

export function toReferenceDto({ origin, energy, ...reference }: SpectrumReference): ReferenceDto {
  const { id, name, compound, element, edge, source, licence, kind, createdAt } = reference;
  const said = { id, name, compound, element, edge, source, licence, kind };
  return { ...said, origin: { ...origin }, energy: { ...energy }, createdAt: createdAt.toISOString() };
}

export const toFacts = ({ name, compound, element, edge, ...more }: FactsQueryDto): ReferenceFacts => ({
  name: name ?? null,
  compound: compound ?? null,
  element: element ?? null,
  edge: edge ?? null,
  source: more.source ?? null,
  licence: more.licence ?? null,
  kind: more.kind ?? null,
});

export const toSelection = (selection: SelectionDto | undefined): SpectrumSelection => ({
  cluster: selection?.cluster ?? null,
  component: selection?.component ?? null,
  pixels: selection?.pixels ?? null,
});

export const toFilter = ({ element, edge, kind, text, energyRange }: ReferenceQueryDto): ReferenceFilter => ({
  element: element ?? null,
  edge: edge ?? null,
  kind: kind ?? null,
  text: text ?? null,
  energyRangeEv: energyRange ?? null,
});

export const toSimilarRequest = (analysisId: string, body: SimilarRequestDto): SimilarRequest => ({
  analysisId,
  selection: toSelection(body.selection),
  energyRangeEv: body.energyRange ?? null,
  filter: {
    element: body.element ?? null,
    edge: body.edge ?? null,
    kind: null,
    text: null,
    energyRangeEv: null,
  },
  maxShiftEv: body.maxShift ?? 10,
  limit: body.limit ?? 10,
});

export function toSimilarDto({ matches, excluded, ...said }: SimilarAnswer): SimilarDto {
  return {
    nCompared: said.nCompared,
    nVotes: said.nVotes,
    alignment: said.alignment,
    alpha: said.alpha,
    margin: said.margin,
    truncated: said.truncated,
    excluded: excluded.map(({ id, reason }) => ({ id, reason })),
    matches: matches.map(({ id: _, reference, ...match }) => ({
      ...match,
      reference: toReferenceDto(reference),
      rangeEv: [...match.rangeEv],
      bestMetrics: [...match.bestMetrics],
      queryBackgroundEv: match.queryBackgroundEv && [...match.queryBackgroundEv],
      referenceBackgroundEv: match.referenceBackgroundEv && [...match.referenceBackgroundEv],
      backgroundNotes: [...match.backgroundNotes],
      compared: { query: [...match.compared.query], reference: [...match.compared.reference] },
    })),
  };
}
