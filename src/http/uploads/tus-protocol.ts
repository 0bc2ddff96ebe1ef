import { Server, type Upload as TusUpload } from '@tus/server';
import type { Request, Response } from 'express';
import type { Ids } from '../../workflows/ports/clock.js';
import type { WorkLocks } from '../../workflows/ports/work-locks.js';
import type { BeginUpload } from '../../workflows/uploads/begin-upload.js';
import type { FinishUpload } from '../../workflows/uploads/finish-upload.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { boundInstrument } from '../auth/bound-instrument.js';
import type { Principal } from '../auth/principal.js';
import { toSubmittedDatasetDto } from '../datasets/dataset.mapper.js';
import { drain } from '../datasets/receive-upload.js';
import { HttpProblem, type HttpProblemCode } from '../problems/http-problem.js';
import { TusLocker } from './tus-locker.js';
import { TUS_EXTENSIONS, TusStore, type TusStorePorts } from './tus-store.js';
import { factsOf } from './upload-metadata.js';
import { serving, type UploadRequest, uploadRequest } from './upload-request.js';

const PATH = '/api/v1/uploads';
const VERSION = '1.0.0';
/** What the library is told of a request. */
const HEADERS = [
  ...['tus-resumable', 'content-type', 'content-length'],
  ...['upload-length', 'upload-defer-length', 'upload-metadata', 'upload-offset', 'upload-concat'],
];

export interface TusProtocolPorts extends TusStorePorts {
  readonly ids: Ids;
  readonly locks: WorkLocks;
  readonly begin: BeginUpload;
  readonly finish: FinishUpload;
}

/**
 * tus 1.0 by @tus/server, with what it leaves open: who asks, what is told of a file, problems in the words of this service,
 * 412 and 415 as the protocol has them, no header that lets other sites in.
 */
export class TusProtocol {
  static readonly EXTENSIONS = TUS_EXTENSIONS.join(',');
  private readonly server: Server;
  private readonly locker: TusLocker;

  constructor(private readonly ports: TusProtocolPorts) {
    this.locker = new TusLocker(ports.locks);
    this.server = new Server({
      path: PATH,
      relativeLocation: true,
      datastore: new TusStore(ports),
      locker: this.locker,
      maxSize: ports.rules.maxBytes,
      namingFunction: () => ports.ids.next(),
      onUploadCreate: (_, upload) => this.create(upload),
      onUploadFinish: (_, { id }) => this.finish(id),
      onResponseError: (_, error) => {
        uploadRequest().refusal = error;
        return undefined;
      },
    });
  }

  /** @throws HttpProblem, WorkflowError, FormatError  what the request is refused for */
  async serve(request: Request, response: Response, caller: Principal): Promise<void> {
    const upload: UploadRequest = { caller, request };
    try {
      response.setHeader('Tus-Resumable', VERSION);
      checkProtocol(request);
      const answer = await serving(upload, () => this.server.handleWeb(webRequest(request)));
      if (answer.status >= 400) throw refusalOf(upload, answer.status, await answer.text());
      await this.send(answer, upload, response);
    } catch (error) {
      if (!request.complete) drain(request);
      throw error;
    }
  }

  private async create(upload: TusUpload): Promise<{ metadata?: TusUpload['metadata'] }> {
    const { caller } = uploadRequest();
    const { budget, begin } = this.ports;
    const facts = await factsOf(upload.metadata ?? {}, upload.size ?? 0);
    const instrument = boundInstrument(caller, facts.instrument);
    await budget.claim(caller, facts.sizeBytes);
    const { ownerId, by } = caller;
    try {
      await begin.run({ id: upload.id, ownerId, by }, { ...facts, instrument });
    } catch (error) {
      await budget.giveBack(caller, facts.sizeBytes);
      throw error;
    }
    return {};
  }

  /** The library has given the lock back by now; who comes second finds it finished. */
  private async finish(id: string): Promise<Finished> {
    const { caller, request } = uploadRequest();
    const { uploads, finish } = this.ports;
    const release = await this.locker.hold(id);
    try {
      const upload = await uploads.find(caller.ownerId, id);
      if (upload === null) throw new WorkflowError('not-found', `There is no upload ${id}.`);
      const submitted = upload.state === 'accepted' ? await finish.outcome(upload) : await finish.run(upload);
      return {
        ...(request.method === 'PATCH' ? { status_code: 200 } : {}), // after POST: 201, with a Location
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify(toSubmittedDatasetDto(submitted)),
      };
    } finally {
      await release();
    }
  }

  private async send(
    answer: globalThis.Response,
    { caller }: UploadRequest,
    response: Response,
  ): Promise<void> {
    for (const [name, value] of answer.headers) {
      if (!name.startsWith('access-control-')) response.setHeader(name, value);
    }
    const id = idIn(answer.headers.get('location') ?? response.req.path);
    const upload = id === null ? null : await this.ports.uploads.find(caller.ownerId, id);
    if (upload?.state === 'receiving') response.setHeader('Upload-Expires', upload.expiresAt.toUTCString());
    response.status(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  }
}

interface Finished {
  readonly status_code?: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Headers alone: the body is read by the store. */
function webRequest({ method, originalUrl, headers }: Request): globalThis.Request {
  const known = HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  return new globalThis.Request(`http://kaimen${originalUrl}`, { method, headers: known });
}

/** @throws HttpProblem unsupported-protocol (412), unsupported-media-type (415) */
function checkProtocol({ method, headers }: Request): void {
  if (headers['tus-resumable'] !== VERSION) {
    throw new HttpProblem('unsupported-protocol', `Send Tus-Resumable: ${VERSION}.`, {
      headers: { 'Tus-Version': VERSION },
    });
  }
  if (method === 'PATCH' && headers['content-type'] !== 'application/offset+octet-stream') {
    throw new HttpProblem('unsupported-media-type', 'Send bytes as application/offset+octet-stream.');
  }
}

const CODES: Readonly<Record<number, HttpProblemCode>> = {
  404: 'not-found',
  409: 'offset-conflict',
  413: 'payload-too-large',
};

/** What we threw ourselves, else what the library found wrong. */
function refusalOf({ refusal }: UploadRequest, status: number, text: string): unknown {
  if (refusal instanceof Error) return refusal;
  if (status === 500) return new Error(text);
  return new HttpProblem(CODES[status] ?? 'invalid-request', text.trim());
}

const idIn = (path: string): string | null => /\/([0-9a-f-]{36})$/i.exec(path)?.[1] ?? null;
