import type { Vec3 } from '../../crystal/structure.js';
import { CatalogueError } from '../catalogue-error.js';
import { METHOD_KINDS, type MethodKind, type PropertyValue } from '../catalogue-records.js';
import { validateProperty } from '../properties.js';
import type { BoundaryNames } from './boundary-of-options.js';
import { indicesOf, matrixOf, numberOf } from './cells.js';
import type { ImportOptions } from './import-types.js';
import { propertyColumn, type PropertyColumn } from './property-columns.js';

/** What a column, or a key of a structure file's header, is. */
export type FieldRole =
  | { readonly is: 'name'; readonly name: FieldName }
  | { readonly is: 'property'; readonly column: PropertyColumn }
  | { readonly is: 'condition'; readonly name: string }
  | { readonly is: 'not-read' };

const FIELD_NAMES = {
  material: ['material', 'material_a', 'formula', 'pretty_formula', 'crystal'],
  structure: ['structure', 'prototype', 'structure_type'],
  lattice: ['lattice_angstrom', 'a_angstrom', 'lattice_a', 'a0'],
  latticeC: ['c_angstrom', 'lattice_c'],
  materialB: ['material_b', 'material_2'],
  latticeB: ['lattice_b_angstrom'],
  sigma: ['sigma', 'Σ', 'csl'],
  axis: ['rotation_axis', 'axis', 'tilt_axis', 'misorientation_axis'],
  angleDeg: ['misorientation_deg', 'rotation_angle', 'rotation_angle_deg', 'angle_deg'],
  plane: ['gb_plane', 'plane', 'plane_a', 'gb_plane_1', 'boundary_plane'],
  planeB: ['gb_plane_2', 'plane_b', 'gb_plane_b'],
  parallelA: ['parallel_a'],
  parallelB: ['parallel_b'],
  axesA: ['axes_a', 'p'],
  axesB: ['axes_b', 'q'],
  method: ['method', 'energy_method', 'potential', 'calculator'],
  methodKind: ['method_kind'],
  citation: ['citation', 'source', 'doi', 'reference'],
  atomFraction: ['atom_fraction', 'n'],
  termination: ['termination'],
  translation: ['translation_angstrom', 'translation'],
} as const;
export type FieldName = keyof typeof FIELD_NAMES;

/** Columns of our own tables that say again what others say, or what only we can say. */
const NOT_READ = new Set(
  'id key label type kind chemsys elements is_public created_at updated_at n_structures n_properties n_evidence row gb_plane_family gb_plane_2_family rotation_axis_family disorientation_deg structure_id boundary_id n_atoms blob stamp'.split(
    ' ',
  ),
);

/**
 * What a header's name is; null: nothing that is known.
 * @throws CatalogueError unknown-unit
 */
export function fieldRole(header: string): FieldRole | null {
  const plain = header.trim().replace(/^_?kaimen[_:]/i, '');
  const lower = plain.toLowerCase();
  const names = Object.entries(FIELD_NAMES) as [FieldName, readonly string[]][];
  const name = names.find(([, all]) => all.includes(lower))?.[0];
  if (name !== undefined) return { is: 'name', name };
  const condition = /^condition[._](.+)$/i.exec(plain)?.[1];
  if (condition !== undefined) return { is: 'condition', name: condition };
  if (/^(temperature_k|pressure_gpa|free_zone_angstrom|potential_sha256|protocol|replication)$/.test(lower))
    return { is: 'condition', name: plain };
  const column = propertyColumn(plain);
  if (column !== null) return { is: 'property', column };
  return NOT_READ.has(lower) || lower.startsWith('measured_') ? { is: 'not-read' } : null;
}

/** Cells by role; empty ones left out. */
export interface Fields {
  readonly named: ReadonlyMap<FieldName, string>;
  readonly properties: readonly { readonly column: PropertyColumn; readonly cell: string }[];
  readonly conditions: Readonly<Record<string, string | number>>;
}

const EMPTY = /^(|nan|null|none|-|\?|\.|n\/?a|\*+)$/i;

/** @param cells  header's role and the cell beneath */
export function fieldsOf(cells: readonly (readonly [FieldRole | null, string])[]): Fields {
  const given = cells.filter(([, cell]) => !EMPTY.test(cell.trim()));
  const named = new Map<FieldName, string>();
  const properties: { column: PropertyColumn; cell: string }[] = [];
  const conditions: Record<string, string | number> = {};
  for (const [role, cell] of given) {
    if (role?.is === 'name') named.set(role.name, cell);
    if (role?.is === 'property') properties.push({ column: role.column, cell });
    if (role?.is === 'condition') conditions[role.name] = Number.isFinite(Number(cell)) ? Number(cell) : cell;
  }
  return { named, properties, conditions };
}

