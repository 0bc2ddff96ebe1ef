import type { BoundaryPage } from '../../workflows/catalogue/find-boundaries.js';
import { propertyUnit } from '../../workflows/catalogue/property-unit.js';
import type { SimilarBoundary } from '../../workflows/catalogue/similar-boundaries.js';
import { type StateNumbers, stateNumbers } from '../../workflows/catalogue/summarise-boundary.js';
import type {
  BoundarySummary,
  CatalogueBoundary,
  CatalogueEvent,
  CatalogueStamp,
  StoredEvidence,
  StoredProperty,
  StoredStructure,
} from '../../workflows/ports/catalogue.js';
import type {
  CatalogueBoundaryDto,
  CatalogueBoundarySummaryDto,
  CatalogueEventDto,
  CatalogueEvidenceDto,
  CatalogueListDto,
  CataloguePropertyDto,
  CatalogueStructureDto,
  SimilarBoundaryDto,
} from './catalogue.dto.js';

export function toSummaryDto({ boundary, ...summary }: BoundarySummary): CatalogueBoundarySummaryDto {
  const { id, material, chemsys, isPublic, energyMethod } = summary;
  const { nStructures, nProperties, nEvidence, createdAt, updatedAt } = summary;
  const { key, label, kind, sigma, axis, misorientationDeg, disorientationDeg, axisFamily } = boundary;
  return {
    ...{ id, key, label, kind, material, chemsys },
    crystals: boundary.crystals.map(({ elements, ...crystal }) => ({
      ...{ key: crystal.key, name: crystal.name, formula: crystal.formula },
      ...{ elements: [...elements], spaceGroup: crystal.spaceGroup },
    })),
    ...{ sigma, axis: axis && [...axis], misorientationDeg, disorientationDeg },
    planes: boundary.planes.map((plane) => [...plane]),
    ...{ planeFamilies: [...boundary.planeFamilies], axisFamily },
    ...{ isPublic, numbers: { ...summary.numbers }, energyMethod, nStructures, nProperties, nEvidence },
    ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
  };
}

export const toListDto = ({ items, nextCursor, total }: BoundaryPage): CatalogueListDto => ({
  items: items.map(toSummaryDto),
  nextCursor,
  total,
});

export function toBoundaryDto(boundary: CatalogueBoundary): CatalogueBoundaryDto {
  const { structures, properties, evidence } = boundary;
  const states = stateNumbers(structures, properties);
  return {
    ...toSummaryDto(boundary),
    structures: structures.map((structure, i) => toStructureDto(structure, states[i], boundary.id)),
    properties: properties.map(toPropertyDto),
    evidence: evidence.map(toEvidenceDto),
  };
}

const added = ({ at, by }: CatalogueStamp) => ({ addedAt: at.toISOString(), addedBy: by });

function toStructureDto(
  structure: StoredStructure,
  { energyJPerM2, excessVolumeAngstrom, method, rank }: StateNumbers,
  boundaryId: string,
): CatalogueStructureDto {
  const { id, nAtoms, atomFraction, termination, translationAngstrom, source, stamp } = structure;
  return {
    ...{ id, boundaryId, nAtoms, atomFraction, termination },
    translationAngstrom: translationAngstrom && [...translationAngstrom],
    ...{ energyJPerM2, excessVolumeAngstrom, method, rank },
    descriptors: { ...structure.descriptors },
    hasAtomDescriptors: structure.descriptorBlob !== null,
    source,
    ...added(stamp),
  };
}

function toPropertyDto({ conditions, stamp, ...property }: StoredProperty): CataloguePropertyDto {
  const { id, structureId, name, value, std, methodKind, method, source, supersededBy } = property;
  return {
    ...{ id, structureId, name, unit: propertyUnit(name), value, std, methodKind, method },
    ...{ conditions: { ...conditions }, source, ...added(stamp), supersededBy },
  };
}

export function toEvidenceDto({ stamp, decided, ...evidence }: StoredEvidence): CatalogueEvidenceDto {
  const { id, boundaryId, kind, state, region, searchId, publication, score, note } = evidence;
  return {
    ...{ id, boundaryId, kind, state, region: region && { ...region }, searchId, publication, score },
    ...{ reasons: [...evidence.reasons], measured: { ...evidence.measured }, note, ...added(stamp) },
    decidedAt: decided?.at.toISOString() ?? null,
    decidedBy: decided?.by ?? null,
  };
}

export const toEventDto = ({ seq, action, subjectId, detail, stamp }: CatalogueEvent): CatalogueEventDto => ({
  ...{ seq, action, subjectId, detail: { ...detail } },
  ...{ at: stamp.at.toISOString(), by: stamp.by },
});

export const toSimilarDto = ({ boundary, score, reasons }: SimilarBoundary): SimilarBoundaryDto => ({
  boundary: toSummaryDto(boundary),
  score: Math.round(score * 1000) / 1000,
  reasons: [...reasons],
});
