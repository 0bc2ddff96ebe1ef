import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Spectra that owners keep to compare others with. Names resolve by the connection's search_path. */
export class References1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE spectrum_reference (
        id uuid PRIMARY KEY,
        owner_id text NOT NULL,
        name text NOT NULL,
        compound text,
        element text,
        edge text,
        source text,
        licence text,
        kind text NOT NULL CHECK (kind IN ('EELS', 'X-ray')),
        origin json NOT NULL,
        offset_ev double precision NOT NULL,
        scale_ev double precision NOT NULL CHECK (scale_ev > 0),
        last_ev double precision NOT NULL,
        n_channels integer NOT NULL,
        spectrum double precision[] NOT NULL CHECK (cardinality(spectrum) = n_channels),
        created_at timestamptz(3) NOT NULL
      );
      CREATE INDEX spectrum_reference_of_owner ON spectrum_reference (owner_id, created_at DESC, id DESC);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE spectrum_reference');
  }
}
