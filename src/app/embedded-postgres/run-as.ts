import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './binaries.js';

const run = promisify(execFile);
const works = (command: string, args: readonly string[]): Promise<boolean> =>
  run(command, args).then(
    () => true,
    () => false,
  );

/** What stands before the command line of PostgreSQL on this machine. */
export interface Launcher {
  readonly prefix: readonly string[];
}

/**
 * PostgreSQL refuses to run as root. Dropping to another user fails wherever the folder lies below a home that only
 * root may enter; a user namespace without a mapping makes root look like nobody to PostgreSQL while files stay
 * reachable, and asks for no set-up. Ordinary users (the container images among them) need nothing of this.
 *
 * Where `setpriv` exists (Linux), the kernel tells PostgreSQL to stop when this process is killed; elsewhere the next
 * start stops the one left behind.
 */
export async function findLauncher(): Promise<Launcher> {
  const diesWithUs = ['setpriv', '--pdeathsig', 'INT'];
  const hasSetpriv = await works(diesWithUs[0], [...diesWithUs.slice(1), 'true']);
  const parent = hasSetpriv ? diesWithUs : [];
  if (process.getuid?.() !== 0) return { prefix: parent };
  if (await works('unshare', ['-U', 'true'])) return { prefix: ['unshare', '-U', ...parent] };
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root, and this machine does not allow user namespaces: start Kaimen as an ordinary user.',
  );
}

/** The command and its arguments, with the launcher in front. */
export function launched(launcher: Launcher, command: string, args: readonly string[]): [string, string[]] {
  const [first, ...rest] = [...launcher.prefix, command, ...args];
  return [first, rest];
}
