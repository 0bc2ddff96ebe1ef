import { createHash } from 'node:crypto';

interface Acknowledged {
  readonly id: string;
  readonly jobId: string;
}

/** Where the service is now: it moves when it is started again. */
export interface Address {
  url: string;
  key: string;
}

/**
 * A user who uploads and analyses without pause, and remembers what the service acknowledged. What is refused or cut
 * off because the service has just been killed is not acknowledged, and forgotten.
 */
export class BusyUser {
  readonly datasets: (Acknowledged & { sha256: string })[] = [];
  readonly analyses: Acknowledged[] = [];
  private readonly analysed = new Set<string>();
  private count = 0;
  private stopped = false;

  constructor(
    private readonly at: Address,
    private readonly name: string,
  ) {}

  async work(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.upload();
        await this.analyseReadyOnes();
      } catch {
        // The service is away: so is its answer.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  stop(): void {
    this.stopped = true;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.fetch(path)).json() as Promise<T>;
  }

  async bytes(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.fetch(path)).arrayBuffer());
  }

  private isNew(id: string): boolean {
    return !this.analysed.has(id) && this.datasets.some((dataset) => dataset.id === id);
  }

  private async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.at.key}` };
    const signal = AbortSignal.timeout(20_000);
    const response = await fetch(`${this.at.url}/api/v1${path}`, { ...init, headers, signal });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  private async upload(): Promise<void> {
    const text = lineScanCsv(`${this.name} ${++this.count}`, this.count);
    const body = new FormData();
    body.set('file', new Blob([text]), `${this.name}-${this.count}.csv`);
    const answer = (await (await this.fetch('/datasets', { method: 'POST', body })).json()) as {
      dataset: { id: string };
      job: { id: string };
    };
    const sha256 = createHash('sha256').update(text).digest('hex');
    this.datasets.push({ id: answer.dataset.id, jobId: answer.job.id, sha256 });
  }

  /** One in three datasets, when it is ready. */
  private async analyseReadyOnes(): Promise<void> {
    if (this.analyses.length * 3 > this.datasets.length) return;
    const { items } = await this.get<{ items: { id: string; state: string }[] }>('/datasets?limit=100');
    const wanted = items.find(({ id, state }) => state === 'ready' && this.isNew(id));
    if (wanted === undefined) return;
    this.analysed.add(wanted.id);
    const answer = (await (
      await this.fetch('/analyses', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ datasetId: wanted.id }),
      })
    ).json()) as { analysis: { id: string }; job: { id: string } };
    this.analyses.push({ id: answer.analysis.id, jobId: answer.job.id });
  }
}

/** Six positions with an O-K step that grows; `seed` makes the counts differ. */
export function lineScanCsv(title: string, seed: number): string {
  const rows = Array.from({ length: 160 }, (_, i) => {
    const ev = 480 + i;
    const counts = Array.from({ length: 6 }, (_, pixel) => {
      const edge = ev > 532 ? 400 + 100 * pixel : 0;
      return Math.round(1e5 * (480 / ev) ** 3 + edge + 40 * Math.sin(i * (1.3 + pixel) + seed));
    });
    return [ev, ...counts].join(',');
  });
  return `# ${title}\nenergy,${[0, 1, 2, 3, 4, 5].map((pixel) => `p${pixel}`).join(',')}\n${rows.join('\n')}\n`;
}
