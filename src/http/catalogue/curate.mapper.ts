import type { CurateBoundaries, PropertyRequest } from '../../workflows/catalogue/curate-boundaries.js';
import type { EvidenceRequest } from '../../workflows/catalogue/manage-evidence.js';
import { invalid } from '../searches/search-request.js';
import type { AddEvidenceDto, AddPropertyDto, NameBoundaryDto } from './curate.dto.js';

export const toNamedBoundary = (body: NameBoundaryDto): Parameters<CurateBoundaries['name']>[1] => ({
  ...{ material: body.material, latticeAngstrom: body.latticeAngstrom ?? null },
  ...{ sigma: body.sigma, axis: body.axis, plane: body.plane, planeB: body.planeB ?? null },
});

/** @throws HttpProblem validation-error */
export function toPropertyRequest(boundaryId: string, body: AddPropertyDto): PropertyRequest {
  const { name, value, std, methodKind, method, structureId, note } = body;
  return {
    boundaryId,
    structureId: structureId ?? null,
    value: { name, value, std: std ?? null, methodKind, method, conditions: toConditions(body) },
    note: note ?? null,
  };
}

const MAX_CONDITIONS = 50;

function toConditions({ conditions = {} }: AddPropertyDto): Record<string, string | number | boolean> {
  const entries = Object.entries(conditions);
  if (entries.length > MAX_CONDITIONS)
    throw invalid('#/conditions', `must have at most ${MAX_CONDITIONS} entries`);
  const told: Record<string, string | number | boolean> = {};
  for (const [name, value] of entries) {
    if (!/^[\w.-]{1,63}$/.test(name))
      throw invalid('#/conditions', `${JSON.stringify(name)} is no name of a condition`);
    const isText = typeof value === 'string' && value.length <= 500;
    if (!isText && typeof value !== 'number' && typeof value !== 'boolean')
      throw invalid(`#/conditions/${name}`, 'must be a number, a truth or a text of at most 500 characters');
    told[name] = value;
  }
  return told;
}

/** What belongs to another kind. */
const STRAY: Readonly<Record<AddEvidenceDto['kind'], readonly (keyof AddEvidenceDto)[]>> = {
  'scan-region': ['searchId', 'publication'],
  search: ['analysisId', 'fromPixel', 'toPixel', 'changePointPixel', 'publication'],
  publication: ['analysisId', 'fromPixel', 'toPixel', 'changePointPixel', 'searchId'],
};

/** @throws HttpProblem validation-error  what its kind needs is missing, or something of another kind is there */
export function toEvidenceRequest(body: AddEvidenceDto): EvidenceRequest {
  const stray = STRAY[body.kind].find((name) => body[name] !== undefined);
  if (stray !== undefined) throw invalid(`#/${stray}`, `does not belong to a ${body.kind}`);
  const note = body.note ?? null;
  const needed = <Name extends keyof AddEvidenceDto>(name: Name): NonNullable<AddEvidenceDto[Name]> => {
    const value = body[name];
    if (value === undefined || value === null) throw invalid(`#/${name}`, `is needed of a ${body.kind}`);
    return value;
  };
  switch (body.kind) {
    case 'publication':
      return { kind: body.kind, publication: needed('publication'), note };
    case 'search':
      return { kind: body.kind, searchId: needed('searchId'), note };
    case 'scan-region':
      return {
        ...{ kind: body.kind, analysisId: needed('analysisId'), fromPixel: needed('fromPixel') },
        ...{ toPixel: needed('toPixel'), changePointPixel: body.changePointPixel ?? null, note },
      };
  }
}
