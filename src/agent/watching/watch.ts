import { join } from 'node:path';
import { AGENT_EXIT, type AgentExit } from '../agent-error.js';
import { localIso } from '../clock.js';
import type { Entry } from '../journal/entry.js';
import type { Journal } from '../journal/journal.js';
import { deliver } from '../queue/deliver.js';
import { Dispatch, type Pause } from '../queue/dispatch.js';
import type { OutgoingItem } from '../queue/outgoing-queue.js';
import type { Heartbeat } from '../service/service.js';
import { Disposal } from './disposal.js';
import { FollowReadings } from './follow-readings.js';
import { sendHeartbeats } from './heartbeats.js';
import { hintsOf, type OpenFolder, openFolder } from './open-folder.js';
import { writeStatus } from './status.js';
import type { WatchedFolder } from './watched-folder.js';
import type { WatchOptions, WatchPorts } from './watch-options.js';

export interface WatchOutcome {
  readonly exitCode: AgentExit;
  readonly nAccepted: number;
  readonly nRejected: number;
  /** Not whole when everything else was sent. */
  readonly waiting: readonly (readonly [path: string, why: string])[];
  readonly pause: Pause | null;
}

/** The system tells of many changes at once. */
const HINT_MS = 200;
const READINGS_MS = 1000;
const STATUS_MS = 5000;

/**
 * Watches folders until the signal is given (or, with `once`, until all that is there was sent).
 *
 * @throws AgentError already-watched
 */
export async function watchFolders(
  options: WatchOptions,
  ports: WatchPorts,
  signal: AbortSignal,
): Promise<WatchOutcome> {
  const ending = new AbortController();
  const watch = new Watch(options, ports, AbortSignal.any([signal, ending.signal]));
  try {
    await watch.open();
    await watch.run(() => ending.abort());
    return watch.outcome();
  } finally {
    ending.abort();
    await watch.close();
  }
}

class Watch {
  private readonly opened: OpenFolder[] = [];
  private readonly dispatch: Dispatch;
  private readonly readings: FollowReadings;
  private readonly disposal: Disposal;
  private wakeLook: () => void = () => undefined;
  private isHinted = false;
  private nAccepted = 0;
  private nRejected = 0;
  private last: Entry | null = null;

  constructor(
    private readonly options: WatchOptions,
    private readonly ports: WatchPorts,
    private readonly signal: AbortSignal,
  ) {
    const { service, clock, chance, tell } = ports;
    const { instrument } = options;
    this.dispatch = new Dispatch({
      ...{ clock, chance, tell },
      deliver: (item) => deliver(item, { service, clock, instrument, signal }),
      onEntry: (item, entry) => this.onEntry(item, entry),
      onChanged: (item) => this.folderOf(item).lookAgainAt(item.path),
    });
    this.readings = new FollowReadings({
      service,
      clock,
      onEnd: (reading, entry) => this.onRead(reading, entry),
    });
    this.disposal = new Disposal(options.disposal, tell);
  }

  async open(): Promise<void> {
    const { dispatch, disposal } = this;
    const onRejected = (entry: Entry): void => this.tellRejected(entry);
    for (const root of this.options.folders)
      this.opened.push(await openFolder(root, this.options, this.ports, { dispatch, disposal, onRejected }));
    for (const { folder } of this.opened)
      for (const entry of folder.journal.all) if (entry.state === 'accepted') this.follow(folder, entry);
  }

  async run(end: () => void): Promise<void> {
    const { clock, service, tell } = this.ports;
    const beats = {
      ...{ clock, service, tell, instrument: this.options.instrument },
      standing: () => this.standing(),
    };
    const hints = this.options.pollOnly
      ? []
      : await Promise.all(this.opened.map(({ folder }) => hintsOf(folder.root, () => this.hint())));
    const jobs = [
      this.dispatch.run(this.signal),
      this.everyMs(READINGS_MS, () => this.askForReadings()),
      this.everyMs(STATUS_MS, () => this.writeStatus()),
      ...(this.options.once ? [] : [sendHeartbeats(beats, this.signal)]),
    ];
    await this.lookOn();
    end();
    await Promise.all(jobs);
    for (const close of hints) close();
    await this.writeStatus();
  }

  async close(): Promise<void> {
    for (const { close } of this.opened) await close();
  }

  outcome(): WatchOutcome {
    const { pause } = this.dispatch;
    const waiting = this.opened.flatMap(({ folder }) => [...folder.waiting]);
    const { nAccepted, nRejected } = this;
    return { exitCode: this.exitCode(waiting.length), nAccepted, nRejected, waiting, pause };
  }

  private exitCode(nWaiting: number): AgentExit {
    const { pause } = this.dispatch;
    if (!this.options.once) return AGENT_EXIT.ok;
    if (pause !== null) return pause.kind === 'key' ? AGENT_EXIT.usage : AGENT_EXIT.unreachable;
    return this.nRejected + nWaiting > 0 ? AGENT_EXIT.rejected : AGENT_EXIT.ok;
  }

