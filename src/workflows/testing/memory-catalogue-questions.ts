import { axisFamiliesOf, planeFamiliesOf } from '../../science/catalogue/laue-classes.js';
import type { MacroscopicBoundary } from '../../science/catalogue/catalogue-records.js';
import { columnName } from '../catalogue/column-name.js';
import type { ListPosition } from '../catalogue/list-cursor.js';
import { elementsOf, materialOf, summariseBoundary } from '../catalogue/summarise-boundary.js';
import type {
  BoundarySummary,
  CatalogueBoundary,
  CatalogueFilter,
  StoredEvidence,
  StoredProperty,
  StoredStructure,
} from '../ports/catalogue.js';

/** A boundary as the in-memory catalogue keeps it. */
export interface Kept {
  readonly id: string;
  readonly ownerId: string;
  readonly boundary: MacroscopicBoundary;
  isPublic: boolean;
  structures: readonly StoredStructure[];
  properties: readonly StoredProperty[];
  evidence: StoredEvidence[];
  readonly createdAt: Date;
  updatedAt: Date;
}

/** Whether a question asks for a boundary; what the SQL of storage/postgres says in its own way. */
export const isAsked = (kept: Kept, filter: CatalogueFilter): boolean =>
  isIdentity(kept.boundary, filter) && isKnowledge(kept, filter) && isInRanges(kept, filter);

/** Absent or null asks for nothing. */
const asks = <T>(value: T | null | undefined, holds: (value: T) => boolean): boolean =>
  value === null || value === undefined || holds(value);

function isIdentity(boundary: MacroscopicBoundary, filter: CatalogueFilter): boolean {
  const { sigma, kind, misorientationDeg, axisFamily, planeFamilies } = boundary;
  const elements = elementsOf(boundary);
  const isSigma = (holds: (sigma: number) => boolean): boolean => sigma !== null && holds(sigma);
  const isAngle = (holds: (angle: number) => boolean): boolean =>
    misorientationDeg !== null && holds(misorientationDeg);
  return [
    asks(filter.material, (material) => materialOf(boundary) === material),
    asks(filter.chemsys, (chemsys) => elements.join('-') === chemsys),
    asks(filter.elements, (some) => some.every((one) => elements.includes(one))),
    asks(filter.sigma, (some) => isSigma((s) => some.includes(s))),
    asks(filter.sigmaMin, (least) => isSigma((s) => s >= least)),
    asks(filter.sigmaMax, (most) => isSigma((s) => s <= most)),
    asks(filter.isGeneral, (isGeneral) => (sigma === null || sigma > 49) === isGeneral),
    asks(filter.kind, (kinds) => kinds.includes(kind)),
    asks(filter.angleMinDeg, (least) => isAngle((a) => a >= least)),
    asks(filter.angleMaxDeg, (most) => isAngle((a) => a <= most)),
    asks(filter.axis, (axis) => axisFamily !== null && axisFamiliesOf(axis).includes(axisFamily)),
    asks(filter.plane, (plane) => planeFamiliesOf(plane).some((one) => planeFamilies.includes(one))),
  ].every(Boolean);
}

function isKnowledge(kept: Kept, filter: CatalogueFilter): boolean {
  const { methods, nEvidence } = summariseBoundary(kept.boundary, kept);
  const texts = [kept.boundary.label, materialOf(kept.boundary), methods.join(' ')];
  return [
    asks(filter.method, (method) => methods.includes(method)),
    asks(filter.hasEvidence, (has) => nEvidence > 0 === has),
    asks(filter.hasStructure, (has) => kept.structures.length > 0 === has),
    asks(filter.searchId, (id) => kept.evidence.some((e) => e.searchId === id)),
    asks(filter.analysisId, (id) =>
      kept.evidence.some((e) => e.region?.analysisId === id && e.state !== 'rejected'),
    ),
    asks(filter.isPublic, (isPublic) => kept.isPublic === isPublic),
    asks(filter.text, (text) => texts.some((one) => one.toLowerCase().includes(text.toLowerCase()))),
  ].every(Boolean);
}

function isInRanges(kept: Kept, { ranges }: CatalogueFilter): boolean {
  const { numbers } = summariseBoundary(kept.boundary, kept);
  return Object.entries(ranges ?? {}).every(([name, [least, most]]) => {
    if (least === null && most === null) return true;
    const value = numbers[columnName(name)];
    return value !== undefined && value >= (least ?? -Infinity) && value <= (most ?? Infinity);
  });
}

export function summaryOf(kept: Kept): BoundarySummary {
  const { id, boundary, isPublic, createdAt, updatedAt } = kept;
  const { numbers, energyMethod, nStructures, nProperties, nEvidence } = summariseBoundary(boundary, kept);
  return {
    ...{ id, boundary, isPublic, createdAt, updatedAt },
    material: materialOf(boundary),
    chemsys: elementsOf(boundary).join('-'),
    ...{ numbers, energyMethod, nStructures, nProperties, nEvidence },
  };
}

export const wholeOf = (kept: Kept): CatalogueBoundary => ({
  ...summaryOf(kept),
  structures: [...kept.structures],
  properties: [...kept.properties],
  evidence: [...kept.evidence],
});

export const textsOf = ({ boundary, material, chemsys, energyMethod }: BoundarySummary) => {
  const { label, kind, sigma, axisFamily, planeFamilies } = boundary;
  const texts: Record<string, string | null> = {
    ...{ label, material, chemsys, kind, energy_method: energyMethod, axis_family: axisFamily },
    sigma: sigma === null ? null : String(sigma),
    plane_family: planeFamilies[0],
  };
  return texts;
};

export function valueOf(summary: BoundarySummary, by: string): ListPosition['value'] {
  if (by === 'createdAt') return summary.createdAt.toISOString();
  return by === 'label' ? summary.boundary.label : (summary.numbers[by] ?? null);
}

/** Unknown values last, whichever way. */
export function compare(a: ListPosition, b: ListPosition, descending: boolean): number {
  if ((a.value === null) !== (b.value === null)) return a.value === null ? 1 : -1;
  const sign = descending ? -1 : 1;
  if (a.value !== null && b.value !== null && a.value !== b.value) return a.value < b.value ? -sign : sign;
  return a.id === b.id ? 0 : a.id < b.id ? -sign : sign;
}
