import { type EntityManager, In } from 'typeorm';
import { isSameEvidence } from '../../workflows/catalogue/is-same-evidence.js';
import type { CatalogueStamp, NewEvidence, StoredEvidence } from '../../workflows/ports/catalogue.js';
import { CatalogueEvidenceRow } from './catalogue-entities.js';
import { evidenceOf } from './catalogue-rows.js';

/** What is there already of new evidence; its boundaries are locked, so that nobody adds it meanwhile. */
export async function knownEvidence(
  manager: EntityManager,
  evidence: readonly NewEvidence[],
  stamp: CatalogueStamp,
): Promise<ReadonlyMap<NewEvidence, StoredEvidence>> {
  const analysisId = In(evidence.flatMap(({ region }) => region?.analysisId ?? []));
  const searchId = In(evidence.flatMap((one) => one.searchId ?? []));
  const boundaryId = In(evidence.map((one) => one.boundaryId));
  const rows = await manager.find(CatalogueEvidenceRow, {
    where: [
      { boundaryId, analysisId },
      { boundaryId, searchId },
    ],
  });
  const stored = rows.map(evidenceOf);
  const pairs = evidence.flatMap((one) => {
    const known = stored.find((other) => isSameEvidence(other, one, stamp));
    return known === undefined ? [] : [[one, known] as const];
  });
  return new Map(pairs);
}
