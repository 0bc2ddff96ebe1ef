import { existsSync, readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../src/storage/postgres/open-database.js';
import type { ColumnKey } from '../../src/workflows/optimade/properties.js';
import type { ColumnValue } from '../../src/workflows/ports/optimade.js';
import type { MemoryStructure } from '../../src/workflows/testing/memory-optimade.js';
import { freshSchema } from './postgres.js';

/** The shape of the relation that OPTIMADE reads: the migration of the catalogue makes a view of it. */
const TABLE = `CREATE TABLE optimade_structure (
  id text NOT NULL, owner_id text, is_public boolean NOT NULL, last_modified timestamptz,
  elements text[], elements_ratios float8[], nelements int, nsites int,
  chemical_formula_descriptive text, chemical_formula_reduced text, chemical_formula_hill text,
  chemical_formula_anonymous text, nperiodic_dimensions int, dimension_types int[],
  species text[], structure_features text[], structure_blob text,
  sigma int, gb_type text, rotation_axis int[], rotation_angle float8, gb_plane int[], gb_plane_2 int[],
  gb_energy float8, excess_volume float8, translation float8[], termination text, method text,
  search_run_id text, rank int, pretty_formula text, chemsys text)`;

/** A database of one schema with these rows. */
export async function optimadeTable(url: string, rows: readonly MemoryStructure[]): Promise<DataSource> {
  const db = await openDatabase({ url, schema: freshSchema() }, []);
  await db.query(TABLE);
  const json = rows.map(({ columns, species, ownerId, isPublic, structureBlob }) => ({
    ...{ ...columns, species, owner_id: ownerId, is_public: isPublic, structure_blob: structureBlob },
  }));
  await db.query(
    'INSERT INTO optimade_structure SELECT * FROM json_populate_recordset(null::optimade_structure, $1)',
    [JSON.stringify(json)],
  );
  return db;
}

const NOTHING_KNOWN: Readonly<Record<Exclude<ColumnKey, 'id'>, null>> = {
  ...{ last_modified: null, elements: null, elements_ratios: null, nelements: null, nsites: null },
  ...{ chemical_formula_descriptive: null, chemical_formula_reduced: null, chemical_formula_hill: null },
  ...{ chemical_formula_anonymous: null, nperiodic_dimensions: null, dimension_types: null },
  ...{ structure_features: null, sigma: null, gb_type: null, rotation_axis: null, rotation_angle: null },
  ...{ gb_plane: null, gb_plane_2: null, gb_energy: null, excess_volume: null, translation: null },
  ...{
    termination: null,
    method: null,
    search_run_id: null,
    rank: null,
    pretty_formula: null,
    chemsys: null,
  },
};

/** A public structure of which this is known and nothing else. */
export const structureOf = (
  columns: Partial<Record<ColumnKey, ColumnValue>> & { readonly id: string },
  change: Partial<MemoryStructure> = {},
): MemoryStructure => ({
  columns: { ...NOTHING_KNOWN, ...columns },
  ...{ species: null, structureBlob: null, ownerId: null, isPublic: true, ...change },
});

const SEMANTICS = '../shared/data/optimade/semantics.json';
export const semanticsPresent = existsSync(SEMANTICS);
export const semanticsMissing = semanticsPresent ? '' : ` (needs ${SEMANTICS})`;

interface Semantics {
  readonly entries: readonly {
    readonly id: string;
    readonly attributes: Readonly<Record<string, never>> & {
      last_modified: string;
      species_at_sites: string[];
    };
  }[];
  readonly queries: readonly SemanticsQuery[];
}
export interface SemanticsQuery {
  readonly filter: string;
  readonly status: number;
  readonly ids?: readonly string[];
  readonly spec_status: readonly number[];
  readonly ids_authoritative: boolean;
}

/** 17 structures and 111 questions with the answers of a reference server (optimade-python-tools 1.5.0, MIT). */
export function semantics(): { structures: MemoryStructure[]; queries: readonly SemanticsQuery[] } {
  if (!semanticsPresent) return { structures: [], queries: [] };
  const { entries, queries } = JSON.parse(readFileSync(SEMANTICS, 'utf8')) as Semantics;
  const names = Object.keys(NOTHING_KNOWN).filter((name) => name in entries[0].attributes);
  const structures = entries.map(({ id, attributes }) =>
    structureOf(
      {
        ...{ id, chemsys: attributes._exmpl_chemsys },
        ...Object.fromEntries(names.map((name) => [name, attributes[name]])),
        last_modified: new Date(`${attributes.last_modified}Z`),
      },
      { species: [...new Set(attributes.species_at_sites)], structureBlob: `blob of ${id}` },
    ),
  );
  return { structures, queries };
}
