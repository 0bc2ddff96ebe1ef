import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { interpretLargeFile, type LargeFile } from '../interpret-large-file.js';
import type { ServedModels } from '../models/served-models.js';
import type { BlobStore } from '../ports/blob-store.js';
import { WorkflowError } from '../workflow-error.js';
import { fileOf } from './verify-result.js';

/**
 * Computes the result of files that do not fit in memory again, from its record.
 *
 * @throws as verifyResult
 */
export async function computeLargeAgain(
  blobs: BlobStore,
  { provenance }: InterpretationResult,
  files: readonly LargeFile[],
  models: ServedModels,
): Promise<InterpretationResult> {
  const { inputs, recipe, software } = provenance;
  const input = (role: 'core-loss' | 'low-loss') => inputs.find((one) => one.role === role);
  const coreLoss = input('core-loss');
  if (coreLoss === undefined) throw new WorkflowError('malformed-file', 'The record names no core loss.');
  const lowLoss = input('low-loss');
  // A low loss of the same file is found there again.
  const isOther = lowLoss !== undefined && lowLoss.sha256 !== coreLoss.sha256;
  const run = await interpretLargeFile(blobs, {
    file: { ...fileOf(coreLoss, files), name: coreLoss.name },
    lowLossFile: isOther ? { ...fileOf(lowLoss, files), name: lowLoss.name } : null,
    scanIndex: coreLoss.scanIndex,
    recipe,
    version: software.version,
    models: models.asRecorded(provenance.models ?? []),
    onProgress: () => undefined,
  });
  return run.result;
}
