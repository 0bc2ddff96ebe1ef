import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers to requests with an Idempotency-Key, for who asks again; in place of a table with leases that nothing ever used. */
export class KeptAnswers1795460000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE IF EXISTS idempotency_key;
      CREATE TABLE kept_answer (
        owner_id text NOT NULL,
        by text NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        status integer NOT NULL,
        headers json NOT NULL,
        body bytea,
        at timestamptz(3) NOT NULL,
        PRIMARY KEY (owner_id, by, key)
      );
      CREATE INDEX kept_answer_at ON kept_answer (at);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE kept_answer');
  }
}
