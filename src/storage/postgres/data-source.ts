import { DataSource, type MixedList, type MigrationInterface } from 'typeorm';
import { ENTITIES } from './entities.js';

export interface DatabaseOptions {
  /** postgresql://…; a socket folder is written `?host=/folder`. */
  readonly url: string;
  /** Tables live in this schema, the queue in `<schema>_queue`; several can share a server. */
  readonly schema: string;
}

export const queueSchema = (schema: string): string => `${schema}_queue`;

type Migrations = MixedList<new () => MigrationInterface>;

/** The schema goes by search_path, so that migrations and queries name tables alone. */
export function createDataSource(options: DatabaseOptions, migrations: Migrations): DataSource {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(options.schema)) throw new Error(`Not a schema name: ${options.schema}`);
  return new DataSource({
    type: 'postgres',
    entities: ENTITIES,
    migrations,
    migrationsTableName: 'migration',
    applicationName: 'kaimen',
    poolSize: 8,
    extra: {
      connectionString: options.url,
      options: `-c search_path=${options.schema}`,
      connectionTimeoutMillis: 10_000,
    },
  });
}
