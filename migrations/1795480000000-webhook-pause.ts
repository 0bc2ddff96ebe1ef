import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a receiver of webhooks has asked to be left alone. */
export class WebhookPause1795480000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook ADD COLUMN paused_until timestamptz(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook DROP COLUMN paused_until');
  }
}
