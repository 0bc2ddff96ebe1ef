import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Holds a journal for this process, or says who does. The lock is a local socket: the system takes it back in the moment the process
 * ends, however it ends, so that no lock is ever left behind and none has to be judged by its age.
 *
 * @returns what gives it back; or the number of the process that has it
 */
export async function lockJournal(
  folder: string,
): Promise<{ release(): Promise<void> } | { heldBy: string }> {
  const address = addressOf(folder);
  // What is left on a disk by a process that was killed (macOS) is taken away once.
  for (const isLast of [false, true]) {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(String(process.pid));
    });
    if (await isListening(server, address)) return { release: () => closed(server) };
    const heldBy = await holderOf(address);
    if (heldBy !== null || isLast || isOfSystem(address)) return { heldBy: heldBy ?? 'unknown' };
    await rm(address, { force: true });
  }
  return { heldBy: 'unknown' };
}

/** The process that has a journal; null: none. */
export const holderOfJournal = (folder: string): Promise<string | null> => holderOf(addressOf(folder));

/** Names that live as long as the socket: pipes of Windows, abstract sockets of Linux. */
const isOfSystem = (address: string): boolean => address.startsWith('\0') || address.startsWith('\\\\.\\');

/** Bytes of `sun_path` on Linux. */
const SUN_PATH_BYTES = 108;

/** The abstract name of Linux fills `sun_path`: some versions of Node bind a shorter one with the zeros behind it, others without. */
function addressOf(folder: string): string {
  const name = `kaimen-agent-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  if (process.platform === 'linux') return `\0${name.padEnd(SUN_PATH_BYTES - 1, '-')}`;
  return join(tmpdir(), `${name}.sock`);
}

async function isListening(server: Server, address: string): Promise<boolean> {
  server.listen(address);
  try {
    await once(server, 'listening');
    server.unref();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

function holderOf(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(address);
    socket.setEncoding('utf8').setTimeout(2000, () => socket.destroy());
    socket.on('data', (text: string) => (said += text));
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(said === '' ? null : said));
  });
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });
