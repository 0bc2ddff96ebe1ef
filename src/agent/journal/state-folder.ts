import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { type Platform, keyOf } from '../folder/windows-paths.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where this user's programs keep what they must not forget. */
export function userStateFolder(env: Environment, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32')
    return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'Kaimen', 'agent');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Kaimen', 'agent');
  return posix.join(env.XDG_STATE_HOME || posix.join(home, '.local', 'state'), 'kaimen', 'agent');
}

/** The name of the journal of a watched folder for a service: readable, and no two alike. */
export function journalName(serviceUrl: string, folder: string, platform: Platform): string {
  const { host, origin, pathname } = new URL(serviceUrl);
  // Behind a proxy several services may share a host.
  const key = `${origin}${pathname.replace(/\/+$/, '')}\n${keyOf(folder, platform)}`;
  const last =
    folder
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? 'root';
  const words = `${host}-${last}`.replace(/[^\p{L}\p{N}.-]+/gu, '_').slice(0, 60);
  return `${words}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}
