import type { RankedBoundary } from '../../workflows/catalogue/suggest-boundaries.js';
import { toSummaryDto } from './catalogue.mapper.js';
import type { SuggestionDto } from './suggestion.dto.js';

export const toSuggestionDto = (ranked: RankedBoundary): SuggestionDto => ({
  boundary: toSummaryDto(ranked.boundary),
  score: ranked.score,
  elementScore: ranked.elementScore,
  comparisons: ranked.comparisons.map((one) => ({ ...one })),
  reasons: [...ranked.reasons],
});
