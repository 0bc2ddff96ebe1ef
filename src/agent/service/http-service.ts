import {
  ApiError,
  createClient,
  type Dataset,
  dataOf,
  type KaimenClient,
  type Sidecar,
} from '../../api-client/client.js';
import { resumableUpload } from '../../api-client/resumable-upload.js';
import type { Rejection } from '../journal/entry.js';
import { fileSource } from './file-source.js';
import {
  type Heartbeat,
  type KnownDataset,
  type OutgoingFile,
  type SendOptions,
  Service,
  SMALL_BYTES,
  type UploadStanding,
} from './service.js';

/** An answer that does not come, where no bytes flow. */
const ANSWER_MS = 30_000;

/** The service over its API. The key is asked for anew each time, so that a mended key file is used without a restart. */
export class HttpService extends Service {
  constructor(
    private readonly baseUrl: string,
    private readonly key: () => string,
  ) {
    super();
  }

  private get client(): KaimenClient {
    return createClient({ baseUrl: this.baseUrl, apiKey: this.key() });
  }

  override async find(sha256: string, fileName: string): Promise<KnownDataset | null> {
    const params = { query: { sha256, limit: 100 } };
    const { items } = await dataOf(this.client.api.GET('/api/v1/datasets', { params, ...inTime() }));
    const safe = fileName.normalize('NFC');
    const found = items.find((one) => one.sha256 === sha256 && one.fileName === safe);
    return found === undefined ? null : known(found);
  }

  override async dataset(id: string): Promise<KnownDataset | null> {
    const params = { path: { id } };
    const found = await orNull(dataOf(this.client.api.GET('/api/v1/datasets/{id}', { params, ...inTime() })));
    return found === null ? null : known(found);
  }

  override async send(file: OutgoingFile, options: SendOptions): Promise<KnownDataset> {
    const { instrument, session, modified, sidecar } = file.facts;
    const source = await fileSource(file.fullPath);
    const { dataset } = await resumableUpload(this.client, source, file.fileName, {
      ...options,
      wholeUpToBytes: SMALL_BYTES,
      sha256: file.sha256,
      instrument: instrument ?? undefined,
      session: session ?? undefined,
      modified: modified ?? undefined,
      sidecar: sidecar === null ? undefined : (JSON.parse(sidecar) as Sidecar),
    });
    return known(dataset);
  }

  override async standingOf(url: string): Promise<UploadStanding> {
    const params = { path: { id: url.slice(url.lastIndexOf('/') + 1) } };
    const upload = await orNull(dataOf(this.client.api.GET('/api/v1/uploads/{id}', { params, ...inTime() })));
    if (upload === null || upload.state === 'expired') return { state: 'gone' };
    if (upload.state === 'accepted' && upload.datasetId !== null)
      return { state: 'accepted', datasetId: upload.datasetId };
    if (upload.state === 'refused' && upload.problem !== null)
      return { state: 'refused', rejection: rejectionOf(upload.problem) };
    return upload.state === 'receiving' ? { state: 'receiving' } : { state: 'gone' };
  }

  override async setSidecar(datasetId: string, sidecar: string): Promise<void> {
    const params = { path: { id: datasetId } };
    const body = JSON.parse(sidecar) as Sidecar;
    await dataOf(this.client.api.PUT('/api/v1/datasets/{id}/sidecar', { params, body, ...inTime() }));
  }

  override async boundInstrument(): Promise<string | null> {
    return (await dataOf(this.client.api.GET('/api/v1/session', inTime()))).instrument;
  }

  override async beat(instrument: string, heartbeat: Heartbeat): Promise<void> {
    const params = { path: { name: instrument } };
    const body = { ...heartbeat, watching: [...heartbeat.watching] };
    await dataOf(this.client.api.PUT('/api/v1/instruments/{name}', { params, body, ...inTime() }));
  }
}

const inTime = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(ANSWER_MS) });

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && [404, 410].includes(error.problem.status)) return null;
    throw error;
  }
}

function known({ id, state, problem, jobId, sidecar }: Dataset): KnownDataset {
  return {
    id,
    state: state === 'ingesting' ? 'reading' : state,
    rejection: problem == null ? null : rejectionOf(problem),
    jobId,
    hasSidecar: sidecar != null,
  };
}

const rejectionOf = ({ code, status, title, detail }: Rejection): Rejection => ({
  code,
  status,
  title,
  detail,
});
