import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeUpload {
  readonly id: string;
  readonly sizeBytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  bytes: Buffer;
  state: 'receiving' | 'accepted' | 'refused';
  datasetId: string | null;
  problem: unknown;
}

interface FakeDataset {
  readonly id: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly state: 'ready';
  sidecar: unknown;
}

/** What is done to a request instead of answering it: an answer, or the line cut after so many bytes of its body. */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly code?: string }
  | { readonly cutAfterBytes: number }
  | { readonly loseAnswer: true };

const KEY = 'kaimen_test_secret';

/**
 * The service as the protocol of uploads describes it, in memory, with faults on order: what the Python uploader makes of each answer
 * cannot be asked of the real one (test/e2e/python-uploader.spec.ts does the rest).
 */
export class FakeService {
  readonly key = KEY;
  readonly uploads = new Map<string, FakeUpload>();
  readonly datasets: FakeDataset[] = [];
  readonly heartbeats: { name: string; body: Record<string, unknown> }[] = [];
  /** `METHOD /path`, in the order in which they came. */
  readonly requests: string[] = [];
  nBodyBytes = 0;
  /** The instrument that the key is bound to. */
  bound: string | null = null;
  /** Asked for each request; what it returns happens instead. */
  fault: (request: string, nSame: number) => Fault | null = () => null;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(make: (listener: RequestListener) => Server = createServer): Promise<FakeService> {
    const server = make((request, response) => {
      const { socket } = request;
      void service.answer(request).then(
        (answer) => {
          if (answer === null) socket.destroy();
          else response.writeHead(answer.status, answer.headers).end(answer.body);
        },
        () => socket.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const service = new FakeService(server, (server.address() as AddressInfo).port);
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<Answer | null> {
    const [path] = request.url!.split('?', 1);
    const name = `${request.method} ${path}`;
    this.requests.push(name);
    const fault = this.fault(name, this.requests.filter((one) => one === name).length);
    if (fault !== null && 'status' in fault) return problem(fault.status, fault.code, fault.headers);
    if (request.headers.authorization !== `Bearer ${KEY}`) return problem(401, 'unauthorized');
    const limit = fault !== null && 'cutAfterBytes' in fault ? fault.cutAfterBytes : Infinity;
    const isUpload = request.method === 'PATCH' ? this.uploads.get(path.split('/').at(-1)!) : undefined;
    const isWhole = await this.receive(request, limit, isUpload);
    if (!isWhole) return null;
    const answer = this.route(request, path, isUpload);
    return fault !== null && 'loseAnswer' in fault ? null : answer;
  }

  private last = Buffer.alloc(0);

  /** False when the line is cut. Bytes of an upload count as they come, as on the disk of the real one. */
  private async receive(request: IncomingMessage, limit: number, upload?: FakeUpload): Promise<boolean> {
    const parts: Buffer[] = [];
    let n = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      n += chunk.length;
      if (upload === undefined) parts.push(chunk);
      else {
        this.nBodyBytes += chunk.length;
        upload.bytes = Buffer.concat([upload.bytes, chunk]);
      }
      if (n >= limit) return false;
    }
    this.last = Buffer.concat(parts);
    return true;
  }

  private route(request: IncomingMessage, path: string, upload?: FakeUpload): Answer {
    const { method } = request;
    if (upload !== undefined) return this.finish(upload);
    if (method === 'POST' && path === '/api/v1/uploads') return this.create(request);
    if (path.startsWith('/api/v1/uploads/')) return this.upload(request, path);
    if (method === 'PUT' && path.startsWith('/api/v1/instruments/')) return this.hear(path);
    if (method === 'GET' && path === '/api/v1/session') return json(200, { instrument: this.bound });
    return this.datasetOrList(request, path);
  }

  private upload({ method }: IncomingMessage, path: string): Answer {
    const known = this.uploads.get(path.split('/').at(-1)!);
    if (known === undefined) return problem(404, 'not-found');
    if (method === 'GET') return json(200, { ...known, bytes: undefined, receivedBytes: known.bytes.length });
    if (method === 'DELETE') this.uploads.delete(known.id);
    if (known.state === 'refused') return problem(422, 'truncated-file');
    return {
      status: method === 'HEAD' ? 200 : 204,
      headers: { 'Upload-Offset': String(known.bytes.length) },
    };
  }

  private datasetOrList(request: IncomingMessage, path: string): Answer {
    if (path === '/api/v1/datasets') return this.list(request);
    if (path.endsWith('/sidecar')) return this.putSidecar(path);
    const known = this.datasets.find(({ id }) => path.endsWith(id));
    return known === undefined ? problem(404, 'not-found') : json(200, known);
  }

  private create({ headers }: IncomingMessage): Answer {
    const pairs = String(headers['upload-metadata'])
      .split(',')
      .map((pair) => pair.split(' '));
    const metadata = Object.fromEntries(
      pairs.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
    const id = randomUUID();
    const sizeBytes = Number(headers['upload-length']);
    this.uploads.set(id, {
      ...{ id, sizeBytes, metadata, bytes: Buffer.alloc(0) },
      ...{ state: 'receiving', datasetId: null, problem: null },
    });
    return { status: 201, headers: { Location: `/api/v1/uploads/${id}` } };
  }

  private finish(upload: FakeUpload): Answer {
    if (upload.bytes.length < upload.sizeBytes)
      return { status: 204, headers: { 'Upload-Offset': String(upload.bytes.length) } };
    const { filename: fileName, sha256, sidecar } = upload.metadata;
    const refusal = this.refusalOf(upload, sha256);
    if (refusal !== null) {
      Object.assign(upload, { state: 'refused', problem: { code: refusal } });
      return problem(422, refusal);
    }
    let dataset = this.datasets.find((one) => one.sha256 === sha256 && one.fileName === fileName);
    if (dataset === undefined) {
      const given = sidecar === undefined ? null : (JSON.parse(sidecar) as unknown);
      dataset = { id: randomUUID(), fileName, sha256, state: 'ready', sidecar: given };
      this.datasets.push(dataset);
    }
    Object.assign(upload, { state: 'accepted', datasetId: dataset.id });
    return json(200, { dataset, job: null });
  }

  private refusalOf(upload: FakeUpload, sha256: string): string | null {
    if (createHash('sha256').update(upload.bytes).digest('hex') !== sha256) return 'checksum-mismatch';
    return upload.bytes.subarray(0, 3).toString() === 'bad' ? 'truncated-file' : null;
  }

  private list({ url }: IncomingMessage): Answer {
    const sha256 = new URL(url!, this.url).searchParams.get('sha256');
    return json(200, { items: this.datasets.filter((one) => one.sha256 === sha256), nextCursor: null });
  }

  private putSidecar(path: string): Answer {
    const dataset = this.datasets.find(({ id }) => path.includes(id))!;
    dataset.sidecar = JSON.parse(this.last.toString());
    return json(200, dataset);
  }

  private hear(path: string): Answer {
    const name = decodeURIComponent(path.split('/').at(-1)!);
    this.heartbeats.push({ name, body: JSON.parse(this.last.toString()) as Record<string, unknown> });
    return { status: 204, headers: {} };
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

const problem = (status: number, code = 'overloaded', headers: Record<string, string> = {}): Answer => {
  const { body } = json(status, { code, status, title: code, detail: `it is ${code}` });
  return { status, headers: { 'Content-Type': 'application/problem+json', ...headers }, body };
};