  /** Looks until the end; with `once` until nothing more is to come. */
  private async lookOn(): Promise<void> {
    const { clock } = this.ports;
    let fullAtMs = -Infinity;
    while (!this.signal.aborted) {
      const isFull = clock.nowMs() >= fullAtMs;
      if (isFull) fullAtMs = clock.nowMs() + this.options.fullLookMs;
      this.isHinted = false;
      let areRead = true;
      for (const { folder } of this.opened) areRead = (await folder.look(isFull)) && areRead;
      if (this.options.once && (this.isOver(areRead) || this.dispatch.isGivenUp(this.options.giveUpMs)))
        return;
      await this.untilNextLook();
    }
  }

  private async untilNextLook(): Promise<void> {
    const { clock } = this.ports;
    const waking = new AbortController();
    this.wakeLook = () => waking.abort();
    const nowMs = clock.nowMs();
    const dueMs = this.opened.map(({ folder }) => folder.nextAtMs(nowMs) ?? Infinity);
    const waitMs = Math.min(this.options.lookMs, ...dueMs.map((atMs) => atMs - nowMs));
    if (!this.isHinted) await clock.sleep(waitMs, AbortSignal.any([waking.signal, this.signal]));
    // What changes together is told one by one.
    if (this.isHinted) await clock.sleep(Math.min(HINT_MS, this.options.lookMs), this.signal);
  }

  private hint(): void {
    this.isHinted = true;
    this.wakeLook();
  }

  private isOver(areRead: boolean): boolean {
    return areRead && this.dispatch.isIdle && this.opened.every(({ folder }) => folder.nSettling === 0);
  }

  private async everyMs(ms: number, work: () => Promise<void>): Promise<void> {
    while (!this.signal.aborted) {
      await work();
      await this.ports.clock.sleep(ms, this.signal);
    }
  }

  private async askForReadings(): Promise<void> {
    if (this.dispatch.pause !== null) return;
    // Whatever is wrong, it is asked again; files tell of it when they are sent.
    await this.readings.ask().catch(() => undefined);
  }

  private folderOf({ journal }: { readonly journal: Journal }): WatchedFolder {
    return this.opened.find(({ folder }) => folder.journal === journal)!.folder;
  }

  private follow({ journal, root }: WatchedFolder, { path }: Entry): void {
    this.readings.add({ path, fullPath: join(root, path), journal });
  }

  private onEntry(item: OutgoingItem, entry: Entry): void {
    const { tell } = this.ports;
    if (entry.state === 'rejected') this.tellRejected(entry);
    else {
      this.nAccepted++;
      this.last = entry;
      tell(`sent: ${entry.path}`);
      if (entry.state === 'accepted') this.follow(this.folderOf(item), entry);
    }
    // It may have changed while it was on its way.
    this.folderOf(item).lookAgainAt(item.path);
    this.hint();
  }

  private async onRead(reading: { readonly journal: Journal }, entry: Entry): Promise<void> {
    if (entry.state === 'rejected') this.tellRejected(entry);
    else await this.disposal.dispose(this.folderOf(reading).root, entry);
  }

  private tellRejected({ path, rejection, errorFile }: Entry): void {
    this.nRejected++;
    this.ports.tell(`rejected: ${path}: ${rejection?.detail} [${rejection?.code}] (${errorFile})`);
  }

  private standing(): Omit<Heartbeat, 'at'> {
    const { queue, inFlight } = this.dispatch;
    const nSettling = this.opened.reduce(
      (sum, { folder }) => sum + folder.nSettling + folder.waiting.size,
      0,
    );
    const rejected = this.opened.flatMap(({ folder }) =>
      [...folder.journal.all].filter(({ state }) => state === 'rejected'),
    );
    return {
      agent: `kaimen ${this.ports.version}`,
      host: this.ports.host,
      watching: this.opened.map(({ folder }) => folder.root),
      nPending: queue.size + inFlight.length + nSettling,
      pendingBytes: queue.bytes + inFlight.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      nRejected: rejected.length,
      lastFile: this.last?.path ?? null,
      lastFileAt: this.last?.at ?? null,
    };
  }

  private async writeStatus(): Promise<void> {
    const { clock, tell } = this.ports;
    const { pause, inFlight, queue } = this.dispatch;
    for (const { folder } of this.opened) {
      const isOfIt = ({ journal }: OutgoingItem): boolean => journal === folder.journal;
      const queued = queue.first(20).filter(isOfIt);
      await writeStatus(folder.journal.folder, {
        at: localIso(clock.wall()),
        folder: folder.root,
        service: this.options.serviceUrl,
        pause: pause === null ? null : { kind: pause.kind, detail: pause.detail },
        sending: inFlight.filter(isOfIt).map(({ path }) => path),
        nQueued: queue.size,
        queued: queued.map(({ path }) => path),
        waiting: [...folder.waiting].slice(0, 20),
        nSettling: folder.nSettling,
      }).catch((error: unknown) => tell(`The state could not be written down: ${(error as Error).message}`));
    }
  }
}
