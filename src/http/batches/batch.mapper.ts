import type { BatchRequest } from '../../workflows/batches/submit-batch.js';
import type { ShownBatch } from '../../workflows/batches/read-batches.js';
import type { BatchLine } from '../../workflows/ports/batch-records.js';
import type { Headline } from '../../workflows/ports/headline.js';
import { HttpProblem } from '../problems/http-problem.js';
import type { BatchDto, BatchRowDto, HeadlineDto, SubmitBatchDto } from './batch.dto.js';

/** @throws HttpProblem validation-error  neither datasetIds nor filter, or both */
export function toBatchRequest(body: SubmitBatchDto, ownerId: string): BatchRequest {
  const { name, recipe, recipeId, recipeVersion } = body;
  return { ownerId, name: name ?? null, recipe, recipeId, recipeVersion, datasets: selectionOf(body) };
}

function selectionOf({ datasetIds, filter }: SubmitBatchDto): BatchRequest['datasets'] {
  if ((datasetIds === undefined) === (filter === undefined)) {
    const detail = 'name the datasets by datasetIds or by filter, one of both';
    throw new HttpProblem('validation-error', `${detail}.`, {
      errors: [{ detail, pointer: '#/datasetIds' }],
    });
  }
  if (datasetIds !== undefined) return { ids: datasetIds.map((id) => id.toLowerCase()) };
  const { name, uploadedSince, format, instrument, session } = filter!;
  return {
    namePattern: name ?? null,
    uploadedSince: uploadedSince === undefined ? null : new Date(uploadedSince),
    format: format ?? null,
    instrument: instrument ?? null,
    session: session ?? null,
  };
}

export const toBatchDto = ({ batch, counts }: ShownBatch): BatchDto => ({
  id: batch.id,
  name: batch.name,
  recipe: { ...batch.recipe },
  recipeSha256: batch.recipeSha256,
  savedRecipe: batch.savedRecipe,
  counts,
  createdAt: batch.createdAt.toISOString(),
});

export const toBatchRowDto = (line: BatchLine): BatchRowDto => ({
  position: line.position,
  datasetId: line.datasetId,
  fileName: line.fileName,
  analysisId: line.analysisId,
  reused: line.reused,
  state: line.state,
  progress: line.progress,
  stage: line.stage,
  problem: line.problem,
  headline: line.headline === null ? null : toHeadlineDto(line.headline),
});

const toHeadlineDto = (headline: Headline): HeadlineDto => ({
  rank: headline.rank,
  edges: [...headline.edges],
  elements: [...headline.elements],
  nClusters: headline.nClusters,
  changePoints: [...headline.changePoints],
  descriptors: [...headline.descriptors],
});
