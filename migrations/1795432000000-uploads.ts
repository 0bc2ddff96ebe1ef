import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE dataset
    ADD COLUMN instrument text,
    ADD COLUMN session text,
    ADD COLUMN modified_at timestamptz(3),
    DROP CONSTRAINT dataset_owner_id_sha256_key,
    ADD CONSTRAINT dataset_owner_id_sha256_file_name_key UNIQUE (owner_id, sha256, file_name);

  CREATE TABLE upload (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    sent_by text NOT NULL,
    file_name text NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 text,
    instrument text,
    session text,
    modified_at timestamptz(3),
    sidecar json,
    state text NOT NULL CHECK (state IN ('receiving', 'accepted', 'refused', 'expired')),
    content_sha256 text,
    received_bytes bigint,
    dataset_id uuid,
    problem json,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    ended_at timestamptz(3),
    CHECK ((state = 'receiving') = (ended_at IS NULL)),
    CHECK ((state = 'accepted') = (dataset_id IS NOT NULL))
  );
  CREATE INDEX upload_of_owner ON upload (owner_id, created_at DESC, id DESC);
  CREATE INDEX upload_under_way ON upload (owner_id) WHERE state = 'receiving';
  CREATE INDEX upload_ended ON upload (ended_at);
`;

const DOWN = `
  DROP TABLE upload;
  DELETE FROM dataset a USING dataset b
    WHERE a.owner_id = b.owner_id AND a.sha256 = b.sha256 AND (a.created_at, a.id) > (b.created_at, b.id);
  ALTER TABLE dataset
    DROP CONSTRAINT dataset_owner_id_sha256_file_name_key,
    ADD CONSTRAINT dataset_owner_id_sha256_key UNIQUE (owner_id, sha256),
    DROP COLUMN instrument,
    DROP COLUMN session,
    DROP COLUMN modified_at;
`;

/** Uploads that come in pieces are records; the same bytes under another name are another dataset on the same blob. */
export class Uploads1795432000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
