import { openAsBlob } from 'node:fs';
import {
  ApiError,
  apiErrorOf,
  authorization,
  createClient,
  type KaimenClient,
} from '../../api-client/client.js';
import { resumableUpload } from '../../api-client/resumable-upload.js';
import type { components } from '../../api-client/schema.js';
import type { Rejection } from '../journal/entry.js';
import {
  type Heartbeat,
  type KnownDataset,
  type OutgoingFile,
  type SendOptions,
  Service,
  type UploadStanding,
} from './service.js';

type DatasetDto = components['schemas']['DatasetDto'];

interface UploadDto {
  readonly state: 'receiving' | 'accepted' | 'refused' | 'expired';
  readonly datasetId: string | null;
  readonly problem: Rejection | null;
}

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
    const { items } = await this.get<{ items: DatasetDto[] }>(`/api/v1/datasets?sha256=${sha256}&limit=100`);
    const safe = fileName.normalize('NFC');
    const found = items.find((one) => one.sha256 === sha256 && one.fileName === safe);
    return found === undefined ? null : known(found);
  }

  override async dataset(id: string): Promise<KnownDataset | null> {
    const found = await this.orNull(this.get<DatasetDto>(`/api/v1/datasets/${id}`));
    return found === null ? null : known(found);
  }

  override async send(file: OutgoingFile, options: SendOptions): Promise<KnownDataset> {
    const { instrument, session, modified, sidecar } = file.facts;
    // Reading it fails when the file is written to meanwhile: what is sent is what was hashed.
    const blob = await openAsBlob(file.fullPath);
    const { dataset } = await resumableUpload(this.client, blob, file.fileName, {
      ...options,
      sha256: file.sha256,
      instrument: instrument ?? undefined,
      session: session ?? undefined,
      modified: modified ?? undefined,
      sidecar: sidecar === null ? undefined : (JSON.parse(sidecar) as components['schemas']['SidecarDto']),
    });
    return known(dataset);
  }

  override async standingOf(url: string): Promise<UploadStanding> {
    const upload = await this.orNull(this.get<UploadDto>(url));
    if (upload === null || upload.state === 'expired') return { state: 'gone' };
    if (upload.state === 'accepted' && upload.datasetId !== null)
      return { state: 'accepted', datasetId: upload.datasetId };
    if (upload.state === 'refused' && upload.problem !== null)
      return { state: 'refused', rejection: rejectionOf(upload.problem) };
    return upload.state === 'receiving' ? { state: 'receiving' } : { state: 'gone' };
  }

  override async setSidecar(datasetId: string, sidecar: string): Promise<void> {
    await this.ask('PUT', `/api/v1/datasets/${datasetId}/sidecar`, sidecar);
  }

  override async beat(instrument: string, heartbeat: Heartbeat): Promise<void> {
    await this.ask('PUT', `/api/v1/instruments/${encodeURIComponent(instrument)}`, JSON.stringify(heartbeat));
  }

  private async get<T>(path: string): Promise<T> {
    return (await (await this.ask('GET', path)).json()) as T;
  }

  private async orNull<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof ApiError && [404, 410].includes(error.problem.status)) return null;
      throw error;
    }
  }

  private async ask(method: string, path: string, body?: string): Promise<Response> {
    const response = await fetch(this.baseUrl + path, {
      method,
      body,
      headers: {
        ...authorization({ baseUrl: this.baseUrl, apiKey: this.key() }),
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) throw await apiErrorOf(response);
    return response;
  }
}

function known({ id, state, problem, jobId, sidecar }: DatasetDto): KnownDataset {
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
