import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was known at the microscope stands beside the file; why it could not be tied to the catalogue, beside it. */
export class Sidecars1795420000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE dataset ADD COLUMN sidecar json, ADD COLUMN sidecar_problem json');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE dataset DROP COLUMN sidecar, DROP COLUMN sidecar_problem');
  }
}
