import type { MigrationInterface, QueryRunner } from 'typeorm';

const JOBS = `
  CREATE TABLE job (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ingest', 'analysis')),
    subject_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    progress double precision NOT NULL CHECK (progress BETWEEN 0 AND 1),
    stage text NOT NULL,
    problem json,
    last_seq integer NOT NULL,
    created_at timestamptz(3) NOT NULL,
    started_at timestamptz(3),
    finished_at timestamptz(3)
  );
  CREATE INDEX job_of_owner ON job (owner_id, created_at DESC, id DESC);
  CREATE INDEX job_unfinished ON job (id) WHERE state IN ('queued', 'running');

  CREATE TABLE job_event (
    job_id uuid NOT NULL REFERENCES job ON DELETE CASCADE,
    seq integer NOT NULL,
    state text NOT NULL,
    progress double precision NOT NULL,
    stage text NOT NULL,
    at timestamptz(3) NOT NULL,
    PRIMARY KEY (job_id, seq)
  );
`;

const DATA = `
  CREATE TABLE dataset (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    sha256 text NOT NULL,
    file_name text NOT NULL,
    size_bytes bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('ingesting', 'ready', 'rejected')),
    problem json,
    summary json,
    summary_blobs text[] NOT NULL,
    job_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL,
    UNIQUE (owner_id, sha256)
  );
  CREATE INDEX dataset_of_owner ON dataset (owner_id, created_at DESC, id DESC);

  CREATE TABLE analysis (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
    scan_index integer NOT NULL,
    low_loss_dataset_id uuid REFERENCES dataset ON DELETE CASCADE,
    low_loss_scan_index integer,
    recipe json NOT NULL,
    job_id uuid NOT NULL,
    result_blob text,
    preprocessed_blob text,
    created_at timestamptz(3) NOT NULL
  );
  CREATE INDEX analysis_of_owner ON analysis (owner_id, created_at DESC, id DESC);
  CREATE INDEX analysis_of_dataset ON analysis (dataset_id);
  CREATE INDEX analysis_of_low_loss ON analysis (low_loss_dataset_id);
`;

const ACCESS = `
  CREATE TABLE api_key (
    id text PRIMARY KEY,
    owner_id text NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    secret_sha256 text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3),
    revoked_at timestamptz(3),
    last_used_at timestamptz(3)
  );

  CREATE TABLE session (
    token_sha256 text PRIMARY KEY,
    owner_id text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL
  );
  CREATE INDEX session_expiry ON session (expires_at);
`;

/** Datasets, analyses, their jobs with events, API keys and sessions. Names resolve by the connection's search_path. */
export class FirstTables1795384800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const tables of [JOBS, DATA, ACCESS]) await runner.query(tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE session, api_key, analysis, dataset, job_event, job');
  }
}