/**
 * How the fields name a boundary, options where they are silent.
 * @throws CatalogueError bad-value
 */
export function namesOfFields({ named }: Fields, options: ImportOptions): BoundaryNames {
  const triple = (name: FieldName, otherwise: Vec3 | null): Vec3 | null => {
    const cell = named.get(name);
    return cell === undefined ? otherwise : indicesOf(cell, FIELD_NAMES[name][0]);
  };
  const axes = (name: 'axesA' | 'axesB') => {
    const cell = named.get(name);
    return cell === undefined ? options[name] : matrixOf(jsonOf(cell), FIELD_NAMES[name][0]);
  };
  const [parallelA, parallelB] = [triple('parallelA', null), triple('parallelB', null)];
  const angle = named.get('angleDeg');
  return {
    material: materialText(named) ?? options.material,
    latticeAngstrom: lattice(named) ?? options.latticeAngstrom,
    materialB: named.get('materialB') ?? null,
    latticeBAngstrom: lengths(named.get('latticeB')),
    sigma: sigmaOf(named.get('sigma')) ?? options.sigma,
    axis: triple('axis', options.axis),
    angleDeg: angle === undefined ? null : numberOf(angle, 'misorientation_deg'),
    plane: triple('plane', options.plane),
    planeB: triple('planeB', options.planeB),
    parallel: parallelA !== null && parallelB !== null ? [parallelA, parallelB] : null,
    axesA: axes('axesA'),
    axesB: axes('axesB'),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function materialText(named: Fields['named']): string | null {
  const material = named.get('material');
  const structure = named.get('structure');
  if (material === undefined) return null;
  return structure === undefined || material.includes(structure) ? material : `${structure} ${material}`;
}

function lengths(cell: string | undefined): number[] | null {
  return cell === undefined ? null : cell.split(/[\s,;]+/).map((word) => numberOf(word, 'lattice_angstrom'));
}

function lattice(named: Fields['named']): number[] | null {
  const a = lengths(named.get('lattice'));
  const c = lengths(named.get('latticeC'));
  return a === null || c === null || a.length > 1 ? a : [...a, ...c];
}

/** 'general' and the like: no Σ. */
function sigmaOf(cell: string | undefined): number | null {
  if (cell === undefined || /^general$/i.test(cell.trim())) return null;
  const sigma = numberOf(cell.replace(/^[ΣS]\s*/, ''), 'sigma');
  if (Number.isInteger(sigma) && sigma > 0) return sigma;
  throw new CatalogueError('bad-value', `sigma is ${cell}, not a whole number`);
}

/**
 * The values of the fields in the registry's units.
 * @throws CatalogueError bad-value, out-of-range
 */
export function propertiesOfFields(fields: Fields, options: ImportOptions): PropertyValue[] {
  const { named, properties, conditions } = fields;
  const values = properties.filter(({ column }) => !column.isStd);
  if (values.length === 0) return [];
  const method = named.get('method') ?? options.method;
  if (method === null) throw new CatalogueError('bad-value', 'the method of the values is not told (method)');
  const methodKind = methodKindOf(named.get('methodKind')) ?? options.methodKind ?? 'unknown';
  return values.map(({ column, cell }) => {
    const { name } = column.property;
    const std = properties.find((p) => p.column.isStd && p.column.property.name === name);
    return validateProperty({
      name,
      value: scaled(numberOf(cell, name), column.factor),
      std: std === undefined ? null : scaled(numberOf(std.cell, `${name}_std`), std.column.factor),
      methodKind,
      method,
      conditions: { ...options.conditions, ...conditions },
    });
  });
}

/** 951 mJ/m² is 0.951 J/m², not 0.9510000000000001. */
const scaled = (value: number, factor: number): number =>
  factor === 1 ? value : Number((value * factor).toPrecision(15));

function methodKindOf(text: string | undefined): MethodKind | null {
  if (text === undefined) return null;
  const kind = METHOD_KINDS.find((k) => k === text.trim().toLowerCase());
  if (kind !== undefined) return kind;
  throw new CatalogueError('bad-value', `method_kind is ${text}: one of ${METHOD_KINDS.join(', ')}`);
}
