import 'reflect-metadata';
import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { packageInfo } from '../cli/package-root.js';
import { makeWritableFolder } from '../cli/writable-folder.js';
import { SignInTokens } from '../http/auth/sign-in-tokens.js';
import { configureHttp } from '../http/configure-http.js';
import { ManageKeys } from '../workflows/manage-keys.js';
import { AppModule } from './app.module.js';
import { Closers } from './closers.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { checkDatabaseUrl } from './database-url.js';
import { ensureLocalKey, LOCAL_PRINCIPAL, writePrivateFile } from './local-key.js';
import { createLog, type Log } from './log.js';
import { startDatabase } from './maintenance/reach-database.js';
import { refuseUnfinishedRestore } from './maintenance/unfinished-restore.js';
import { openRuntime, type Runtime, startWorker } from './runtime.js';
import { untilStopped } from './until-stopped.js';

/**
 * The whole service in one process group: API, page, a worker (unless it has no threads) and, without DATABASE_URL,
 * PostgreSQL. Resolves when it was asked to stop and has stopped: HTTP first, then the worker, the queue, the
 * connections, PostgreSQL last.
 */
export async function serve(): Promise<void> {
  const config = readConfig(process.env, process.platform, availableParallelism());
  const log = createLog(config.log);
  const closers = new Closers(log);
  const stopped = untilStopped();
  try {
    await startServe(config, log, closers);
    await stopped;
  } finally {
    await closers.closeAll();
  }
}

async function startServe(config: Config, log: Log, closers: Closers): Promise<void> {
  if (config.workerThreads === 0 && config.databaseUrl === null) {
    throw new ConfigError('KAIMEN_WORKER_THREADS', '0', 'at least 1 without DATABASE_URL');
  }
  await makeWritableFolder(config.dataDir, 'KAIMEN_DATA', 0o700);
  await refuseUnfinishedRestore(config.dataDir);
  if (config.databaseUrl !== null) await checkDatabaseUrl(config.databaseUrl);
  const databaseUrl = config.databaseUrl ?? (await startDatabase(config.dataDir, log, closers));
  const runtime = await openRuntime({ config, databaseUrl, version: packageInfo().version, log, closers });
  if (config.workerThreads > 0) await startWorker(runtime, config.databaseUrl === null, closers);
  const app = await startHttp(runtime, closers);
  await announce(app, config, closers);
}

async function startHttp(runtime: Runtime, closers: Closers): Promise<NestExpressApplication> {
  const { config } = runtime;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(runtime), {
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: true,
    logger: new ConsoleLogger({ json: config.log === 'json', logLevels: ['warn', 'error', 'fatal'] }),
  });
  configureHttp(app);
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    throw listenError(error, config);
  }
  closers.add('HTTP', () => app.close());
  return app;
}

/** An address that cannot be had is a fault of the configuration. */
function listenError(error: unknown, { host, port }: Config): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new ConfigError('KAIMEN_PORT', String(port), 'a port that no other program uses, or 0 for any');
  if (code === 'EACCES')
    return new ConfigError('KAIMEN_PORT', String(port), 'a port that this user may listen on, or 0 for any');
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ConfigError('KAIMEN_HOST', host, 'an address of this machine');
  return error;
}

/** Where it is: for people on stdout, for programs in `<data>/service.json`. */
async function announce(app: NestExpressApplication, config: Config, closers: Closers): Promise<void> {
  await ensureLocalKey(config.dataDir, app.get(ManageKeys));
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const file = join(config.dataDir, 'service.json');
  await writePrivateFile(file, JSON.stringify({ url, pid: process.pid }));
  closers.add('service.json', () => rm(file, { force: true }));
  const token = app.get(SignInTokens).issue(LOCAL_PRINCIPAL);
  process.stdout.write(`Kaimen is at ${url}/auth/sign-in?token=${token}\n`);
}
