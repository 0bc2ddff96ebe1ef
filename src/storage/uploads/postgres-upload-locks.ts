import pg from 'pg';
import { UploadLocks } from '../../workflows/ports/upload-bytes.js';
import { lockKey } from '../postgres/advisory-locks.js';
import type { DatabaseOptions } from '../postgres/data-source.js';

/**
 * Advisory locks of one connection for all uploads of this process: when the process dies, the server frees them at once,
 * and an upload goes on after a restart without waiting for a lease to end.
 */
export class PostgresUploadLocks extends UploadLocks {
  private client: Promise<pg.Client> | null = null;
  /** An advisory lock can be taken twice by its own connection; within this process this is what counts. */
  private readonly held = new Map<string, () => void>();

  constructor(private readonly options: DatabaseOptions) {
    super();
  }

  async tryHold(id: string, onLost: () => void): Promise<(() => Promise<void>) | null> {
    if (this.held.has(id)) return null;
    this.held.set(id, onLost);
    let isHeld = false;
    try {
      const client = await this.connected();
      isHeld = await this.ask(client, 'SELECT pg_try_advisory_lock($1) AS done', id);
      return isHeld ? () => this.release(client, id) : null;
    } finally {
      if (!isHeld) this.held.delete(id);
    }
  }

  async close(): Promise<void> {
    const client = await this.client?.catch(() => null);
    this.client = null;
    await client?.end();
  }

  private async release(client: pg.Client, id: string): Promise<void> {
    try {
      // A connection that is lost has given its locks back.
      await this.ask(client, 'SELECT pg_advisory_unlock($1) AS done', id).catch(() => undefined);
    } finally {
      this.held.delete(id);
    }
  }

  private async ask(client: pg.Client, question: string, id: string): Promise<boolean> {
    const { rows } = await client.query<{ done: boolean }>(question, [
      lockKey(`kaimen upload ${this.options.schema} ${id}`),
    ]);
    return rows[0].done;
  }

  private connected(): Promise<pg.Client> {
    this.client ??= this.connect();
    return this.client;
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.options.url,
      connectionTimeoutMillis: 10_000,
      application_name: 'kaimen uploads',
      keepAlive: true,
    });
    const lost = (): void => {
      this.client = null;
      for (const onLost of [...this.held.values()]) onLost();
    };
    client.on('error', () => undefined); // 'end' follows
    client.once('end', lost);
    try {
      await client.connect();
    } catch (error) {
      this.client = null;
      throw error;
    }
    return client;
  }
}
