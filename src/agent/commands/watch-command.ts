import { hostname } from 'node:os';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AGENT_EXIT, AgentError, type AgentExit, type AgentIo } from '../agent-error.js';
import { systemClock } from '../clock.js';
import { DEFAULT_IGNORE, DEFAULT_INCLUDE } from '../folder/file-patterns.js';
import { meantFolder, platformOf } from '../folder/windows-paths.js';
import { journalName } from '../journal/state-folder.js';
import { HttpService } from '../service/http-service.js';
import { standingOf, type Standing } from '../watching/status.js';
import { watchFolders, type WatchOutcome } from '../watching/watch.js';
import { WATCH_DEFAULTS, type WatchOptions } from '../watching/watch-options.js';
import type { Address } from './connect.js';
import { instrumentOf } from './instrument-of.js';

export interface WatchCommandOptions {
  readonly once: boolean;
  readonly status: boolean;
  readonly include?: readonly string[];
  readonly ignore?: readonly string[];
  readonly depth: number;
  readonly quiet: number;
  readonly rescan: number;
  readonly giveUp: number;
  readonly poll: boolean;
  readonly instrument?: string;
  readonly session?: string;
  readonly moveDone?: string;
  readonly deleteDone: boolean;
  readonly json: boolean;
  readonly stateFolder: string;
}

const platform = platformOf(process.platform);

/**
 * `watch FOLDER…`: sends what arrives there, until it is ended (Ctrl-C, SIGTERM).
 *
 * @returns the code to exit with
 */
export async function watchCommand(
  given: readonly string[],
  options: WatchCommandOptions,
  address: Address,
  { io, version }: { io: AgentIo; version: string },
): Promise<AgentExit> {
  const folders = await foldersOf(given);
  const service = new HttpService(address.url, address.key);
  const instrument = await instrumentOf(service, options.instrument ?? null);
  const watching = { ...optionsOf(folders, options, address.url), instrument };
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, end);
  const tell = (line: string): void => io.note(line);
  tell(
    `Watching ${folders.join(', ')} for ${address.url}${instrument === null ? '' : ` as ${instrument}`} (${options.once ? 'once' : 'end it with Ctrl-C'}).`,
  );
  try {
    const ports = {
      service,
      clock: systemClock,
      chance: Math.random,
      platform,
      host: hostname(),
      version,
      tell,
    };
    const outcome = await watchFolders(watching, ports, ending.signal);
    tellOutcome(outcome, options.json, io);
    return outcome.exitCode;
  } finally {
    for (const signal of signals) process.removeListener(signal, end);
  }
}

async function foldersOf(given: readonly string[]): Promise<string[]> {
  const folders = given.map((folder) => meantFolder(folder, process.cwd(), platform));
  for (const folder of folders) {
    const found = await stat(folder).catch((error: Error) => error);
    const fault = found instanceof Error ? found.message : found.isDirectory() ? null : 'it is no folder';
    if (fault !== null)
      throw new AgentError(
        AGENT_EXIT.usage,
        'no-such-folder',
        `${folder} cannot be watched: ${fault}`,
        'Name a folder; for single files: push FILE.',
      );
  }
  return folders;
}

function optionsOf(
  folders: readonly string[],
  options: WatchCommandOptions,
  serviceUrl: string,
): Omit<WatchOptions, 'instrument'> {
  const { include, ignore, depth, quiet, rescan, giveUp, poll, once, stateFolder, moveDone, deleteDone } =
    options;
  if (moveDone !== undefined && deleteDone)
    throw new AgentError(
      AGENT_EXIT.usage,
      'invalid-parameter',
      'Files are either moved or deleted: choose one of --move-done and --delete-done',
    );
  const moveTo = moveDone === undefined ? null : resolve(moveDone);
  for (const folder of folders)
    if (moveTo !== null && `${moveTo}/`.replaceAll('\\', '/').startsWith(`${folder}/`.replaceAll('\\', '/')))
      throw new AgentError(
        AGENT_EXIT.usage,
        'invalid-parameter',
        `${moveTo} lies in ${folder}, which is watched`,
        'Name a folder outside with --move-done.',
      );
  return {
    ...WATCH_DEFAULTS,
    ...{ folders, serviceUrl, once, stateFolder },
    include: include ?? DEFAULT_INCLUDE,
    ignore: [...DEFAULT_IGNORE, ...(ignore ?? [])],
    maxDepth: depth,
    quietMs: quiet * 1000,
    fullLookMs: rescan * 1000,
    giveUpMs: giveUp * 1000,
    pollOnly: poll,
    session: options.session ?? null,
    disposal: moveTo !== null ? { moveTo } : deleteDone ? 'delete' : null,
  };
}

function tellOutcome(
  { nAccepted, nRejected, waiting, pause }: WatchOutcome,
  json: boolean,
  io: AgentIo,
): void {
  if (json) io.out(JSON.stringify({ nAccepted, nRejected, waiting, pause: pause?.detail ?? null }));
  for (const [path, why] of waiting) io.note(`not sent: ${path}: ${why}`);
  if (pause !== null) io.note(`not all was sent: ${pause.detail}`);
  if (!json)
    io.out(
      `${nAccepted} sent, ${nRejected} rejected${waiting.length > 0 ? `, ${waiting.length} not whole` : ''}`,
    );
}

/** `watch --status FOLDER…`: how the folders stand, read from their journals. */
export async function tellStatus(
  given: readonly string[],
  options: Pick<WatchCommandOptions, 'json' | 'stateFolder'>,
  url: string,
  io: AgentIo,
): Promise<AgentExit> {
  for (const folder of given.map((one) => meantFolder(one, process.cwd(), platform))) {
    const standing = await standingOf(
      join(options.stateFolder, journalName(url, folder, platform)),
      platform,
    );
    if (options.json) io.out(JSON.stringify({ folder, ...standing }));
    else linesOf(folder, standing).forEach((line) => io.out(line));
  }
  return AGENT_EXIT.ok;
}

function linesOf(folder: string, { process: pid, status, counts, rejected }: Standing): string[] {
  const { done, accepted, uploading, hashed } = counts;
  return [
    `${folder}: ${pid === null ? 'nobody watches it' : `watched by process ${pid}`}${status === null ? '' : ` (as of ${status.at})`}`,
    `  ${done} read, ${accepted} accepted, ${uploading + hashed} on their way, ${counts.rejected} rejected`,
    ...(status?.pause == null ? [] : [`  nothing is sent: ${status.pause.detail}`]),
    ...(status?.waiting ?? []).map(([path, why]) => `  waits: ${path}: ${why}`),
    ...rejected.map(
      ({ path, rejection, errorFile }) =>
        `  rejected: ${path}: ${rejection?.detail} [${rejection?.code}] (${errorFile})`,
    ),
  ];
}
