import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The text of the document is extended, because the operators of json refuse one that holds a NUL character. */
const SIDECARS = `
  UPDATE dataset SET sidecar = regexp_replace(sidecar::text, '}\\s*$', ',"recipe":null}')::json
  WHERE sidecar IS NOT NULL;
`;

/** What was ready before there were rules is none of theirs. */
const RULES = `
  CREATE TABLE rule (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    name text NOT NULL,
    enabled boolean NOT NULL,
    match json NOT NULL,
    run json NOT NULL,
    created_at timestamptz(3) NOT NULL,
    changed_at timestamptz(3) NOT NULL,
    UNIQUE (owner_id, name)
  );

  CREATE TABLE rule_run (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    rule_id uuid REFERENCES rule ON DELETE CASCADE,
    dataset_id uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
    analysis_id uuid REFERENCES analysis ON DELETE SET NULL,
    search_id uuid REFERENCES search ON DELETE SET NULL,
    search_key text,
    link boolean NOT NULL,
    problem json,
    created_at timestamptz(3) NOT NULL
  );
  CREATE UNIQUE INDEX rule_run_once
    ON rule_run (dataset_id, coalesce(rule_id, '00000000-0000-0000-0000-000000000000'));
  CREATE INDEX rule_run_of_owner ON rule_run (owner_id, created_at DESC, id DESC);
  CREATE INDEX rule_run_of_rule ON rule_run (rule_id);
  CREATE INDEX rule_run_of_analysis ON rule_run (analysis_id);
  CREATE INDEX rule_run_search ON rule_run (search_key) WHERE search_key IS NOT NULL;

  ALTER TABLE dataset ADD COLUMN rules_at timestamptz(3);
  UPDATE dataset SET rules_at = now() WHERE state = 'ready';
  CREATE INDEX dataset_without_rules ON dataset (created_at, id) WHERE state = 'ready' AND rules_at IS NULL;
`;

const WEBHOOKS = `
  CREATE TABLE webhook (
    id uuid PRIMARY KEY,
    owner_id text NOT NULL,
    url text NOT NULL,
    description text,
    types text[] NOT NULL,
    enabled boolean NOT NULL,
    disabled_reason text,
    secret text NOT NULL,
    previous_secret text,
    previous_until timestamptz(3),
    created_at timestamptz(3) NOT NULL
  );
  CREATE INDEX webhook_of_owner ON webhook (owner_id, created_at DESC, id DESC);

  CREATE TABLE pipeline_event (
    seq bigserial PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    owner_id text NOT NULL,
    type text NOT NULL,
    at timestamptz(3) NOT NULL,
    data json NOT NULL
  );
  CREATE INDEX pipeline_event_of_owner ON pipeline_event (owner_id, seq);
  CREATE INDEX pipeline_event_at ON pipeline_event (at);

  CREATE TABLE webhook_delivery (
    id uuid PRIMARY KEY,
    webhook_id uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
    event_id uuid NOT NULL REFERENCES pipeline_event (id) ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts integer NOT NULL,
    next_at timestamptz(3) NOT NULL,
    answers json NOT NULL,
    created_at timestamptz(3) NOT NULL
  );
  CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE state = 'waiting';
  CREATE INDEX webhook_delivery_of ON webhook_delivery (webhook_id, created_at DESC, id DESC);
  CREATE INDEX webhook_delivery_event ON webhook_delivery (event_id);
`;

const IDEMPOTENCY = `
  CREATE TABLE idempotency_key (
    principal text NOT NULL,
    key text NOT NULL,
    token uuid NOT NULL,
    fingerprint text,
    locked_until timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    status integer,
    location text,
    body text,
    PRIMARY KEY (principal, key)
  );
  CREATE INDEX idempotency_key_expires ON idempotency_key (expires_at);
`;

/** Rules over what arrives, webhooks over what ends, and answers kept for requests that are sent again. */
export class Pipelines1795440000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [SIDECARS, RULES, WEBHOOKS, IDEMPOTENCY]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE IF EXISTS idempotency_key;
      DROP TABLE webhook_delivery;
      DROP TABLE pipeline_event;
      DROP TABLE webhook;
      ALTER TABLE dataset DROP COLUMN rules_at;
      DROP TABLE rule_run;
      DROP TABLE rule`);
  }
}
