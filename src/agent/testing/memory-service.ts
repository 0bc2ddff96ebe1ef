import { ApiError } from '../../api-client/client.js';
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import {
  type FileFacts,
  type Heartbeat,
  type KnownDataset,
  type OutgoingFile,
  type SendOptions,
  Service,
  type UploadStanding,
} from '../service/service.js';

interface Kept {
  readonly id: string;
  readonly sha256: string;
  readonly fileName: string;
  readonly facts: FileFacts;
  state: KnownDataset['state'];
}

/** Where a spec may have the process end, or the line break: before and after what happens at the service. */
export type Moment =
  'find' | 'begin' | 'begun' | 'byte' | 'kept' | 'standing' | 'dataset' | 'sidecar' | 'session';

export const problem = (status: number, code: string, detail = `refused with ${status}`): ApiError =>
  new ApiError({
    type: `urn:kaimen:problem:${code}`,
    title: code,
    status,
    detail,
    instance: '',
    code: code as ApiError['problem']['code'],
    requestId: '',
  });

/** The service as far as the agent uses it, with faults to order. */
export class MemoryService extends Service {
  readonly datasets: Kept[] = [];
  readonly uploads = new Map<string, OutgoingFile & { datasetId: string | null }>();
  readonly beats: (Heartbeat & { readonly instrument: string })[] = [];
  /** That the key is bound to. */
  bound: string | null = null;
  nSent = 0;
  /** Throws what is to go wrong at a moment. */
  fault: (moment: Moment, file: string) => void = () => undefined;
  /** What it says to a file when all its bytes are there. */
  refuse: (file: OutgoingFile) => ApiError | null = () => null;
  /** What its reading ends with. */
  reading: KnownDataset['state'] = 'ready';

  override async find(sha256: string, fileName: string): Promise<KnownDataset | null> {
    this.fault('find', fileName);
    const kept = this.datasets.find((one) => one.sha256 === sha256 && one.fileName === fileName);
    return kept === undefined ? null : known(kept);
  }

  override async dataset(id: string): Promise<KnownDataset | null> {
    const kept = this.datasets.find((one) => one.id === id);
    this.fault('dataset', kept?.fileName ?? '');
    if (kept === undefined) return null;
    kept.state = this.reading;
    return known(kept);
  }

  override async send(file: OutgoingFile, { url, onUrl }: SendOptions): Promise<KnownDataset> {
    const { fileName } = file;
    this.fault('begin', fileName);
    let id = url;
    if (id !== null && !this.uploads.has(id)) throw problem(404, 'not-found');
    if (id === null) {
      id = `/api/v1/uploads/${this.uploads.size}`;
      this.uploads.set(id, { ...file, datasetId: null });
      this.fault('begun', fileName);
      await onUrl(id);
    }
    this.fault('byte', fileName);
    const bytes = await readFile(file.fullPath);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const refusal = hash === file.sha256 ? this.refuse(file) : problem(422, 'checksum-mismatch');
    if (refusal !== null) {
      this.uploads.delete(id);
      throw refusal;
    }
    const kept = this.keep(file);
    this.uploads.set(id, { ...file, datasetId: kept.id });
    this.fault('kept', fileName);
    return known(kept);
  }

  /** By name and bytes: the same again is the one there is. */
  private keep({ sha256, fileName, facts }: OutgoingFile): Kept {
    this.nSent++;
    const before = this.datasets.find((one) => one.sha256 === sha256 && one.fileName === fileName);
    if (before !== undefined) return before;
    const kept: Kept = { id: `d${this.datasets.length}`, sha256, fileName, facts, state: 'reading' };
    this.datasets.push(kept);
    return kept;
  }

  override async standingOf(url: string): Promise<UploadStanding> {
    this.fault('standing', '');
    const upload = this.uploads.get(url);
    if (upload === undefined) return { state: 'gone' };
    return upload.datasetId === null
      ? { state: 'receiving' }
      : { state: 'accepted', datasetId: upload.datasetId };
  }

  override async setSidecar(datasetId: string, sidecar: string): Promise<void> {
    this.fault('sidecar', '');
    const at = this.datasets.findIndex(({ id }) => id === datasetId);
    this.datasets[at] = { ...this.datasets[at], facts: { ...this.datasets[at].facts, sidecar } };
  }

  override async boundInstrument(): Promise<string | null> {
    this.fault('session', '');
    return this.bound;
  }

  override async beat(instrument: string, heartbeat: Heartbeat): Promise<void> {
    this.beats.push({ ...heartbeat, instrument });
  }
}

const known = ({ id, state, facts }: Kept): KnownDataset => ({
  id,
  state,
  rejection:
    state === 'rejected'
      ? { code: 'malformed-file', status: 422, title: 'Malformed', detail: 'It cannot be read.' }
      : null,
  jobId: `job-${id}`,
  hasSidecar: facts.sidecar !== null,
});
