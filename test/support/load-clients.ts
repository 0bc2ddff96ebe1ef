import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, LoadLine, type LoadTally, retryAfterS } from './load-tally.js';

export interface LoadOptions {
  readonly url: string;
  /** One a client. */
  readonly keys: readonly string[];
  readonly seconds: number;
  /** A scan that nobody has sent yet. */
  readonly nextScan: () => Uint8Array;
  /** How long a client waits between one upload and the next, and between one read and the next, ms. */
  readonly uploadEveryMs: number;
  readonly readEveryMs: number;
}

/** What a client was told that it was taken in. */
export interface AcceptedUpload {
  readonly key: string;
  readonly datasetId: string;
  readonly fileName: string;
}

/**
 * Clients that upload and read at once, each as the page and an agent together: a file in pieces or as a form, in turn;
 * its interpretation asked for as soon as it is ready; jobs, lists, results and spectra read; one stream of all events,
 * and one of the job of each second file, held open. Who is refused with Retry-After waits as it is told.
 */
export async function runLoad(options: LoadOptions, tally: LoadTally): Promise<readonly AcceptedUpload[]> {
  const accepted: AcceptedUpload[] = [];
  const until = performance.now() + 1000 * options.seconds;
  const clients = options.keys.map((_, i) => new LoadClient(i, options, { tally, accepted, until }));
  await Promise.all(clients.map((client) => client.run()));
  return accepted;
}

interface LoadRun {
  readonly tally: LoadTally;
  readonly accepted: AcceptedUpload[];
  /** By `performance.now()`. */
  readonly until: number;
}

interface Analysed {
  readonly analysisId: string;
  readonly jobId: string;
}

class LoadClient {
  private readonly line: LoadLine;
  private readonly key: string;
  private readonly datasets: { id: string; jobId: string; isAsked: boolean }[] = [];
  private readonly analyses: Analysed[] = [];
  private readonly finished: string[] = [];
  private turn: number;
  private readonly following = new Set<Promise<unknown>>();

  constructor(
    private readonly index: number,
    private readonly options: LoadOptions,
    private readonly shared: LoadRun,
  ) {
    this.key = options.keys[index];
    this.line = new LoadLine(options.url, this.key, shared.tally);
    this.turn = index;
  }

  async run(): Promise<void> {
    const { uploadEveryMs, readEveryMs } = this.options;
    const listening = this.repeat(1000, () => this.line.listen('/api/v1/events'));
    await Promise.all([
      this.repeat(uploadEveryMs, () => this.upload()),
      this.repeat(readEveryMs, () => this.read()),
    ]);
    this.line.close();
    await Promise.all([listening, ...this.following]);
  }

  /** Clients begin one after another, spread over the first pause. */
  private async repeat(everyMs: number, act: () => Promise<Answer | null>): Promise<void> {
    await this.pause((everyMs * this.index) / this.options.keys.length);
    while (this.isOn) {
      const answer = await act();
      const waitS = answer === null ? null : retryAfterS(answer.headers);
      await this.pause(waitS === null ? everyMs : 1000 * waitS);
    }
  }

  private get isOn(): boolean {
    return performance.now() < this.shared.until;
  }

  private pause(ms: number): Promise<void> {
    return sleep(Math.max(0, Math.min(ms, this.shared.until - performance.now())));
  }

  private async upload(): Promise<Answer | null> {
    const scan = this.options.nextScan();
    const fileName = `${randomUUID()}.dm4`;
    const isInPieces = this.datasets.length % 2 === 0;
    const answer = await (isInPieces ? this.sendInPieces(scan, fileName) : this.sendForm(scan, fileName));
    if (answer === null || answer.status >= 300) return answer;
    const { dataset, job } = JSON.parse(answer.body.toString()) as Record<'dataset' | 'job', { id: string }>;
    this.shared.accepted.push({ key: this.key, datasetId: dataset.id, fileName });
    this.datasets.push({ id: dataset.id, jobId: job.id, isAsked: false });
    if (isInPieces) this.follow(job.id);
    return answer;
  }

