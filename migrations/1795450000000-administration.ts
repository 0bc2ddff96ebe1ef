import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEYS = `
  ALTER TABLE api_key
    ADD COLUMN instrument text,
    ADD COLUMN requests_per_minute integer CHECK (requests_per_minute > 0),
    ADD COLUMN upload_bytes_per_day bigint CHECK (upload_bytes_per_day > 0);

  CREATE TABLE key_upload_day (
    key_id text NOT NULL REFERENCES api_key ON DELETE CASCADE,
    day date NOT NULL,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    PRIMARY KEY (key_id, day)
  );
`;

const INSTRUMENTS = `
  CREATE TABLE instrument (
    owner_id text NOT NULL,
    name text NOT NULL,
    last_seen_at timestamptz(3) NOT NULL,
    told json NOT NULL,
    PRIMARY KEY (owner_id, name)
  );
`;

const AUDIT = `
  CREATE TABLE audit_event (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz(3) NOT NULL,
    owner_id text,
    actor text NOT NULL,
    action text NOT NULL,
    subject text,
    status integer NOT NULL,
    address text,
    request_id text
  );
  CREATE INDEX audit_event_at ON audit_event (at);
  CREATE INDEX audit_event_subject ON audit_event (subject, seq);
  CREATE INDEX audit_event_actor ON audit_event (actor, seq);

  CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE'
        AND OLD.at < nullif(current_setting('kaimen.audit_expired_before', true), '')::timestamptz
      THEN
        RETURN OLD;
      END IF;
      RAISE EXCEPTION 'the audit log is append only';
    END $$;
  CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_stays();
`;

/** Limits of keys and the instrument one is bound to, what instruments tell of themselves, and the audit log. */
export class Administration1795450000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KEYS);
    await runner.query(INSTRUMENTS);
    await runner.query(AUDIT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audit_event, instrument, key_upload_day;
      DROP FUNCTION audit_stays;
      ALTER TABLE api_key
        DROP COLUMN instrument,
        DROP COLUMN requests_per_minute,
        DROP COLUMN upload_bytes_per_day;`);
  }
}
