import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, findBinaries, type PostgresBinaries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { endLeftOverServer } from './left-over-server.js';
import { findLauncher, launched, type Launcher } from './run-as.js';
import { type Place, serverArguments, usesTcp } from './server-arguments.js';
import { serverUrl } from './server-url.js';
import { hasEnded, untilAnswers } from './until-answers.js';

/** A server that says nothing for so long, or cannot get the lock of one that is still ending, is given up. */
const PATIENCE_MS = 60_000;
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
  private relaunching: Promise<void> = Promise.resolve();

  private constructor(
    private readonly place: Place,
    private readonly binaries: PostgresBinaries,
    private readonly launcher: Launcher,
    private readonly log: Log,
  ) {
    this.url = serverUrl(place);
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
    await this.relaunching;
    if (this.server !== null) await endServer(this.server);
  }

  /**
   * A lock of a server that is still ending is waited for, and so is one that recovers; anything else that ends the
   * start is an error, which leaves no server behind.
   */
  private async launch(): Promise<void> {
    const patience = { silentMs: PATIENCE_MS, isWantedNoMore: () => this.stopping };
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(200)) {
      const server = await this.spawnServer();
      if (await untilAnswers(server, this.url, patience)) {
        this.server = server;
        const again = (): void => void (this.relaunching = this.relaunch());
        server.once('exit', again);
        // It may have died between the answer and here.
        if (hasEnded(server)) again();
        return;
      }
      const said = await this.lastLines();
      await endServer(server);
      if (this.stopping) return;
      const isStillEnding = /lock file|shared memory block|Address already in use/i.test(said);
      if (!isStillEnding || Date.now() > end) {
        throw new EmbeddedPostgresError(
          `PostgreSQL did not start; ${this.place.logFile} ends with: ${said}.`,
        );
      }
    }
  }

  private async relaunch(): Promise<void> {
    for (; !this.stopping; await sleep(1000)) {
      this.log('PostgreSQL ended unexpectedly and is started again');
      try {
        await endLeftOverServer(this.place.cluster);
        return await this.launch();
      } catch (error) {
        this.log(`PostgreSQL could not be started again: ${String(error)}`);
      }
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

  private async lastLines(): Promise<string> {
    const text = await readFile(this.place.logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-4).join(' | ');
  }
}

/** Fast (open transactions are rolled back), then at once. */
async function endServer(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return;
  const ended = once(server, 'exit');
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGQUIT'), STOP_MS);
  await ended;
  clearTimeout(timer);
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
