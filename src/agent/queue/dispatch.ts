import type { Clock } from '../clock.js';
import type { Entry } from '../journal/entry.js';
import { backoffMs } from '../service/verdict.js';
import type { Delivered } from './deliver.js';
import { type OutgoingItem, OutgoingQueue } from './outgoing-queue.js';

export interface DispatchPorts {
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly deliver: (item: OutgoingItem) => Promise<Delivered>;
  readonly onEntry: (item: OutgoingItem, entry: Entry) => Promise<void> | void;
  /** It is another file now than when it was found to be whole. */
  readonly onChanged: (item: OutgoingItem) => void;
  readonly tell: (line: string) => void;
}

export interface DispatchLimits {
  readonly files: number;
  /** In flight at once; a file that is larger goes alone. */
  readonly bytes: number;
}

const DISPATCH_LIMITS: DispatchLimits = { files: 4, bytes: 256 * 2 ** 20 };

/** Why nothing is sent at the moment. */
export interface Pause {
  readonly kind: 'away' | 'key';
  readonly detail: string;
  /** Since when. */
  readonly sinceMs: number;
  untilMs: number;
  nFailures: number;
}

/** A key that is refused is tried again so often: somebody may have mended it. */
const KEY_PAUSE_MS = 60_000;

/**
 * Sends what waits, the oldest first, a bounded number of files and bytes at once. When the service is away everything waits, and one file
 * finds out whether it is back; what goes wrong with one file alone keeps none of the others.
 */
export class Dispatch {
  readonly queue = new OutgoingQueue();
  private readonly flying = new Map<OutgoingItem, Promise<void>>();
  private flyingBytes = 0;
  private wake: () => void = () => undefined;
  pause: Pause | null = null;
  /** When the service last took or judged a file, or this began. */
  private lastAnswerMs: number;

  constructor(
    private readonly ports: DispatchPorts,
    private readonly limits: DispatchLimits = DISPATCH_LIMITS,
  ) {
    this.lastAnswerMs = ports.clock.nowMs();
  }

  get isIdle(): boolean {
    return this.queue.size === 0 && this.flying.size === 0;
  }

  get inFlight(): readonly OutgoingItem[] {
    return [...this.flying.keys()];
  }

  /** Whether a run that is to end by itself waits no longer: nobody mends a key meanwhile, and the service was away for too long. */
  isGivenUp(giveUpMs: number): boolean {
    const { pause } = this;
    if (pause === null) return false;
    return pause.kind === 'key' || this.ports.clock.nowMs() - this.lastAnswerMs >= giveUpMs;
  }

  /** What waits under this path, or is on its way. */
  of(fullPath: string): OutgoingItem | undefined {
    return this.queue.of(fullPath) ?? this.inFlight.find((item) => item.fullPath === fullPath);
  }

  add(item: Omit<OutgoingItem, 'nFailures' | 'notBeforeMs'>): void {
    this.queue.add({ ...item, nFailures: 0, notBeforeMs: 0 });
    this.wake();
  }

  /** Until the signal is given; then what is on its way has ended as well. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const nowMs = this.ports.clock.nowMs();
      for (let item = this.next(nowMs); item !== null; item = this.next(nowMs)) this.start(item);
      await this.something(nowMs, signal);
    }
    await Promise.all(this.flying.values());
  }

  private next(nowMs: number): OutgoingItem | null {
    if (this.pause !== null && (this.flying.size > 0 || nowMs < this.pause.untilMs)) return null;
    if (this.flying.size >= this.limits.files) return null;
    const fits = (sizeBytes: number): boolean =>
      this.flying.size === 0 || this.flyingBytes + sizeBytes <= this.limits.bytes;
    return this.queue.take(nowMs, fits);
  }

  private start(item: OutgoingItem): void {
    this.flyingBytes += item.sizeBytes;
    const flight = this.fly(item).finally(() => {
      this.flying.delete(item);
      this.flyingBytes -= item.sizeBytes;
      this.wake();
    });
    this.flying.set(item, flight);
  }

  private async fly(item: OutgoingItem): Promise<void> {
    const { clock, chance, onEntry, onChanged, tell } = this.ports;
    const delivered = await this.ports.deliver(item).catch(asLater);
    if ('entry' in delivered) {
      this.isBack();
      return void (await onEntry(item, delivered.entry));
    }
    const { verdict } = delivered;
    if (verdict.kind === 'changed') return onChanged(item);
    if (verdict.kind === 'away' || verdict.kind === 'key') this.hold(verdict);
    else {
      item.nFailures++;
      const asked = verdict.kind === 'later' ? verdict.afterMs : null;
      item.notBeforeMs = clock.nowMs() + backoffMs(item.nFailures, chance(), asked);
      tell(`${item.path}: ${sentence(verdict.detail)} It is tried again.`);
    }
    // A newer state of the file may have taken its place meanwhile.
    if (this.queue.of(item.fullPath) === undefined) this.queue.add(item);
  }

  private isBack(): void {
    const { clock, tell } = this.ports;
    this.lastAnswerMs = clock.nowMs();
    if (this.pause !== null)
      tell(`The service takes files again, after ${inWords(this.lastAnswerMs - this.pause.sinceMs)}.`);
    this.pause = null;
  }

  private hold(verdict: { kind: 'away' | 'key'; detail: string; afterMs?: number | null }): void {
    const { clock, chance, tell } = this.ports;
    const nowMs = clock.nowMs();
    const { kind, detail } = verdict;
    const before = this.pause;
    // Several were on their way when it went: that is one failure.
    if (before !== null && before.kind === kind && nowMs < before.untilMs) return;
    const nFailures = (before?.nFailures ?? 0) + 1;
    const waitMs = kind === 'key' ? KEY_PAUSE_MS : backoffMs(nFailures, chance(), verdict.afterMs ?? null);
    this.pause = { kind, detail, sinceMs: before?.sinceMs ?? nowMs, untilMs: nowMs + waitMs, nFailures };
    if (before?.kind === kind && before.detail === detail) return;
    const next =
      kind === 'key'
        ? 'Nothing is sent and nothing is lost until the key is mended (KAIMEN_KEY, --key-file, or its scopes at the service).'
        : 'Files wait and are sent when it is back.';
    tell(`The service ${kind === 'key' ? 'refuses the key' : 'takes no files'}: ${sentence(detail)} ${next}`);
  }

  /** Resolves when a file came or ended, or the next may be tried. */
  private async something(nowMs: number, signal: AbortSignal): Promise<void> {
    const waking = new AbortController();
    this.wake = () => waking.abort();
    const nextMs = Math.max(this.queue.nextAtMs() ?? Infinity, this.pause?.untilMs ?? 0);
    // A file that does not fit, or that waits for others, is woken by their end.
    const isDue = nextMs <= nowMs;
    const waitMs = isDue || nextMs === Infinity ? KEY_PAUSE_MS : nextMs - nowMs;
    await this.ports.clock.sleep(waitMs, AbortSignal.any([waking.signal, signal]));
  }
}

/** What nobody foresaw (a full disk under the journal, say) must not end the others. */
const asLater = (error: unknown): Delivered => ({
  verdict: { kind: 'later', detail: error instanceof Error ? error.message : String(error), afterMs: null },
});

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const inWords = (ms: number): string =>
  ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
