import { quickCheck } from '../../science/spectra/read-spectrum-file.js';
import { ScienceError } from '../../science/units/science-error.js';
import { type BlobInfo, type BlobStore, checkSha256 } from '../ports/blob-store.js';
import type { Clock } from '../ports/clock.js';
import type { DatasetRepository, JobRepository } from '../ports/repositories.js';
import type { UploadBytes, WholeUpload } from '../ports/upload-bytes.js';
import type { Upload, UploadRepository } from '../ports/uploads.js';
import { problemFrom } from '../problems.js';
import type { SubmitDataset, SubmittedDataset } from '../submit-dataset.js';
import { WorkflowError } from '../workflow-error.js';

export interface FinishUploadPorts {
  readonly uploads: UploadRepository;
  readonly bytes: UploadBytes;
  readonly blobs: BlobStore;
  readonly datasets: DatasetRepository;
  readonly jobs: JobRepository;
  readonly submitDataset: SubmitDataset;
  readonly clock: Clock;
}

/**
 * Makes a dataset of an upload of which all bytes are here. Whoever calls holds its lock. A crash at any point is gone on
 * from by doing it again: the hash is noted, then the file becomes a blob, then the dataset is written, then the upload ends.
 */
export class FinishUpload {
  constructor(private readonly ports: FinishUploadPorts) {}

  /**
   * @throws WorkflowError checksum-mismatch, FormatError of the quick check: it is refused, nothing is kept
   * @throws WorkflowError upload-expired  its bytes are gone
   */
  async run(upload: Upload): Promise<SubmittedDataset> {
    const { uploads, clock, submitDataset } = this.ports;
    const blob = await this.blobOf(upload);
    const submitted = await submitDataset.record(upload, blob, null);
    const end = {
      state: 'accepted',
      datasetId: submitted.dataset.id,
      receivedBytes: blob.sizeBytes,
    } as const;
    await uploads.end(upload.id, end, clock.now());
    return submitted;
  }

  /** What became of an accepted one. @throws WorkflowError not-found  its dataset was removed since */
  async outcome({ ownerId, datasetId }: Upload): Promise<SubmittedDataset> {
    const dataset = datasetId === null ? null : await this.ports.datasets.find(ownerId, datasetId);
    const job = dataset === null ? null : await this.ports.jobs.find(ownerId, dataset.jobId);
    if (dataset === null || job === null) {
      throw new WorkflowError('not-found', 'The dataset of this upload was removed.');
    }
    return { dataset, job, created: false };
  }

  private async blobOf(upload: Upload): Promise<BlobInfo> {
    const { bytes, blobs, uploads } = this.ports;
    const whole = await bytes.whole(upload.id);
    if (whole === null) {
      const blob = upload.contentSha256 === null ? null : await blobs.stat(upload.contentSha256);
      if (blob === null)
        throw new WorkflowError('upload-expired', 'Its bytes are here no more; send it anew.');
      return blob;
    }
    await this.refuseWrong(upload, whole);
    await uploads.noteContent(upload.id, whole.sha256);
    return blobs.adopt(whole.path, whole.sha256);
  }

  private async refuseWrong(upload: Upload, whole: WholeUpload): Promise<void> {
    const { uploads, bytes, clock } = this.ports;
    const refusal = refusalOf(upload, whole);
    if (refusal === null) return;
    const problem = problemFrom(refusal);
    const receivedBytes = whole.sizeBytes;
    await uploads.end(upload.id, { state: 'refused', problem, receivedBytes }, clock.now());
    await bytes.remove(upload.id);
    throw refusal;
  }
}

function refusalOf({ sha256, fileName }: Upload, whole: WholeUpload): ScienceError | null {
  try {
    checkSha256(whole.sha256, sha256 ?? undefined);
  } catch (error) {
    return error as WorkflowError;
  }
  return quickCheck(whole.head, whole.sizeBytes, fileName);
}
