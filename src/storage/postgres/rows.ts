import type { Analysis, Dataset, DatasetSummary, Job, JobEvent } from '../../workflows/ports/records.js';
import type { AnalysisRow, DatasetRow, JobEventRow, JobRow } from './entities.js';

export const blobsOf = (summary: DatasetSummary | null): string[] =>
  (summary?.scans ?? []).flatMap((scan) => [scan.countsBlob, scan.metadataBlob]);

export const datasetRow = (dataset: Dataset): DatasetRow => ({
  ...dataset,
  summaryBlobs: blobsOf(dataset.summary),
  format: dataset.summary?.format ?? null,
});

export function datasetOf(row: DatasetRow): Dataset {
  const { id, ownerId, sha256, fileName, sizeBytes, state, problem, summary, jobId, createdAt } = row;
  const { sidecar, sidecarProblem, instrument, session, modifiedAt } = row;
  return {
    ...{ id, ownerId, sha256, fileName, sizeBytes, state, problem, summary, jobId, createdAt },
    ...{ sidecar, sidecarProblem, instrument, session, modifiedAt },
  };
}

export function analysisRow(analysis: Analysis): AnalysisRow {
  const { coreLoss, lowLoss, savedRecipe, ...rest } = analysis;
  return {
    ...rest,
    recipeId: savedRecipe?.id ?? null,
    recipeVersion: savedRecipe?.version ?? null,
    datasetId: coreLoss.datasetId,
    scanIndex: coreLoss.scanIndex,
    lowLossDatasetId: lowLoss?.datasetId ?? null,
    lowLossScanIndex: lowLoss?.scanIndex ?? null,
  };
}

export function analysisOf(row: AnalysisRow): Analysis {
  const { datasetId, scanIndex, lowLossDatasetId, lowLossScanIndex, ...own } = row;
  const { recipeId, recipeVersion, ...rest } = own;
  const lowLoss =
    lowLossDatasetId === null || lowLossScanIndex === null
      ? null
      : { datasetId: lowLossDatasetId, scanIndex: lowLossScanIndex };
  const savedRecipe =
    recipeId === null || recipeVersion === null ? null : { id: recipeId, version: recipeVersion };
  return { ...rest, savedRecipe, coreLoss: { datasetId, scanIndex }, lowLoss };
}

export function jobOf(row: JobRow): Job {
  const { id, ownerId, kind, subjectId, state, progress, stage, problem } = row;
  const { createdAt, startedAt, finishedAt } = row;
  return { id, ownerId, kind, subjectId, state, progress, stage, problem, createdAt, startedAt, finishedAt };
}

export const eventOf = (row: JobEventRow): JobEvent => ({ ...row });

/** The event that says what the job's row says now. */
export function newestEvent(row: JobRow, at: Date): JobEventRow {
  const { id: jobId, lastSeq: seq, state, progress, stage } = row;
  return { jobId, seq, state, progress, stage, at };
}
