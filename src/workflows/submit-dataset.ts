import { quickCheck } from '../science/spectra/read-spectrum-file.js';
import type { BlobStore } from './ports/blob-store.js';
import type { Clock, Ids } from './ports/clock.js';
import type { Dataset, Job, Sidecar } from './ports/records.js';
import type { DatasetRepository, JobRepository } from './ports/repositories.js';
import { safeFileName } from './safe-file-name.js';
import { WorkflowError } from './workflow-error.js';

export interface Upload {
  readonly ownerId: string;
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What the sender says the bytes hash to (hex), or null when it says nothing. */
  readonly sha256: string | null;
  /** null: none came along. */
  readonly sidecar: Sidecar | null;
}

export interface SubmittedDataset {
  readonly dataset: Dataset;
  readonly job: Job;
  /** False when this owner had these bytes under this name already and they need not be read again: nothing was queued. */
  readonly created: boolean;
}

export interface SubmitDatasetPorts {
  readonly blobs: BlobStore;
  readonly datasets: DatasetRepository;
  readonly jobs: JobRepository;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Bytes kept of the start of an upload for the cheap checks. */
const KEEP_BYTES = 64 * 1024;

/** Takes an upload in: streams it to the blob store, refuses at once what is plainly wrong, queues the deep parse. */
export class SubmitDataset {
  constructor(
    private readonly ports: SubmitDatasetPorts,
    private readonly maxBytes: number,
  ) {}

  /**
   * @throws WorkflowError payload-too-large, invalid-filename, checksum-mismatch
   * @throws FormatError of the quick check; in each case nothing is stored
   */
  async run(upload: Upload): Promise<SubmittedDataset> {
    const fileName = safeFileName(upload.fileName);
    const checked = this.checked(upload.bytes, fileName);
    const blob = await this.ports.blobs.put(checked, upload.sha256 ?? undefined);
    const createdAt = this.ports.clock.now();
    const id = this.ports.ids.next();
    const jobId = this.ports.ids.next();
    const { ownerId, sidecar } = upload;
    const none = { problem: null, summary: null, sidecarProblem: null };
    const untold = { instrument: null, session: null, modifiedAt: null };
    const submitted = await this.ports.datasets.submit(
      { id, ownerId, ...blob, fileName, state: 'ingesting', ...none, ...untold, sidecar, jobId, createdAt },
      queuedJob({ id: jobId, ownerId, kind: 'ingest', subjectId: id, createdAt }),
    );
    const job = await this.ports.jobs.find(ownerId, submitted.dataset.jobId);
    const dataset = await this.withSidecar(submitted.dataset, id, sidecar);
    if (job === null || dataset === null)
      throw new WorkflowError('not-found', 'The dataset was removed while it was submitted.');
    return { ...submitted, dataset, job };
  }

  /** What comes along with bytes that are there already stands in place of what came before. */
  private async withSidecar(
    dataset: Dataset,
    newId: string,
    sidecar: Sidecar | null,
  ): Promise<Dataset | null> {
    if (sidecar === null || dataset.id === newId) return dataset;
    return this.ports.datasets.setSidecar(dataset.ownerId, dataset.id, sidecar);
  }

  /** The same bytes; throws at their end, before the store commits, when they cannot be a file that is read here. */
  private async *checked(bytes: AsyncIterable<Uint8Array>, fileName: string): AsyncIterable<Uint8Array> {
    const head = new Uint8Array(KEEP_BYTES);
    let size = 0;
    for await (const chunk of bytes) {
      if (size < KEEP_BYTES) head.set(chunk.subarray(0, KEEP_BYTES - size), size);
      size += chunk.length;
      if (size > this.maxBytes) {
        throw new WorkflowError('payload-too-large', `The limit is ${this.maxBytes} bytes.`);
      }
      yield chunk;
    }
    const refusal = quickCheck(head.subarray(0, Math.min(size, KEEP_BYTES)), size, fileName);
    if (refusal !== null) throw refusal;
  }
}

/** A job as it is before anybody has started it. */
export function queuedJob(job: Pick<Job, 'id' | 'ownerId' | 'kind' | 'subjectId' | 'createdAt'>): Job {
  return {
    ...job,
    state: 'queued',
    progress: 0,
    stage: 'queued',
    problem: null,
    startedAt: null,
    finishedAt: null,
  };
}
