import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { POSTGRES_USER } from './cluster.js';
import { type Place, usesTcp } from './server-arguments.js';

export function serverUrl({
  port,
  socketDir,
  password,
}: Pick<Place, 'port' | 'socketDir' | 'password'>): string {
  const where = usesTcp ? '' : `?host=${encodeURIComponent(socketDir)}`;
  return `postgresql://${POSTGRES_USER}:${password}@127.0.0.1:${port}/postgres${where}`;
}

/** The URL of a server that another process has started; its port is the fourth line of `postmaster.pid`. */
export async function runningServerUrl(dataDir: string, socketDir: string): Promise<string> {
  const password = await readFile(join(dataDir, 'postgres-password'), 'utf8');
  const lines = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  return serverUrl({ port: Number(lines[3]), socketDir, password });
}
