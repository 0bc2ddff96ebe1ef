import { quickCheck } from '../science/spectra/read-spectrum-file.js';
import type { BlobInfo, BlobStore } from './ports/blob-store.js';
import type { Clock, Ids } from './ports/clock.js';
import type { Dataset, Job, Sidecar } from './ports/records.js';
import type { DatasetRepository, JobRepository } from './ports/repositories.js';
import type { UploadRepository } from './ports/uploads.js';
import { queuedJob } from './queued-job.js';
import { safeFileName } from './safe-file-name.js';
import { quotaExceeded, type UploadRules } from './uploads/begin-upload.js';
import { WorkflowError } from './workflow-error.js';

/** What is known of a file that comes in; null: not told. */
export type DatasetFacts = Pick<
  Dataset,
  'ownerId' | 'fileName' | 'sidecar' | 'instrument' | 'session' | 'modifiedAt'
>;

export interface Upload extends DatasetFacts {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What the sender says the bytes hash to (hex), or null when it says nothing. */
  readonly sha256: string | null;
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
  readonly uploads: UploadRepository;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Bytes kept of the start of an upload for the cheap checks. */
const KEEP_BYTES = 64 * 1024;

/** Takes an upload in: streams it to the blob store, refuses at once what is plainly wrong, queues the deep parse. */
export class SubmitDataset {
  constructor(
    private readonly ports: SubmitDatasetPorts,
    private readonly rules: Pick<UploadRules, 'maxBytes' | 'quotaBytes'>,
  ) {}

  /**
   * @throws WorkflowError payload-too-large, quota-exceeded, invalid-filename, checksum-mismatch
   * @throws FormatError of the quick check; in each case nothing is stored
   */
  async run(upload: Upload): Promise<SubmittedDataset> {
    const fileName = safeFileName(upload.fileName);
    const checked = this.checked(upload.bytes, fileName, await this.roomOf(upload.ownerId));
    const blob = await this.ports.blobs.put(checked, upload.sha256 ?? undefined);
    // Others may have come meanwhile: the room is looked at again where the dataset is written.
    return this.record({ ...upload, fileName }, blob, this.rules.quotaBytes);
  }

  /**
   * The dataset of a file that is a blob already, and the job that reads it.
   *
   * @param maxBytes  that its owner may keep; null: room has been reserved for it
   * @throws WorkflowError quota-exceeded: nothing points to the blob, so that it is swept
   */
  async record(facts: DatasetFacts, blob: BlobInfo, maxBytes: number | null): Promise<SubmittedDataset> {
    const createdAt = this.ports.clock.now();
    const id = this.ports.ids.next();
    const jobId = this.ports.ids.next();
    const { ownerId, fileName, sidecar, instrument, session, modifiedAt } = facts;
    const none = { problem: null, summary: null, sidecarProblem: null };
    const told = { fileName, sidecar, instrument, session, modifiedAt };
    const submitted = await this.ports.datasets.submit(
      { id, ownerId, ...blob, ...told, state: 'ingesting', ...none, jobId, createdAt },
      queuedJob({ id: jobId, ownerId, kind: 'ingest', subjectId: id, createdAt }),
      maxBytes,
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

  private async roomOf(ownerId: string): Promise<number> {
    const { quotaBytes } = this.rules;
    if (quotaBytes === null) return Infinity;
    const { datasetBytes, uploadBytes } = await this.ports.uploads.usage(ownerId);
    return quotaBytes - datasetBytes - uploadBytes;
  }

  /** The same bytes; throws at their end, before the store commits, when they cannot be a file that is read here. */
  private async *checked(
    bytes: AsyncIterable<Uint8Array>,
    fileName: string,
    roomBytes: number,
  ): AsyncIterable<Uint8Array> {
    const head = new Uint8Array(KEEP_BYTES);
    let size = 0;
    for await (const chunk of bytes) {
      if (size < KEEP_BYTES) head.set(chunk.subarray(0, KEEP_BYTES - size), size);
      size += chunk.length;
      const { maxBytes, quotaBytes } = this.rules;
      if (size > maxBytes) {
        throw new WorkflowError('payload-too-large', `The limit is ${maxBytes} bytes.`);
      }
      if (size > roomBytes) throw quotaExceeded(quotaBytes!);
      yield chunk;
    }
    const refusal = quickCheck(head.subarray(0, Math.min(size, KEEP_BYTES)), size, fileName);
    if (refusal !== null) throw refusal;
  }
}
