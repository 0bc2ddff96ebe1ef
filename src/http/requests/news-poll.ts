import { setTimeout as sleep } from 'node:timers/promises';

/** The number of the newest event of each key; a key without any may be absent. */
export type NewestOf = (keys: readonly string[]) => Promise<ReadonlyMap<string, number>>;

interface Waiting {
  readonly key: string;
  readonly seen: number;
  readonly tell: (newest: number) => void;
  readonly fail: (error: unknown) => void;
}

/** Waits for news for all streams of a process together: one question a round, however many listen. */
export class NewsPoll {
  private readonly waiting = new Set<Waiting>();
  private isRunning = false;

  constructor(
    private readonly newestOf: NewestOf,
    private readonly pollMs: () => number,
  ) {}

  /** The number of the newest event of `key` as soon as it is above `seen`; null after `ms` without one, or when aborted. */
  async after(
    { key, seen }: { readonly key: string; readonly seen: number },
    { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
  ): Promise<number | null> {
    if (signal.aborted) return null;
    let forget = (): void => undefined;
    const news = new Promise<number | null>((resolve, reject) => {
      const one = { key, seen, tell: resolve, fail: reject };
      const end = (): void => resolve(null);
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      this.waiting.add(one);
      forget = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.waiting.delete(one);
      };
    });
    void this.run();
    return news.finally(forget);
  }

  /** While anybody waits. */
  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    for (; this.waiting.size > 0; await sleep(this.pollMs())) await this.ask([...this.waiting]);
    this.isRunning = false;
  }

  private async ask(waiting: readonly Waiting[]): Promise<void> {
    try {
      const newest = await this.newestOf([...new Set(waiting.map(({ key }) => key))]);
      for (const { key, seen, tell } of waiting) {
        const number = newest.get(key) ?? 0;
        if (number > seen) tell(number);
      }
    } catch (error) {
      for (const { fail } of waiting) fail(error);
    }
  }
}
