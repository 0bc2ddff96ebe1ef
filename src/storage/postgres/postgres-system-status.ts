import type { Instance, PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import { SystemStatus, type SystemCheck } from '../../workflows/ports/system-status.js';

const PATIENCE_MS = 2000;

/** Asks the database, the queue's tables and the registry in which workers sign every few seconds. */
export class PostgresSystemStatus extends SystemStatus {
  constructor(
    private readonly db: DataSource,
    private readonly boss: PgBoss,
  ) {
    super();
  }

  async checks(): Promise<readonly SystemCheck[]> {
    return Promise.all([
      check('database', async () => {
        await this.db.query('SELECT 1');
        return 'answers';
      }),
      check('queue', async () => `schema ${await this.boss.schemaVersion()}`),
      check('workers', async () => this.countWorkers(await this.boss.getInstances())),
    ]);
  }

  /** The registry learns of a worker a moment after it has begun; this process knows its own at once. */
  private countWorkers(instances: readonly Instance[]): string {
    const registered = instances.filter((instance) => instance.live && instance.workers.length > 0).length;
    const count = Math.max(registered, this.boss.getWipData().length > 0 ? 1 : 0);
    if (count === 0) throw new Error('no worker is alive');
    return `${count} alive`;
  }
}

/** What the check says, or that it failed: its reason may name hosts and is for the log, not for strangers. */
async function check(name: SystemCheck['name'], ask: () => Promise<string>): Promise<SystemCheck> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
  });
  try {
    return { name, ok: true, detail: await Promise.race([ask(), patience]) };
  } catch {
    return { name, ok: false, detail: name === 'workers' ? 'no worker is alive' : 'does not answer' };
  } finally {
    clearTimeout(timer);
  }
}
