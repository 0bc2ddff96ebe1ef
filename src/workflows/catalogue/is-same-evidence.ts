import type { CatalogueStamp, NewEvidence, StoredEvidence } from '../ports/catalogue.js';

/** Whether the same hand said the same of the same region or search before: work that is done twice leaves it once. */
export function isSameEvidence(stored: StoredEvidence, one: NewEvidence, { by }: CatalogueStamp): boolean {
  const isSameSaying =
    stored.boundaryId === one.boundaryId && stored.state === one.state && stored.note === one.note;
  return isSameSubject(stored, one) && isSameSaying && stored.stamp.by === by;
}

function isSameSubject(
  { region: a, searchId }: Pick<NewEvidence, 'region' | 'searchId'>,
  one: Pick<NewEvidence, 'region' | 'searchId'>,
): boolean {
  const b = one.region;
  if (a === null || b === null) return searchId !== null && searchId === one.searchId;
  return (
    a.analysisId === b.analysisId &&
    a.fromPixel === b.fromPixel &&
    a.toPixel === b.toPixel &&
    a.changePointPixel === b.changePointPixel
  );
}
