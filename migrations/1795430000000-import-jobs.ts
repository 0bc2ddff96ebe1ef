import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  ALTER TABLE job DROP CONSTRAINT job_kind_check;
  ALTER TABLE job ADD CONSTRAINT job_kind_check CHECK (kind IN ('ingest', 'analysis', 'search', 'import'));

  ALTER TABLE catalogue_import
    DROP CONSTRAINT catalogue_import_state_check,
    ADD CONSTRAINT catalogue_import_state_check
      CHECK (state IN ('reading', 'previewed', 'committing', 'committed', 'failed')),
    ADD COLUMN task json NOT NULL DEFAULT '{"files": [], "options": {}}',
    ADD COLUMN job_id uuid,
    ADD COLUMN problem json,
    ADD COLUMN taken_from_names json,
    ALTER COLUMN format DROP NOT NULL,
    ALTER COLUMN n_rows DROP NOT NULL,
    ALTER COLUMN n_drafts DROP NOT NULL,
    ALTER COLUMN n_new_boundaries DROP NOT NULL,
    ALTER COLUMN n_known_boundaries DROP NOT NULL,
    ALTER COLUMN problems DROP NOT NULL,
    ALTER COLUMN drafts_blob DROP NOT NULL,
    ADD CONSTRAINT catalogue_import_read CHECK (state IN ('reading', 'failed') OR drafts_blob IS NOT NULL);
  ALTER TABLE catalogue_import ALTER COLUMN task DROP DEFAULT;
  UPDATE catalogue_import SET taken_from_names = '[]';
`;

const DOWN = `
  DELETE FROM catalogue_import WHERE state IN ('reading', 'failed');
  UPDATE catalogue_import SET state = 'previewed' WHERE state = 'committing';
  ALTER TABLE catalogue_import
    DROP CONSTRAINT catalogue_import_read,
    DROP CONSTRAINT catalogue_import_state_check,
    ADD CONSTRAINT catalogue_import_state_check CHECK (state IN ('previewed', 'committed')),
    DROP COLUMN task,
    DROP COLUMN job_id,
    DROP COLUMN problem,
    DROP COLUMN taken_from_names,
    ALTER COLUMN format SET NOT NULL,
    ALTER COLUMN n_rows SET NOT NULL,
    ALTER COLUMN n_drafts SET NOT NULL,
    ALTER COLUMN n_new_boundaries SET NOT NULL,
    ALTER COLUMN n_known_boundaries SET NOT NULL,
    ALTER COLUMN problems SET NOT NULL,
    ALTER COLUMN drafts_blob SET NOT NULL;
  DELETE FROM job WHERE kind = 'import';
  ALTER TABLE job DROP CONSTRAINT job_kind_check;
  ALTER TABLE job ADD CONSTRAINT job_kind_check CHECK (kind IN ('ingest', 'analysis', 'search'));
`;

/** Imports are read and taken in by jobs: a record is there before anything is read. */
export class ImportJobs1795430000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