  private async sendInPieces(scan: Uint8Array, fileName: string): Promise<Answer | null> {
    const tus = { 'Tus-Resumable': '1.0.0' };
    const told = `filename ${Buffer.from(fileName).toString('base64')}`;
    const begun = await this.line.ask('/api/v1/uploads', {
      method: 'POST',
      headers: { ...tus, 'Upload-Length': String(scan.length), 'Upload-Metadata': told },
    });
    if (begun?.status !== 201) return begun;
    for (let from = 0; ;) {
      const answer = await this.line.ask(begun.headers.location!, {
        method: 'PATCH',
        headers: {
          ...tus,
          'Upload-Offset': String(from),
          'Content-Type': 'application/offset+octet-stream',
        },
        body: scan.subarray(from, from + Math.ceil(scan.length / 2)),
      });
      if (answer === null || answer.status === 200) return answer;
      if (answer.status === 204) from = Number(answer.headers['upload-offset']);
      else if (retryAfterS(answer.headers) === null) return answer;
      else await sleep(1000 * retryAfterS(answer.headers)!); // what has begun is brought to its end
    }
  }

  private sendForm(scan: Uint8Array, fileName: string): Promise<Answer | null> {
    const boundary = 'load-boundary';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n\r\n`;
    return this.line.ask('/api/v1/datasets', {
      method: 'POST',
      headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
      body: Buffer.concat([Buffer.from(head), scan, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    });
  }

  private follow(jobId: string): void {
    const followed = this.line.listen(`/api/v1/jobs/${jobId}/events`);
    this.following.add(followed);
    void followed.then(() => this.following.delete(followed));
  }

  /** The next of what such a client asks for. */
  private async read(): Promise<Answer | null> {
    const asked = this.datasets.find(({ isAsked }) => !isAsked);
    switch (this.turn++ % 8) {
      case 0:
        return this.get('/datasets?limit=20');
      case 1:
        return this.get('/analyses?limit=20');
      case 2:
        return this.get('/jobs?limit=20');
      case 3:
      case 4:
        return asked === undefined ? this.get('/jobs?limit=1') : this.analyseWhenReady(asked);
      case 5:
        return this.readSpectra();
      default:
        return this.readResult();
    }
  }

  private get(path: string): Promise<Answer | null> {
    return this.line.ask(`/api/v1${path}`);
  }

  private async analyseWhenReady(dataset: LoadClient['datasets'][number]): Promise<Answer | null> {
    const found = await this.get(`/datasets/${dataset.id}`);
    if (found?.status !== 200) return found;
    const { state } = JSON.parse(found.body.toString()) as { state: string };
    if (state === 'ingesting') return found;
    const answer = await this.line.ask('/api/v1/analyses', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(JSON.stringify({ datasetId: dataset.id })),
    });
    if (answer?.status !== 202) return answer;
    const { analysis, job } = JSON.parse(answer.body.toString()) as Record<
      'analysis' | 'job',
      { id: string }
    >;
    dataset.isAsked = true;
    this.analyses.push({ analysisId: analysis.id, jobId: job.id });
    return answer;
  }

  private readSpectra(): Promise<Answer | null> {
    const [first] = this.datasets;
    if (first?.isAsked !== true) return this.get('/datasets?limit=1');
    return this.get(`/datasets/${first.id}/scans/0/spectra?sum=true`);
  }

  /** The oldest analysis that is waited for; the result of the last one that ended, where none is. */
  private async readResult(): Promise<Answer | null> {
    const [waiting] = this.analyses;
    const last = this.finished.at(-1);
    if (waiting === undefined || (last !== undefined && this.turn % 2 === 0)) {
      return this.get(last === undefined ? '/jobs?limit=1' : `/analyses/${last}/result`);
    }
    const answer = await this.get(`/jobs/${waiting.jobId}`);
    if (answer?.status !== 200) return answer;
    const { state } = JSON.parse(answer.body.toString()) as { state: string };
    if (state === 'queued' || state === 'running') return answer;
    this.analyses.shift();
    if (state === 'succeeded') this.finished.push(waiting.analysisId);
    return answer;
  }
}
