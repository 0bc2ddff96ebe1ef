import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AGENT_EXIT, AgentError, type AgentExit, type AgentIo } from '../agent-error.js';
import { systemClock } from '../clock.js';
import { SIDECAR } from '../folder/file-patterns.js';
import { type Platform, platformOf } from '../folder/windows-paths.js';
import { stampOf } from '../hash-file.js';
import type { Entry } from '../journal/entry.js';
import { Journal } from '../journal/journal.js';
import { lockJournal } from '../journal/lock-journal.js';
import { journalName } from '../journal/state-folder.js';
import { deliver } from '../queue/deliver.js';
import { Dispatch } from '../queue/dispatch.js';
import { HttpService } from '../service/http-service.js';
import { rejectNotWhole } from '../reject-not-whole.js';
import { missingOf } from '../whole/missing-of.js';
import type { Address } from './connect.js';
import { instrumentOf } from './instrument-of.js';
import { followDataset, type WaitFor } from './follow-dataset.js';

export interface PushOptions {
  readonly instrument?: string;
  readonly session?: string;
  readonly wait?: WaitFor | true;
  readonly giveUp: number;
  readonly json: boolean;
  readonly stateFolder: string;
}

/** What became of one file. */
interface Pushed {
  readonly file: string;
  readonly state: Entry['state'] | 'waiting';
  readonly entry: Entry | null;
}

/**
 * `push FILE…`: sends files that are whole, each once, and goes on where an earlier push was cut off.
 *
 * @returns the code to exit with
 * @throws AgentError no-such-file, wrong-instrument, unreachable, unauthorized
 */
export async function push(
  files: readonly string[],
  options: PushOptions,
  address: Address,
  io: AgentIo,
): Promise<AgentExit> {
  const paths = [...new Set(files.map((file) => resolve(file)))];
  for (const path of paths) await checkFile(path);
  const service = new HttpService(address.url, address.key);
  const instrument = await instrumentOf(service, options.instrument ?? null);
  const opened = await openJournal(options.stateFolder, address.url);
  try {
    const { journal } = opened;
    const pushing = new Pushing(paths, { ...options, instrument, service, address, io, journal });
    const failure = await pushing.run();
    const nRejected = await pushing.tell();
    if (failure !== null) throw failure;
    return nRejected > 0 ? AGENT_EXIT.rejected : AGENT_EXIT.ok;
  } finally {
    await opened.close();
  }
}

async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: Error) => error);
  if (found instanceof Error)
    throw new AgentError(
      AGENT_EXIT.usage,
      'no-such-file',
      `${path} cannot be read: ${found.message}`,
      'Check the path.',
    );
  if (found.isDirectory())
    throw new AgentError(
      AGENT_EXIT.usage,
      'is-a-folder',
      `${path} is a folder`,
      'Send what is in it with: watch --once FOLDER',
    );
}

/** One push at a time keeps what it has begun; another beside it begins its files anew. */
async function openJournal(
  stateFolder: string,
  url: string,
): Promise<{ journal: Journal; close(): Promise<void> }> {
  const platform: Platform = platformOf(process.platform);
  const place = join(stateFolder, journalName(url, 'push', platform));
  const lock = await lockJournal(place);
  const isOwn = 'release' in lock;
  const folder = isOwn ? place : `${place}-${process.pid}`;
  const journal = await Journal.open(folder, platform);
  const close = async (): Promise<void> => {
    await journal.close();
    if (isOwn) await lock.release();
    else await rm(folder, { recursive: true, force: true });
  };
  return { journal, close };
}

interface PushContext extends Omit<PushOptions, 'instrument'> {
  readonly instrument: string | null;
  readonly service: HttpService;
  readonly address: Address;
  readonly io: AgentIo;
  readonly journal: Journal;
}

