import type { MigrationInterface, QueryRunner } from 'typeorm';

const RECIPES = `
  CREATE TABLE recipe (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    name text NOT NULL,
    latest_version integer NOT NULL,
    created_at timestamptz(3) NOT NULL,
    archived_at timestamptz(3)
  );
  CREATE UNIQUE INDEX recipe_name ON recipe (owner_id, name) WHERE archived_at IS NULL;
  CREATE INDEX recipe_of_owner ON recipe (owner_id, created_at DESC, id DESC);

  CREATE TABLE recipe_version (
    recipe_id uuid NOT NULL REFERENCES recipe ON DELETE CASCADE,
    version integer NOT NULL CHECK (version > 0),
    recipe json NOT NULL,
    sha256 text NOT NULL,
    note text,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (recipe_id, version)
  );
`;

const ANALYSES = `
  ALTER TABLE analysis
    ADD COLUMN recipe_sha256 text,
    ADD COLUMN recipe_id uuid,
    ADD COLUMN recipe_version integer,
    ADD COLUMN headline json,
    ADD COLUMN software_version text;
  CREATE INDEX analysis_alike ON analysis (recipe_sha256, dataset_id) WHERE result_blob IS NOT NULL;
`;

/** The text of the document, because the operators of json refuse one that holds a NUL character. */
const FORMATS = `
  ALTER TABLE dataset ADD COLUMN format text;
  UPDATE dataset SET format = substring(summary::text from '"format" *: *"([^"]+)"') WHERE summary IS NOT NULL;
`;

const BATCHES = `
  CREATE TABLE batch (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    name text NOT NULL,
    recipe json NOT NULL,
    recipe_sha256 text NOT NULL,
    recipe_id uuid,
    recipe_version integer,
    created_at timestamptz(3) NOT NULL
  );
  CREATE INDEX batch_of_owner ON batch (owner_id, created_at DESC, id DESC);

  CREATE TABLE batch_row (
    batch_id uuid NOT NULL REFERENCES batch ON DELETE CASCADE,
    position integer NOT NULL,
    dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
    analysis_id uuid REFERENCES analysis ON DELETE SET NULL,
    reused boolean NOT NULL,
    problem json,
    PRIMARY KEY (batch_id, position)
  );
  CREATE INDEX batch_row_of_dataset ON batch_row (dataset_id);
  CREATE INDEX batch_row_of_analysis ON batch_row (analysis_id);
`;

/** Saved recipes in versions, batches, and what tables show of an analysis. Names resolve by the connection's search_path. */
export class RecipesAndBatches1795406400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const change of [RECIPES, ANALYSES, FORMATS, BATCHES]) await runner.query(change);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE batch_row, batch, recipe_version, recipe;
      ALTER TABLE dataset DROP COLUMN format;
      ALTER TABLE analysis
        DROP COLUMN recipe_sha256, DROP COLUMN recipe_id, DROP COLUMN recipe_version,
        DROP COLUMN headline, DROP COLUMN software_version;`);
  }
}
