import type { Dataset, DatasetSummary, ScanListing } from '../../workflows/ports/records.js';
import type { SubmittedDataset } from '../../workflows/submit-dataset.js';
import { toJobDto } from '../jobs/job.mapper.js';
import type { DatasetDto, DatasetSummaryDto, ScanDto, SubmittedDatasetDto } from './dataset.dto.js';
import { toSidecarDto } from './sidecar.mapper.js';

export const toDatasetDto = (dataset: Dataset): DatasetDto => ({
  id: dataset.id,
  fileName: dataset.fileName,
  sizeBytes: dataset.sizeBytes,
  sha256: dataset.sha256,
  state: dataset.state,
  problem: dataset.problem,
  summary: dataset.summary === null ? null : toSummaryDto(dataset.summary),
  sidecar: dataset.sidecar === null ? null : toSidecarDto(dataset.sidecar),
  sidecarProblem: dataset.sidecarProblem,
  instrument: dataset.instrument,
  session: dataset.session,
  modifiedAt: dataset.modifiedAt?.toISOString() ?? null,
  jobId: dataset.jobId,
  createdAt: dataset.createdAt.toISOString(),
});

export const toSubmittedDatasetDto = ({ dataset, job }: SubmittedDataset): SubmittedDatasetDto => ({
  dataset: toDatasetDto(dataset),
  job: toJobDto(job),
});

const toSummaryDto = (summary: DatasetSummary): DatasetSummaryDto => ({
  format: summary.format,
  formatVersion: summary.formatVersion,
  scans: summary.scans.map(toScanDto),
  skipped: summary.skipped.map(({ title, shape, reason }) => ({ title, shape: [...shape], reason })),
  warnings: [...summary.warnings],
});

/** Field by field: where the counts lie is nobody's business outside. */
const toScanDto = (scan: ScanListing): ScanDto => ({
  index: scan.index,
  title: scan.title,
  navigation: [...scan.navigation],
  energy: scan.energy,
  nPixels: scan.nPixels,
  nChannels: scan.nChannels,
  dtype: scan.dtype,
  intensityUnit: scan.intensityUnit,
  acquisition: scan.acquisition,
  sum: scan.sum,
  first: scan.first,
  max: scan.max,
  zeroLossInRange: scan.zeroLossInRange,
  warnings: [...scan.warnings],
});
