import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const WAIT_STATUSES: readonly number[] = [429, 503];

/** What a service answered to all clients of a load. */
export class LoadTally {
  /** `METHOD /route STATUS` -> how long each took, ms; of a stream, until it began. */
  readonly timesMs = new Map<string, number[]>();
  /** What must not be: any other status than 2xx, 3xx, 429 and 503; one of these two without Retry-After; a broken connection. */
  readonly faults: string[] = [];

  answered(what: string, tookMs: number, { status, headers, body }: Answer): void {
    const key = `${what} ${status}`;
    const times = this.timesMs.get(key) ?? [];
    this.timesMs.set(key, times);
    times.push(tookMs);
    if (status < 400) return;
    if (!WAIT_STATUSES.includes(status)) this.faults.push(`${key}: ${body.toString('utf8', 0, 300)}`);
    else if (retryAfterS(headers) === null) this.faults.push(`${key} without Retry-After`);
  }

  /** Of all answers to reads, streams left aside. */
  readsMs(): number[] {
    const reads = [...this.timesMs].filter(([what]) => /^GET \S+(?<!\/events) 200$/.test(what));
    return reads.flatMap(([, times]) => times).sort((a, b) => a - b);
  }

  broke(what: string, error: unknown): void {
    this.faults.push(`${what}: ${String(error)}`);
  }
}

export function retryAfterS(headers: IncomingHttpHeaders): number | null {
  const text = headers['retry-after'] ?? '';
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** One client's connections to a service, kept alive; everything is counted. */
export class LoadLine {
  private readonly agent = new Agent({ keepAlive: true });
  private isClosed = false;

  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly tally: LoadTally,
  ) {}

  /** Null: it broke, which is counted. */
  async ask(path: string, asked: Asked = {}): Promise<Answer | null> {
    const what = whatIs(path, asked);
    const started = performance.now();
    try {
      const { response, body } = await this.send(path, asked);
      const answer = { status: response.statusCode!, headers: response.headers, body: await body };
      this.tally.answered(what, performance.now() - started, answer);
      return answer;
    } catch (error) {
      this.tally.broke(what, error);
      return null;
    }
  }

  /** A stream of server-sent events, until the service ends it or `close`. */
  async listen(path: string): Promise<Answer | null> {
    const what = whatIs(path, {});
    const started = performance.now();
    try {
      const { response, body } = await this.send(path, { headers: { Accept: 'text/event-stream' } });
      const answer = { status: response.statusCode!, headers: response.headers, body: Buffer.alloc(0) };
      this.tally.answered(what, performance.now() - started, answer);
      await body;
      return answer;
    } catch (error) {
      if (!this.isClosed) this.tally.broke(what, error);
      return null;
    }
  }

  /** Streams that are open are cut. */
  close(): void {
    this.isClosed = true;
    this.agent.destroy();
  }

  private send(path: string, { method = 'GET', headers, body }: Asked) {
    return new Promise<{ response: IncomingMessage; body: Promise<Buffer> }>((resolve, reject) => {
      const all = { Authorization: `Bearer ${this.key}`, Accept: 'application/json', ...headers };
      const length = body === undefined ? {} : { 'Content-Length': String(body.length) };
      const sent = httpRequest(
        this.url + path,
        { agent: this.agent, method, headers: { ...all, ...length } },
        (response) => resolve({ response, body: bytesOf(response) }),
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

const whatIs = (path: string, { method = 'GET' }: Asked): string =>
  `${method} ${path.split('?', 1)[0].replace(ID, ':id')}`;

function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const bytes = new Promise<Buffer>((resolve, reject) => {
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => resolve(Buffer.concat(chunks)));
    response.on('error', reject);
    response.on('close', () => reject(new Error('the answer broke off')));
  });
  bytes.catch(() => undefined); // whoever awaits it hears it
  return bytes;
}
