import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresError, findBinaries, type PostgresBinaries } from './binaries.js';
import { ensureCluster, POSTGRES_USER } from './cluster.js';
import { endLeftOverServer } from './left-over-server.js';
import { findLauncher, launched, type Launcher } from './run-as.js';
import { type Place, serverArguments, usesTcp } from './server-arguments.js';

const START_MS = 60_000;
const STOP_MS = 20_000;
const LOG_BYTES = 10 * 2 ** 20;

type Log = (message: string) => void;

/**
 * A PostgreSQL server of our own below the data folder, reachable by a unix socket only. The caller holds the lock of
 * the data folder. Restarted when it dies; what was committed survives that, as PostgreSQL promises.
 */
export class EmbeddedPostgres {
  readonly url: string;
  private server: ChildProcess | null = null;
  private stopping = false;

  private constructor(
    private readonly place: Place,
    private readonly binaries: PostgresBinaries,
    private readonly launcher: Launcher,
    private readonly log: Log,
  ) {
    const { port, socketDir, password } = place;
    const where = usesTcp ? '' : `?host=${encodeURIComponent(socketDir)}`;
    this.url = `postgresql://${POSTGRES_USER}:${password}@127.0.0.1:${port}/postgres${where}`;
  }

  /** Makes the cluster at first, ends what is left of an earlier run, starts, and waits until it answers. */
  static async start(dataDir: string, socketDir: string, log: Log): Promise<EmbeddedPostgres> {
    const binaries = await findBinaries(process.platform, process.arch);
    const launcher = await findLauncher();
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const cluster = join(dataDir, 'postgres');
    const password = await ensureCluster(cluster, binaries.initdb, launcher);
    await endLeftOverServer(cluster);
    const port = usesTcp ? await freePort() : 5432;
    const place = { cluster, socketDir, logFile: join(dataDir, 'postgres.log'), port, password };
    const server = new EmbeddedPostgres(place, binaries, launcher, log);
    await server.launch();
    return server;
  }

  /** Ends open transactions, writes a checkpoint and waits for the end. */
  async stop(): Promise<void> {
    this.stopping = true;
    const server = this.server;
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    const timer = setTimeout(() => server.kill('SIGQUIT'), STOP_MS);
    await ended;
    clearTimeout(timer);
  }

  /** A lock of a server that is still ending is waited for; anything else that ends the start is an error. */
  private async launch(): Promise<void> {
    for (const end = Date.now() + START_MS; ; await sleep(200)) {
      const server = await this.spawnServer();
      if (await this.answers(server, end)) {
        this.server = server;
        server.once('exit', () => void this.relaunch());
        // It may have died between the answer and here.
        if (server.exitCode !== null || server.signalCode !== null) void this.relaunch();
        return;
      }
      const said = await this.lastLines();
      const isStillEnding = /lock file|shared memory block|Address already in use/i.test(said);
      if (!isStillEnding || Date.now() > end) {
        throw new EmbeddedPostgresError(
          `PostgreSQL did not start; ${this.place.logFile} ends with: ${said}.`,
        );
      }
    }
  }

  private async relaunch(): Promise<void> {
    if (this.stopping) return;
    this.log('PostgreSQL ended unexpectedly and is started again');
    try {
      await endLeftOverServer(this.place.cluster);
      await this.launch();
      if (this.stopping) await this.stop();
    } catch (error) {
      this.log(`PostgreSQL could not be started again: ${String(error)}`);
      await sleep(1000);
      void this.relaunch();
    }
  }

  private async spawnServer(): Promise<ChildProcess> {
    const { logFile } = this.place;
    if (((await stat(logFile).catch(() => null))?.size ?? 0) > LOG_BYTES) await rm(logFile, { force: true });
    // A file, not a pipe: PostgreSQL must not hang or die on its log when this process is killed.
    const output = await open(logFile, 'a', 0o600);
    try {
      const [command, args] = launched(this.launcher, this.binaries.postgres, serverArguments(this.place));
      // A process group of its own: Ctrl-C in a terminal must not stop it before us.
      const server = spawn(command, args, { stdio: ['ignore', output.fd, output.fd], detached: true });
      server.on('error', (error) => this.log(`PostgreSQL could not be run: ${error.message}`));
      return server;
    } finally {
      await output.close();
    }
  }

  private async answers(server: ChildProcess, end: number): Promise<boolean> {
    while (Date.now() < end) {
      if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return false;
      const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 2000 });
      client.on('error', () => {});
      try {
        await client.connect();
        await client.end();
        return true;
      } catch {
        await sleep(25);
      }
    }
    return false;
  }

  private async lastLines(): Promise<string> {
    const text = await readFile(this.place.logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-4).join(' | ');
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
