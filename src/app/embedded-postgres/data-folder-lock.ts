import { createHash } from 'node:crypto';
import { realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** Another service works on this data folder. */
export class DataFolderInUseError extends Error {
  constructor(dataDir: string) {
    super(
      `Another Kaimen works on ${dataDir}: stop it, or give this one a folder of its own with KAIMEN_DATA=….`,
    );
    this.name = 'DataFolderInUseError';
  }
}

export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Holds the data folder for this process. The lock is a listening socket, which the system frees when its process
 * dies however it dies: there is no stale lock file to remove by hand.
 *
 * @throws DataFolderInUseError
 */
export async function lockDataFolder(dataDir: string, socketDir: string): Promise<DataFolderLock> {
  const address = lockAddress(await realpath(dataDir), socketDir);
  const isFile = address.startsWith(socketDir);
  for (let attempt = 0; attempt < 5; attempt++) {
    const server = await listen(address);
    if (server !== null) return { release: () => close(server) };
    if (!isFile || (await isListening(address))) break;
    await removeDead(address);
  }
  throw new DataFolderInUseError(dataDir);
}

/** Bytes of `sun_path` on Linux. */
const SUN_PATH_BYTES = 108;

/**
 * Linux: a name in the abstract namespace; Windows: a pipe; macOS: a socket file, which may outlive its process.
 *
 * The abstract name fills `sun_path`: of a shorter one some versions of Node bind its own bytes and others also the
 * zeros behind it, which makes two names of one.
 */
export function lockAddress(dataDir: string, socketDir: string): string {
  const name = `kaimen-${createHash('sha256').update(dataDir).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${name.padEnd(SUN_PATH_BYTES - 1, '-')}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(socketDir, 'lock');
}

function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(address, () => resolve(server));
  });
}

function isListening(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.unref();
  });
}

/** Taken aside before it is removed: of two that start at once, one gets it, and a live one goes back. */
async function removeDead(address: string): Promise<void> {
  const aside = `${address}.${process.pid}`;
  try {
    await rename(address, aside);
  } catch {
    return;
  }
  if (await isListening(aside)) await rename(aside, address);
  else await rm(aside, { force: true });
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });
