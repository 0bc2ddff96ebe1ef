import type { CatalogueStamp, NewEvidence, StoredEvidence } from '../ports/catalogue.js';

/** Whether the same hand said the same of the same region before: work that is done twice leaves it once. */
export function isSameEvidence(stored: StoredEvidence, one: NewEvidence, { by }: CatalogueStamp): boolean {
  const [a, b] = [stored.region, one.region];
  if (a === null || b === null) return false;
  const isSameRegion =
    a.analysisId === b.analysisId &&
    a.fromPixel === b.fromPixel &&
    a.toPixel === b.toPixel &&
    a.changePointPixel === b.changePointPixel;
  const isSameSaying =
    stored.boundaryId === one.boundaryId && stored.state === one.state && stored.note === one.note;
  return isSameRegion && isSameSaying && stored.stamp.by === by;
}
