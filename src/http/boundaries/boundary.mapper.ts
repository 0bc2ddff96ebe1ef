import type { BoundaryRecord } from '../../workflows/ports/search-records.js';
import type { BoundaryDto } from './boundary.dto.js';

export function toBoundaryDto({ identity, properties, origin, ...record }: BoundaryRecord): BoundaryDto {
  const { id, searchId, candidateIndex, structureBlob, createdAt } = record;
  return {
    id,
    searchId,
    candidateIndex,
    ...identity,
    axis: identity.axis && [...identity.axis],
    grains: identity.grains.map(({ crystal, elements, plane }) => ({
      crystal,
      elements: [...elements],
      plane: [...plane],
    })),
    ...properties,
    origin: { ...origin },
    hasStructure: structureBlob !== null,
    createdAt: createdAt.toISOString(),
  };
}
