import type { BoundaryRecord, SearchCandidate } from '../../workflows/ports/search-records.js';
import type { BoundaryRow, SearchCandidateRow } from './search-entities.js';

export function candidateOf(row: SearchCandidateRow): SearchCandidate {
  const { index, position, toldAt, energyJPerM2, failed, evaluation, structureBlob } = row;
  return { index, position, toldAt, energyJPerM2, failed, evaluation, structureBlob };
}

export const boundaryRow = (record: BoundaryRecord): BoundaryRow => ({
  ...record,
  sigma: record.identity.sigma,
});

export function boundaryOf({ sigma: _, ...record }: BoundaryRow): BoundaryRecord {
  return record;
}
