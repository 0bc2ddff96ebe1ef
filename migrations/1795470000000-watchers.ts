import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Row {
  readonly owner_id: string;
  readonly name: string;
  readonly told: { readonly host: string; readonly watching: readonly string[] };
}

const AS_ID = /^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/;

/** An instrument may have several watchers, on other machines or for other folders: none overwrites what another one said. */
export class Watchers1795470000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE instrument ADD COLUMN id text');
    const rows = (await runner.query('SELECT owner_id, name, told FROM instrument')) as Row[];
    for (const { owner_id: ownerId, name, told } of rows) {
      const text = JSON.stringify([ownerId, name, told.host, [...told.watching].sort()]);
      const id = createHash('sha256').update(text).digest('hex').replace(AS_ID, '$1-$2-$3-$4-$5');
      await runner.query('UPDATE instrument SET id = $1 WHERE owner_id = $2 AND name = $3', [
        id,
        ownerId,
        name,
      ]);
    }
    await runner.query(`
      ALTER TABLE instrument DROP CONSTRAINT instrument_pkey, ADD PRIMARY KEY (id);
      CREATE INDEX instrument_owner ON instrument (owner_id, name);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM instrument a USING instrument b
        WHERE a.owner_id = b.owner_id AND a.name = b.name AND (a.last_seen_at, a.id) < (b.last_seen_at, b.id);
      DROP INDEX instrument_owner;
      ALTER TABLE instrument DROP COLUMN id, ADD PRIMARY KEY (owner_id, name);`);
  }
}
