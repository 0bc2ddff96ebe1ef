import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = `
  ALTER TABLE job DROP CONSTRAINT job_kind_check;
  ALTER TABLE job ADD CONSTRAINT job_kind_check CHECK (kind IN ('ingest', 'analysis', 'search'));
`;

const SEARCHES = `
  CREATE TABLE search (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    label text NOT NULL,
    engine text NOT NULL,
    recipe json,
    settings json NOT NULL,
    learn_from uuid[] NOT NULL,
    parallel integer NOT NULL,
    head_blob text,
    n_candidates integer,
    expected_improvement double precision,
    stopped text CHECK (stopped IN ('budget', 'converged', 'exhausted')),
    job_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL
  );
  CREATE INDEX search_of_owner ON search (owner_id, created_at DESC, id DESC);
  CREATE INDEX search_of_job ON search (job_id);

  CREATE TABLE search_candidate (
    search_id uuid NOT NULL REFERENCES search ON DELETE CASCADE,
    candidate_index integer NOT NULL,
    position integer NOT NULL,
    task_id uuid UNIQUE,
    told_at timestamptz(3),
    energy double precision,
    failed text,
    evaluation json,
    structure_blob text,
    PRIMARY KEY (search_id, candidate_index),
    UNIQUE (search_id, position),
    CHECK ((told_at IS NULL) = (energy IS NULL AND failed IS NULL))
  );
  CREATE INDEX search_candidate_out ON search_candidate (search_id) WHERE told_at IS NULL;
`;

const BOUNDARIES = `
  CREATE TABLE boundary (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    search_id uuid NOT NULL REFERENCES search ON DELETE CASCADE,
    candidate_index integer NOT NULL,
    sigma integer,
    identity json NOT NULL,
    properties json NOT NULL,
    origin json NOT NULL,
    structure_blob text,
    created_at timestamptz(3) NOT NULL
  );
  CREATE INDEX boundary_of_owner ON boundary (owner_id, created_at DESC, id DESC);
  CREATE INDEX boundary_of_search ON boundary (search_id);
`;

/** Searches, their candidates, and the boundaries that they found. Names resolve by the connection's search_path. */
export class Searches1795392000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const change of [KINDS, SEARCHES, BOUNDARIES]) await runner.query(change);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE boundary, search_candidate, search;
      DELETE FROM job WHERE kind = 'search';
      ALTER TABLE job DROP CONSTRAINT job_kind_check;
      ALTER TABLE job ADD CONSTRAINT job_kind_check CHECK (kind IN ('ingest', 'analysis'));`);
  }
}
