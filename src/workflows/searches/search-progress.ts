import type { Search, SearchCounts } from '../ports/search-records.js';

export interface SearchProgress {
  readonly fraction: number;
  readonly stage: string;
}

/** How far a search is, for its job: evaluated of as many as there can be, and the lowest energy so far. */
export function searchProgress(
  { settings, nCandidates }: Pick<Search, 'settings' | 'nCandidates'>,
  { nObserved, best }: SearchCounts,
): SearchProgress {
  const most = Math.min(settings.budget ?? Infinity, nCandidates ?? Infinity);
  const of = Number.isFinite(most) ? ` of ${most}` : '';
  const lowest = best === null ? '' : `, best ${best.energyJPerM2.toFixed(4)} J/m²`;
  const fraction = Number.isFinite(most) && most > 0 ? Math.min(1, nObserved / most) : 0;
  return { fraction, stage: `${nObserved}${of} evaluated${lowest}` };
}
