import type { Analysis, Job } from '../../workflows/ports/records.js';
import type { AnalysisRequest } from '../../workflows/submit-analysis.js';
import { toJobDto } from '../jobs/job.mapper.js';
import type { FindRecords } from '../../workflows/find-records.js';
import type { AnalysisDto, SubmitAnalysisDto, SubmittedAnalysisDto } from './analysis.dto.js';

export const toAnalysisRequest = (body: SubmitAnalysisDto, ownerId: string): AnalysisRequest => ({
  ownerId,
  coreLoss: { datasetId: body.datasetId, scanIndex: body.scanIndex ?? null },
  lowLoss: lowLossOf(body),
  recipe: body.recipe,
  recipeId: body.recipeId,
  recipeVersion: body.recipeVersion,
  referenceIds: body.referenceIds,
});

function lowLossOf(body: SubmitAnalysisDto): AnalysisRequest['lowLoss'] {
  if (body.lowLossDatasetId === undefined && body.lowLossScanIndex === undefined) return null;
  return { datasetId: body.lowLossDatasetId ?? body.datasetId, scanIndex: body.lowLossScanIndex ?? null };
}

export const toAnalysisDto = (analysis: Analysis, job: Job): AnalysisDto => ({
  id: analysis.id,
  coreLoss: analysis.coreLoss,
  lowLoss: analysis.lowLoss,
  recipe: { ...analysis.recipe },
  recipeSha256: analysis.recipeSha256,
  savedRecipe: analysis.savedRecipe,
  job: toJobDto(job),
  createdAt: analysis.createdAt.toISOString(),
});

export const toSubmittedAnalysisDto = (submitted: {
  analysis: Analysis;
  job: Job;
}): SubmittedAnalysisDto => ({
  analysis: toAnalysisDto(submitted.analysis, submitted.job),
  job: toJobDto(submitted.job),
});

/** Analyses with their jobs, in the same order. */
export const withJobs = (records: FindRecords, analyses: readonly Analysis[]): Promise<AnalysisDto[]> =>
  Promise.all(
    analyses.map(async (analysis) =>
      toAnalysisDto(analysis, await records.job(analysis.ownerId, analysis.jobId)),
    ),
  );
