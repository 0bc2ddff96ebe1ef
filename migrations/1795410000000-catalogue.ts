import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `numbers` holds JSON numbers only, so that the casts of the indices cannot fail. The same numbers lie packed beside them, for whole
 * columns; rows with the same names are of one shape.
 */
const BOUNDARIES = `
  CREATE TABLE catalogue_boundary (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    key text NOT NULL,
    label text NOT NULL,
    kind text NOT NULL,
    material text NOT NULL,
    chemsys text NOT NULL,
    elements text[] NOT NULL,
    sigma integer,
    axis integer[],
    axis_family text,
    plane_a integer[] NOT NULL,
    plane_b integer[] NOT NULL,
    plane_families text[] NOT NULL,
    boundary json NOT NULL,
    is_public boolean NOT NULL DEFAULT false,
    numbers jsonb NOT NULL DEFAULT '{}',
    number_names text[] NOT NULL DEFAULT '{}',
    number_bytes bytea NOT NULL DEFAULT '',
    number_shape bigint NOT NULL GENERATED ALWAYS AS (hash_array_extended(number_names, 0)) STORED,
    energy_method text,
    methods text[] NOT NULL DEFAULT '{}',
    n_structures integer NOT NULL DEFAULT 0,
    n_properties integer NOT NULL DEFAULT 0,
    n_evidence integer NOT NULL DEFAULT 0,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    UNIQUE (owner_id, key),
    CHECK (octet_length(number_bytes) = 8 * cardinality(number_names))
  );
  CREATE INDEX catalogue_boundary_shape ON catalogue_boundary (number_shape);
  CREATE INDEX catalogue_boundary_newest ON catalogue_boundary (owner_id, created_at, id);
  CREATE INDEX catalogue_boundary_any_sigma ON catalogue_boundary (sigma);
  CREATE INDEX catalogue_boundary_any_chemsys ON catalogue_boundary (chemsys COLLATE "C");
  CREATE INDEX catalogue_boundary_sigma ON catalogue_boundary (owner_id, sigma, id);
  CREATE INDEX catalogue_boundary_chemsys ON catalogue_boundary (owner_id, chemsys, id);
  CREATE INDEX catalogue_boundary_material ON catalogue_boundary (owner_id, material, id);
  CREATE INDEX catalogue_boundary_planes ON catalogue_boundary USING gin (plane_families);
  CREATE INDEX catalogue_boundary_elements ON catalogue_boundary USING gin (elements);
  CREATE INDEX catalogue_boundary_methods ON catalogue_boundary USING gin (methods);
  CREATE INDEX catalogue_boundary_axis ON catalogue_boundary (owner_id, axis_family);
  CREATE INDEX catalogue_boundary_energy
    ON catalogue_boundary (owner_id, ((numbers -> 'gb_energy_J_m2')::double precision), id);
  CREATE INDEX catalogue_boundary_volume
    ON catalogue_boundary (owner_id, ((numbers -> 'excess_volume_angstrom')::double precision), id);
  CREATE INDEX catalogue_boundary_angle
    ON catalogue_boundary (owner_id, ((numbers -> 'misorientation_deg')::double precision), id);
`;

/**
 * `catalogue_structure_questions` holds what filters of OPTIMADE ask most, so that counting reads it alone (a sixth of
 * the table). The latest changes are asked for first. `last_modified` is rounded by a cast, because no index takes date_trunc, which depends on the time zone.
 */
