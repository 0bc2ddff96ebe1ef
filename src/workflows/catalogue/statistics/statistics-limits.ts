import type { CorrelationMethod } from '../../../science/correlation/statistic.js';
import { WorkflowError } from '../../workflow-error.js';

/**
 * Rows × pairs of one question: at 100,000 rows 45 pairs take 0.3 s of a core, in 20 groups 0.7 s; Kendall's τ takes three times as
 * long, and gaps that differ from column to column up to four times (their rows are sorted out pair by pair).
 */
export const MAX_ROW_PAIRS = 2e7;
/** Rows drawn by the bootstraps of one question: some 20 s of a core. Kendall's τ costs ten times as much a row. */
export const MAX_DRAWS: Readonly<Record<CorrelationMethod, number>> = {
  pearson: 1e9,
  spearman: 1e9,
  kendall: 1e8,
};

interface Size {
  readonly nRows: number;
  readonly nPairs: number;
  readonly nResamples: number;
  readonly method: CorrelationMethod;
  readonly isGrouped: boolean;
}

/** @throws WorkflowError invalid-parameter  more than is computed in one question; the message says how much is */
export function checkSize({ nRows, nPairs, nResamples, method, isGrouped }: Size): void {
  if (nRows * nPairs > MAX_ROW_PAIRS)
    throw new WorkflowError(
      'invalid-parameter',
      `${nPairs} pairs of columns with ${nRows} rows are more than one question may have (rows × pairs ≤ ${MAX_ROW_PAIRS}): narrow the filter or name fewer columns.`,
    );
  // Each group has its own interval: together they draw the rows once more.
  const draws = nRows * nPairs * (isGrouped ? 2 : 1);
  if (draws * nResamples > MAX_DRAWS[method])
    throw new WorkflowError(
      'invalid-parameter',
      `${nResamples} samples of ${nRows} rows for ${nPairs} pairs are too many: at most ${Math.floor(MAX_DRAWS[method] / draws)} samples can be drawn here.`,
    );
}
