import { watch } from 'node:fs';
import { join } from 'node:path';
import { AGENT_EXIT, AgentError } from '../agent-error.js';
import { COMPANIONS, matchesAny } from '../folder/file-patterns.js';
import { FolderScan } from '../folder/folder-scan.js';
import { isNetworkDrive } from '../folder/is-network-drive.js';
import { Settling } from '../folder/settling.js';
import { Journal } from '../journal/journal.js';
import { lockJournal } from '../journal/lock-journal.js';
import { journalName } from '../journal/state-folder.js';
import { type WatchedPorts, WatchedFolder } from './watched-folder.js';
import type { WatchOptions, WatchPorts } from './watch-options.js';

export interface OpenFolder {
  readonly folder: WatchedFolder;
  readonly close: () => Promise<void>;
}

/**
 * Opens the journal of a folder for this process alone.
 *
 * @throws AgentError already-watched
 */
export async function openFolder(
  root: string,
  options: WatchOptions,
  { clock, platform, tell }: WatchPorts,
  handling: Pick<WatchedPorts, 'dispatch' | 'disposal' | 'onRejected'>,
): Promise<OpenFolder> {
  const place = join(options.stateFolder, journalName(options.serviceUrl, root, platform));
  const lock = await lockJournal(place);
  if (!('release' in lock))
    throw new AgentError(
      AGENT_EXIT.usage,
      'already-watched',
      `Another agent (process ${lock.heldBy}) watches ${root} for this service`,
      'End that one first, or see how it stands with: watch --status.',
    );
  const journal = await Journal.open(place, platform);
  if (journal.nDamaged > 0)
    tell(
      `${journal.nDamaged} lines of the journal cannot be read: those files are compared with the service again.`,
    );
  const scan = new FolderScan(root, {
    include: matchesAny(options.include),
    ignore: matchesAny([...options.ignore, ...COMPANIONS.map((suffix) => `*${suffix}`)]),
    maxDepth: options.maxDepth,
    platform,
  });
  const settling = new Settling(options);
  const { session } = options;
  const folder = new WatchedFolder({ clock, scan, settling, journal, session, tell, ...handling });
  const close = async (): Promise<void> => {
    await journal.close();
    await lock.release();
  };
  return { folder, close };
}

/** Has the system say that something changed; nothing depends on it, and from other machines it says nothing. */
export async function hintsOf(root: string, onHint: () => void): Promise<() => void> {
  if (await isNetworkDrive(root, process.platform)) return () => undefined;
  try {
    // Linux would need a watch for every file below.
    const watcher = watch(root, { recursive: process.platform !== 'linux', persistent: false }, onHint);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
