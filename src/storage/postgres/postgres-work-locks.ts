import pg from 'pg';
import { WorkLocks } from '../../workflows/ports/work-locks.js';
import { lockKey } from './advisory-locks.js';
import type { DatabaseOptions } from './data-source.js';

/** So that the server frees what a machine held that vanished without a word, within half a minute. */
const KEEPALIVE = ['idle=15', 'interval=5', 'count=3'].map((one) => `-c tcp_keepalives_${one}`).join(' ');

/**
 * Advisory locks of one connection for all that this process works on: when the process dies, the server frees them at once,
 * and work goes on after a restart without waiting for a lease to end.
 */
export class PostgresWorkLocks extends WorkLocks {
  private client: Promise<pg.Client> | null = null;
  /** An advisory lock can be taken twice by its own connection; within this process this is what counts. */
  private readonly held = new Map<string, () => void>();

  constructor(private readonly options: DatabaseOptions) {
    super();
  }

  async tryHold(name: string, onLost: () => void): Promise<(() => Promise<void>) | null> {
    if (this.held.has(name)) return null;
    this.held.set(name, onLost);
    let isHeld = false;
    try {
      const client = await this.connected();
      isHeld = await this.ask(client, 'SELECT pg_try_advisory_lock($1) AS done', name);
      return isHeld ? () => this.release(client, name) : null;
    } finally {
      if (!isHeld) this.held.delete(name);
    }
  }

  async close(): Promise<void> {
    const client = await this.client?.catch(() => null);
    this.client = null;
    await client?.end();
  }

  private async release(client: pg.Client, name: string): Promise<void> {
    try {
      // A connection that is lost has given its locks back.
      await this.ask(client, 'SELECT pg_advisory_unlock($1) AS done', name).catch(() => undefined);
    } finally {
      this.held.delete(name);
    }
  }

  private async ask(client: pg.Client, question: string, name: string): Promise<boolean> {
    const { rows } = await client.query<{ done: boolean }>(question, [
      lockKey(`kaimen work ${this.options.schema} ${name}`),
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
      application_name: 'kaimen locks',
      keepAlive: true,
      options: KEEPALIVE,
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
