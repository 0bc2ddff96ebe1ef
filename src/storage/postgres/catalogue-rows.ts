import type { MacroscopicBoundary } from '../../science/catalogue/catalogue-records.js';
import {
  type BoundaryRowNumbers,
  elementsOf,
  materialOf,
} from '../../workflows/catalogue/summarise-boundary.js';
import type { NewStructure } from '../../workflows/catalogue/plan-addition.js';
import type {
  BoundarySummary,
  CatalogueStamp,
  NewEvidence,
  StoredEvidence,
  StoredProperty,
  StoredStructure,
} from '../../workflows/ports/catalogue.js';
import type {
  CatalogueBoundaryRow,
  CatalogueEvidenceRow,
  CataloguePropertyRow,
  CatalogueStructureRow,
} from './catalogue-entities.js';
import { packNumbers } from './packed-numbers.js';

/** A boundary of which nothing more is known yet. */
export function boundaryRow(
  boundary: MacroscopicBoundary,
  head: { readonly id: string; readonly ownerId: string; readonly at: Date },
): CatalogueBoundaryRow {
  const elements = elementsOf(boundary);
  return {
    id: head.id,
    ownerId: head.ownerId,
    key: boundary.key,
    label: boundary.label,
    kind: boundary.kind,
    material: materialOf(boundary),
    chemsys: elements.join('-'),
    elements,
    sigma: boundary.sigma,
    axis: boundary.axis && [...boundary.axis],
    axisFamily: boundary.axisFamily,
    planeA: [...boundary.planes[0]],
    planeB: [...boundary.planes[1]],
    planeFamilies: [...new Set(boundary.planeFamilies)],
    boundary,
    isPublic: false,
    numbers: {},
    ...packNumbers({}),
    energyMethod: null,
    methods: [],
    nStructures: 0,
    nProperties: 0,
    nEvidence: 0,
    createdAt: head.at,
    updatedAt: head.at,
  };
}

export function summaryOf(row: CatalogueBoundaryRow): BoundarySummary {
  const { id, boundary, material, chemsys, isPublic, numbers, energyMethod } = row;
  const { nStructures, nProperties, nEvidence, createdAt, updatedAt } = row;
  return {
    ...{ id, boundary, material, chemsys, isPublic, numbers, energyMethod },
    ...{ nStructures, nProperties, nEvidence, createdAt, updatedAt },
  };
}

/** What changes of a row when its boundary was added to. */
export const numbersRow = ({ methods, numbers, ...rest }: BoundaryRowNumbers) => ({
  ...rest,
  methods: [...methods],
  numbers: { ...numbers },
  ...packNumbers(numbers),
});

export function structureRow(
  boundaryId: string,
  { structure, optimade }: NewStructure,
): CatalogueStructureRow {
  const { stamp, translationAngstrom, ...rest } = structure;
  return {
    ...rest,
    boundaryId,
    translation: translationAngstrom && [...translationAngstrom],
    ...{ energy: null, excessVolume: null, energyMethod: null, rank: null },
    optimadeElements: optimade && [...optimade.elements],
    optimadeRatios: optimade && [...optimade.elementsRatios],
    optimadeSites: optimade && optimade.nSites,
    optimadeFormulas: optimade && [
      optimade.formulaDescriptive,
      optimade.formulaReduced,
      optimade.formulaHill,
      optimade.formulaAnonymous,
    ],
    optimadeDimensions: optimade && [...optimade.dimensionTypes],
    optimadeSpecies: optimade && [...optimade.species],
    optimadeBlob: optimade && optimade.sitesBlob,
    addedAt: stamp.at,
    addedBy: stamp.by,
  };
}

export function structureOf(row: CatalogueStructureRow): StoredStructure {
  const { id, blob, nAtoms, atomFraction, termination, descriptors, descriptorBlob, source } = row;
  const [x, y, z] = row.translation ?? [];
  return {
    ...{ id, blob, nAtoms, atomFraction, termination, descriptors, descriptorBlob, source },
    translationAngstrom: row.translation && [x, y, z],
    stamp: { at: row.addedAt, by: row.addedBy },
  };
}

export function propertyRow(boundaryId: string, property: StoredProperty): CataloguePropertyRow {
  const { stamp, ...rest } = property;
  return { ...rest, boundaryId, addedAt: stamp.at, addedBy: stamp.by };
}

export function propertyOf(row: CataloguePropertyRow): StoredProperty {
  const { id, structureId, name, value, std, methodKind, method, conditions, source, supersededBy } = row;
  return {
    ...{ id, structureId, name, value, std, methodKind, method, conditions, source, supersededBy },
    stamp: { at: row.addedAt, by: row.addedBy },
  };
}

export function evidenceRow(id: string, evidence: NewEvidence, stamp: CatalogueStamp): CatalogueEvidenceRow {
  return {
    id,
    ...evidence,
    analysisId: evidence.region?.analysisId ?? null,
    ...{ addedAt: stamp.at, addedBy: stamp.by, decidedAt: null, decidedBy: null },
  };
}

export function evidenceOf(row: CatalogueEvidenceRow): StoredEvidence {
  const { id, boundaryId, kind, state, region, searchId, publication, score, reasons, measured, note } = row;
  const { decidedAt, decidedBy } = row;
  return {
    ...{ id, boundaryId, kind, state, region, searchId, publication, score, reasons, measured, note },
    stamp: { at: row.addedAt, by: row.addedBy },
    decided: decidedAt === null || decidedBy === null ? null : { at: decidedAt, by: decidedBy },
  };
}
