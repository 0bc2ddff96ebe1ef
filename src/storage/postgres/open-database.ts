import pg from 'pg';
import type { DataSource, MigrationInterface } from 'typeorm';
import { lockKey } from './advisory-locks.js';
import { createDataSource, type DatabaseOptions } from './data-source.js';

/**
 * Connects and brings the tables up to date. Processes that start together wait for one another on an advisory
 * lock, so each migration runs once; `whileLocked` is what else must not run twice at once (the queue's tables).
 */
export async function openDatabase(
  options: DatabaseOptions,
  migrations: (new () => MigrationInterface)[],
  whileLocked: () => Promise<void> = async () => {},
): Promise<DataSource> {
  const dataSource = createDataSource(options, migrations);
  const client = new pg.Client({ connectionString: options.url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // A lost connection rejects the query that waits on it.
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey(`kaimen ${options.schema}`)]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${options.schema}`);
    await dataSource.initialize();
    await dataSource.runMigrations({ transaction: 'all' });
    await whileLocked();
    return dataSource;
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw error;
  } finally {
    await client.end(); // ends the session, and with it the lock
  }
}