const STRUCTURES = `
  CREATE TABLE catalogue_structure (
    id uuid PRIMARY KEY,
    boundary_id uuid NOT NULL REFERENCES catalogue_boundary ON DELETE CASCADE,
    owner_id text NOT NULL,
    is_public boolean NOT NULL,
    blob text NOT NULL,
    n_atoms integer NOT NULL,
    atom_fraction double precision,
    termination text,
    translation double precision[],
    descriptors json NOT NULL,
    descriptor_blob text,
    source json NOT NULL,
    energy double precision,
    excess_volume double precision,
    energy_method text,
    rank integer,
    optimade_elements text[],
    optimade_ratios double precision[],
    optimade_sites integer,
    optimade_formulas text[],
    optimade_dimensions integer[],
    optimade_species text[],
    optimade_blob text,
    added_at timestamptz(3) NOT NULL,
    added_by text NOT NULL,
    UNIQUE (boundary_id, blob)
  );
  CREATE INDEX catalogue_structure_elements ON catalogue_structure USING gin (optimade_elements);
  CREATE INDEX catalogue_structure_optimade_id ON catalogue_structure ((id::text) COLLATE "C")
    WHERE optimade_blob IS NOT NULL;
  CREATE INDEX catalogue_structure_energy ON catalogue_structure (energy, (id::text) COLLATE "C")
    WHERE optimade_blob IS NOT NULL;
  CREATE INDEX catalogue_structure_formula
    ON catalogue_structure ((optimade_formulas[2]) COLLATE "C", optimade_sites, (id::text) COLLATE "C")
    WHERE optimade_blob IS NOT NULL;
  CREATE INDEX catalogue_structure_modified
    ON catalogue_structure ((added_at::timestamptz(0)) DESC NULLS LAST, (id::text) COLLATE "C")
    WHERE optimade_blob IS NOT NULL;
  CREATE INDEX catalogue_structure_questions ON catalogue_structure (is_public, owner_id)
    INCLUDE (id, boundary_id, optimade_elements, optimade_sites, optimade_formulas, energy, rank, added_at)
    WHERE optimade_blob IS NOT NULL;
`;

/**
 * A structure repeats whose it is and whether everybody sees it, so that questions to OPTIMADE open the boundaries only
 * where they ask for something of these. FOR SHARE: a boundary that is being published is waited for.
 */
const VISIBILITY = `
  CREATE FUNCTION catalogue_structure_of() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      SELECT owner_id, is_public INTO NEW.owner_id, NEW.is_public
      FROM catalogue_boundary WHERE id = NEW.boundary_id FOR SHARE;
      RETURN NEW;
    END $$;
  CREATE TRIGGER catalogue_structure_visibility BEFORE INSERT ON catalogue_structure
    FOR EACH ROW EXECUTE FUNCTION catalogue_structure_of();
  CREATE FUNCTION catalogue_boundary_published() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE catalogue_structure SET is_public = NEW.is_public WHERE boundary_id = NEW.id;
      RETURN NULL;
    END $$;
  CREATE TRIGGER catalogue_boundary_visibility AFTER UPDATE OF is_public ON catalogue_boundary
    FOR EACH ROW WHEN (OLD.is_public IS DISTINCT FROM NEW.is_public)
    EXECUTE FUNCTION catalogue_boundary_published();
`;

const PROPERTIES = `
  CREATE TABLE catalogue_property (
    id uuid PRIMARY KEY,
    boundary_id uuid NOT NULL REFERENCES catalogue_boundary ON DELETE CASCADE,
    structure_id uuid REFERENCES catalogue_structure ON DELETE CASCADE,
    name text NOT NULL,
    value double precision NOT NULL,
    std double precision,
    method_kind text NOT NULL,
    method text NOT NULL,
    conditions json NOT NULL,
    source json NOT NULL,
    superseded_by uuid,
    added_at timestamptz(3) NOT NULL,
    added_by text NOT NULL
  );
  CREATE INDEX catalogue_property_of ON catalogue_property (boundary_id, id);
  CREATE INDEX catalogue_property_current ON catalogue_property (name, value) WHERE superseded_by IS NULL;
`;

const EVIDENCE = `
  CREATE TABLE catalogue_evidence (
    id uuid PRIMARY KEY,
    boundary_id uuid NOT NULL REFERENCES catalogue_boundary ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('scan-region', 'search', 'publication')),
    state text NOT NULL CHECK (state IN ('assigned', 'suggested', 'accepted', 'rejected')),
    analysis_id uuid,
    region json,
    search_id uuid,
    publication text,
    score double precision,
    reasons json NOT NULL,
    measured json NOT NULL,
    note text,
    added_at timestamptz(3) NOT NULL,
    added_by text NOT NULL,
    decided_at timestamptz(3),
    decided_by text
  );
  CREATE INDEX catalogue_evidence_of ON catalogue_evidence (boundary_id, id);
  CREATE INDEX catalogue_evidence_analysis ON catalogue_evidence (analysis_id) WHERE analysis_id IS NOT NULL;
  CREATE INDEX catalogue_evidence_search ON catalogue_evidence (search_id) WHERE search_id IS NOT NULL;
`;

