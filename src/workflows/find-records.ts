import type { Analysis, Dataset, Job, ScanListing, Sidecar } from './ports/records.js';
import type { AnalysisRepository, DatasetRepository, JobRepository } from './ports/repositories.js';
import { WorkflowError } from './workflow-error.js';

export interface RecordPorts {
  readonly datasets: DatasetRepository;
  readonly analyses: AnalysisRepository;
  readonly jobs: JobRepository;
}

/** Records of one owner by id. Each method throws WorkflowError `not-found`, also for a record of another owner. */
export class FindRecords {
  constructor(private readonly ports: RecordPorts) {}

  async dataset(ownerId: string, id: string): Promise<Dataset> {
    return (await this.ports.datasets.find(ownerId, id)) ?? missing('dataset', id);
  }

  async analysis(ownerId: string, id: string): Promise<Analysis> {
    return (await this.ports.analyses.find(ownerId, id)) ?? missing('analysis', id);
  }

  async job(ownerId: string, id: string): Promise<Job> {
    return (await this.ports.jobs.find(ownerId, id)) ?? missing('job', id);
  }

  async setSidecar(ownerId: string, id: string, sidecar: Sidecar): Promise<Dataset> {
    return (await this.ports.datasets.setSidecar(ownerId, id, sidecar)) ?? missing('dataset', id);
  }

  async removeDataset(ownerId: string, id: string): Promise<void> {
    if (!(await this.ports.datasets.remove(ownerId, id))) missing('dataset', id);
  }
}

const missing = (kind: string, id: string): never => {
  throw new WorkflowError('not-found', `There is no ${kind} ${id}.`);
};

/**
 * The scans of a dataset that is ready.
 *
 * @throws WorkflowError dataset-not-ready  it is still being read; dataset-rejected  it could not be read
 */
export function scansOf(dataset: Dataset): readonly ScanListing[] {
  if (dataset.state === 'rejected') {
    throw new WorkflowError(
      'dataset-rejected',
      `${dataset.fileName} could not be read: ${dataset.problem?.detail}`,
    );
  }
  if (dataset.summary === null) {
    throw new WorkflowError(
      'dataset-not-ready',
      `${dataset.fileName} is still being read; wait for its job.`,
    );
  }
  return dataset.summary.scans;
}

/** @throws WorkflowError no-such-scan, and those of `scansOf` */
export function scanOf(dataset: Dataset, index: number): ScanListing {
  const scans = scansOf(dataset);
  const scan = scans[index];
  if (scan === undefined) {
    throw new WorkflowError(
      'no-such-scan',
      `${dataset.fileName} has ${scans.length} scan(s), numbered from 0.`,
    );
  }
  return scan;
}
