import type { ImportSample, ImportView } from '../../workflows/catalogue/manage-imports.js';
import { propertyUnit } from '../../workflows/catalogue/property-unit.js';
import type { AddedBoundary } from '../../workflows/ports/catalogue.js';
import type { CatalogueImport, ImportTask } from '../../workflows/ports/catalogue-imports.js';
import type {
  CatalogueImportDto,
  CatalogueImportSummaryDto,
  CommittedImportDto,
  ImportQueryDto,
  ImportSampleDto,
} from './imports.dto.js';

type Matrix = NonNullable<ImportTask['options']['axesA']>;

export const toImportOptions = (query: ImportQueryDto): ImportTask['options'] => ({
  ...{ format: query.format ?? null, material: query.material ?? null },
  ...{ latticeAngstrom: query.lattice ?? null, sigma: query.sigma ?? null, axis: query.axis ?? null },
  ...{ plane: query.plane ?? null, planeB: query.planeB ?? null },
  ...{ axesA: toMatrix(query.axesA), axesB: toMatrix(query.axesB) },
  ...{ method: query.method ?? null, methodKind: query.methodKind ?? null },
  ...{ citation: query.citation ?? null, conditions: {} },
  ...{ elements: query.elements ?? null, normal: query.normal ?? null },
});

const toMatrix = (values: readonly number[] | undefined): Matrix | null =>
  values === undefined
    ? null
    : ([values.slice(0, 3), values.slice(3, 6), values.slice(6)] as unknown as Matrix);

const N_PROBLEMS = 200;
const N_IDS = 100;

export const toImportDto = ({ record, sample }: ImportView): CatalogueImportDto => ({
  ...toImportSummaryDto(record),
  problems: (record.found?.problems ?? []).slice(0, N_PROBLEMS).map(({ row, message }) => ({ row, message })),
  takenFromNames: (record.found?.takenFromNames ?? []).map((fact) => ({ ...fact })),
  sample: sample.map(toSampleDto),
});

export function toImportSummaryDto(record: CatalogueImport): CatalogueImportSummaryDto {
  const { id, fileName, sha256, state, jobId, problem, found, committed, stamp } = record;
  return {
    ...{ id, fileName, sha256, state, jobId, problem, ...numbersOf(found) },
    committed: committed && toCommittedDto(committed),
    ...{ createdAt: stamp.at.toISOString(), createdBy: stamp.by },
  };
}

function numbersOf(found: CatalogueImport['found']) {
  if (found === null) {
    const unread = { format: null, nRows: null, nDrafts: null, nProblems: null };
    return { ...unread, nNewBoundaries: null, nKnownBoundaries: null };
  }
  const { format, nRows, nDrafts, nNewBoundaries, nKnownBoundaries, problems } = found;
  return { format, nRows, nDrafts, nNewBoundaries, nKnownBoundaries, nProblems: problems.length };
}

const toSampleDto = ({ properties, ...sample }: ImportSample): ImportSampleDto => ({
  ...sample,
  properties: properties.map(({ name, value, method }) => ({
    name,
    value,
    unit: propertyUnit(name),
    method,
  })),
});

function toCommittedDto({ added, stamp }: NonNullable<CatalogueImport['committed']>): CommittedImportDto {
  const sum = (of: (one: AddedBoundary) => number): number => added.reduce((n, one) => n + of(one), 0);
  return {
    nNewBoundaries: new Set(added.flatMap((one) => (one.isNewBoundary ? [one.boundaryId] : []))).size,
    nNewStructures: sum(({ isNewStructure }) => Number(isNewStructure)),
    nNewProperties: sum(({ nNewProperties }) => nNewProperties),
    nSuperseded: sum(({ nSuperseded }) => nSuperseded),
    nKnownProperties: sum(({ nKnownProperties }) => nKnownProperties),
    boundaryIds: [...new Set(added.map(({ boundaryId }) => boundaryId))].slice(0, N_IDS),
    ...{ at: stamp.at.toISOString(), by: stamp.by },
  };
}
