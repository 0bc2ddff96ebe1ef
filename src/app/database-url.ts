import pg from 'pg';

/** The server that DATABASE_URL names cannot be used; the message never holds the password. */
export class DatabaseUrlError extends Error {
  constructor(why: string, cause?: unknown) {
    super(`DATABASE_URL cannot be used: ${why}.`, { cause });
    this.name = 'DatabaseUrlError';
  }
}

const SILENT = 'start the server, or correct host and port';
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: `nothing listens at that address: ${SILENT}`,
  ENOTFOUND: 'there is no host of that name: correct it',
  EAI_AGAIN: 'the name of the host cannot be looked up now: correct it, or look at the network',
  ENOENT: `there is no such socket: ${SILENT}`,
  '28P01': 'the server refuses the user or the password: correct them',
  '28000': 'the server does not let this user in from here: correct it, or pg_hba.conf',
  '3D000': 'the server has no database of that name: create it, or correct it',
  '53300': 'the server takes no more connections: raise its max_connections',
  '57P03': 'the server is starting or stopping: try again',
};

/** Connects once, so that a server which cannot be used is told as that. @throws DatabaseUrlError */
export async function checkDatabaseUrl(url: string): Promise<void> {
  let client: pg.Client | null = null;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ may: boolean }>(
      `SELECT has_database_privilege(current_database(), 'CREATE') AS may`,
    );
    if (!rows[0].may)
      throw new DatabaseUrlError('its user may not create a schema: GRANT CREATE ON DATABASE');
  } catch (error) {
    throw error instanceof DatabaseUrlError ? error : new DatabaseUrlError(reasonOf(error), error);
  } finally {
    await client?.end().catch(() => {});
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined && Object.hasOwn(REASONS, code)) return REASONS[code];
  // Faults of the URL itself may repeat it, password included.
  if (error instanceof URIError || error instanceof TypeError)
    return 'it is no URL: percent-encode its parts';
  return `${message || 'the server does not answer'}${code === undefined ? '' : ` (${code})`}`;
}