class Pushing {
  private readonly ended = new AbortController();
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly paths: readonly string[],
    private readonly context: PushContext,
  ) {}

  /** Null: every file was taken or refused. */
  async run(): Promise<AgentError | null> {
    const { signal } = this.ended;
    const { io, journal, service, instrument, session = null, giveUp } = this.context;
    const dispatch = new Dispatch({
      clock: systemClock,
      chance: Math.random,
      deliver: (item) => deliver(item, { service, clock: systemClock, instrument, signal }),
      onEntry: ({ fullPath }, entry) => void this.entries.set(fullPath, entry),
      onChanged: (item) =>
        io.note(`${item.fullPath} changes while it is sent: push it again when it is whole.`),
      tell: (line) => io.note(line),
    });
    for (const fullPath of this.paths) {
      const stamp = await stampOf(fullPath);
      const missing = await missingOf(fullPath);
      const sidecar = await stampOf(fullPath + SIDECAR).catch(() => null);
      if (missing !== null) {
        const file = { ...stamp, path: fullPath, fullPath, sidecar: null, detail: notWhole(missing) };
        this.entries.set(fullPath, await rejectNotWhole(file, journal, systemClock));
      } else {
        await this.askAgain(fullPath);
        dispatch.add({ ...stamp, path: fullPath, fullPath, sidecar, isDeclared: false, journal, session });
      }
    }
    const running = dispatch.run(signal);
    while (!dispatch.isIdle && !dispatch.isGivenUp(giveUp * 1000)) await systemClock.sleep(20);
    this.ended.abort();
    await running;
    return failureOf(dispatch);
  }

  /** A push is a wish to have it there now: what was there before may not be any more. */
  private async askAgain(fullPath: string): Promise<void> {
    const { journal } = this.context;
    const entry = journal.of(fullPath);
    if (entry !== null && entry.state !== 'uploading') await journal.put({ ...entry, state: 'hashed' });
  }

  /** @returns how many were refused, now or when they were read */
  async tell(): Promise<number> {
    let nRejected = 0;
    for (const file of this.paths) {
      const entry = this.entries.get(file) ?? null;
      const pushed = await this.followed({ file, entry, state: entry?.state ?? 'waiting' });
      if (pushed.state === 'rejected') nRejected++;
      this.tellOne(pushed);
    }
    return nRejected;
  }

  private async followed(pushed: Pushed): Promise<Pushed> {
    const { entry } = pushed;
    const { wait, service, address, io } = this.context;
    if (wait === undefined || entry?.state !== 'accepted' || entry.datasetId === null) return pushed;
    const rejection = await followDataset(entry.datasetId, wait === true ? 'reading' : wait, {
      ...{ service, address, io },
    });
    return rejection === null
      ? { ...pushed, state: 'done' }
      : { ...pushed, state: 'rejected', entry: { ...entry, rejection } };
  }

  private tellOne({ file, state, entry }: Pushed): void {
    const { io, json, address } = this.context;
    const url = entry?.datasetId == null ? null : `${address.url}/datasets/${entry.datasetId}`;
    const problem = entry?.rejection ?? null;
    if (json)
      io.out(
        JSON.stringify({
          file,
          state,
          datasetId: entry?.datasetId ?? null,
          url,
          sha256: entry?.sha256 ?? null,
          problem,
        }),
      );
    else if (state === 'rejected') io.out(`rejected  ${file}: ${problem?.detail} [${problem?.code}]`);
    else if (url === null) io.out(`waiting   ${file}`);
    else io.out(`${state === 'done' ? 'read    ' : 'accepted'}  ${file}  ${url}`);
  }
}

function failureOf({ pause }: Dispatch): AgentError | null {
  if (pause === null) return null;
  return pause.kind === 'key'
    ? new AgentError(
        AGENT_EXIT.usage,
        'unauthorized',
        `The service refuses the key: ${pause.detail}`,
        'Set KAIMEN_KEY to a key with the scope datasets:write.',
      )
    : new AgentError(
        AGENT_EXIT.unreachable,
        'unreachable',
        `The service does not take files: ${pause.detail}`,
        'Is it running, and is --url right? Push again: it goes on where it was.',
      );
}

const notWhole = (missing: string): string =>
  `The file is not whole: ${missing}. Push it again when it is written, or copy it again.`;