/** History is written once: whoever changes or removes a line is refused by the database itself. */
const EVENTS = `
  CREATE TABLE catalogue_event (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    boundary_id uuid NOT NULL,
    action text NOT NULL,
    subject_id uuid NOT NULL,
    detail json NOT NULL,
    at timestamptz(3) NOT NULL,
    by text NOT NULL
  );
  CREATE INDEX catalogue_event_of ON catalogue_event (boundary_id, seq);
  CREATE FUNCTION catalogue_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the history of the catalogue is append only'; END $$;
  CREATE TRIGGER catalogue_event_stays BEFORE UPDATE OR DELETE ON catalogue_event
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_history_stays();
`;

const IMPORTS = `
  CREATE TABLE catalogue_import (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    file_name text NOT NULL,
    sha256 text NOT NULL,
    format text NOT NULL,
    state text NOT NULL CHECK (state IN ('previewed', 'committed')),
    n_rows integer NOT NULL,
    n_drafts integer NOT NULL,
    n_new_boundaries integer NOT NULL,
    n_known_boundaries integer NOT NULL,
    problems json NOT NULL,
    drafts_blob text NOT NULL,
    added json,
    committed_at timestamptz(3),
    committed_by text,
    at timestamptz(3) NOT NULL,
    by text NOT NULL
  );
  CREATE INDEX catalogue_import_of_owner ON catalogue_import (owner_id, at DESC, id DESC);
`;

const OPTIMADE = `
  CREATE VIEW optimade_structure AS
  SELECT
    s.id::text AS id,
    s.owner_id,
    s.is_public,
    s.added_at::timestamptz(0) AS last_modified,
    s.optimade_elements AS elements,
    s.optimade_ratios AS elements_ratios,
    cardinality(s.optimade_elements) AS nelements,
    s.optimade_sites AS nsites,
    s.optimade_formulas[1] AS chemical_formula_descriptive,
    s.optimade_formulas[2] AS chemical_formula_reduced,
    s.optimade_formulas[3] AS chemical_formula_hill,
    s.optimade_formulas[4] AS chemical_formula_anonymous,
    s.optimade_dimensions[1] + s.optimade_dimensions[2] + s.optimade_dimensions[3] AS nperiodic_dimensions,
    s.optimade_dimensions AS dimension_types,
    s.optimade_species AS species,
    '{}'::text[] AS structure_features,
    s.optimade_blob AS structure_blob,
    b.sigma,
    CASE b.kind
      WHEN 'symmetric-tilt' THEN 'tilt'
      WHEN 'asymmetric-tilt' THEN 'tilt'
      WHEN 'twist' THEN 'twist'
      WHEN 'mixed' THEN 'mixed'
    END AS gb_type,
    b.axis AS rotation_axis,
    (b.numbers -> 'misorientation_deg')::double precision AS rotation_angle,
    b.plane_a AS gb_plane,
    b.plane_b AS gb_plane_2,
    s.energy AS gb_energy,
    s.excess_volume,
    s.translation,
    s.termination,
    s.energy_method AS method,
    s.source ->> 'searchId' AS search_run_id,
    s.rank,
    b.material AS pretty_formula,
    b.chemsys
  FROM catalogue_structure s LEFT JOIN catalogue_boundary b ON b.id = s.boundary_id
  WHERE s.optimade_blob IS NOT NULL;
`;

/** What is known about boundaries; nothing is overwritten. Names resolve by the connection's search_path. */
export class Catalogue1795410000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const change of [
      BOUNDARIES,
      STRUCTURES,
      VISIBILITY,
      PROPERTIES,
      EVIDENCE,
      EVENTS,
      IMPORTS,
      OPTIMADE,
    ])
      await runner.query(change);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW optimade_structure;
      DROP TABLE catalogue_import, catalogue_event, catalogue_evidence, catalogue_property, catalogue_structure, catalogue_boundary;
      DROP FUNCTION catalogue_history_stays, catalogue_structure_of, catalogue_boundary_published;`);
  }
}
