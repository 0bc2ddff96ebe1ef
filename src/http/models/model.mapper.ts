import type { RefusedModel, RegisteredModel } from '../../workflows/ports/models.js';
import { quantitiesOf, type ShownModel } from '../../workflows/models/read-models.js';
import type { ModelDto, ModelListDto, ModelSummaryDto } from './model.dto.js';

function toSummary({ id, manifest }: RegisteredModel): ModelSummaryDto {
  const { task, version, title, status, technique, edge } = manifest;
  return { id, task, version, title, status, technique, edge: { ...edge }, outputs: quantitiesOf(manifest) };
}

export const toModelListDto = (list: {
  readonly models: readonly RegisteredModel[];
  readonly refused: readonly RefusedModel[];
}): ModelListDto => ({
  items: list.models.map(toSummary),
  refused: list.refused.map(({ task, version, reason }) => ({ task, version, reason })),
});

/** What is no object is not what the file should hold. */
const objectOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;

export function toModelDto({ model, card, evaluation, structureTree }: ShownModel): ModelDto {
  const { id, manifest, manifestSha256, files } = model;
  return {
    ...{ id, manifest: { ...manifest }, manifestSha256, card },
    evaluation: objectOf(evaluation),
    structureTree: objectOf(structureTree),
    files: files.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 })),
  };
}
