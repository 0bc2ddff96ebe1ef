import type { FinishedLike, BatchRow, Work } from '../ports/batch-records.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { ChosenRecipe } from '../ports/recipe-records.js';
import type { Dataset, ScanReference } from '../ports/records.js';
import { problemFrom } from '../problems.js';
import { type ChosenScans, chosenScans, newAnalysis } from '../submit-analysis.js';
import { WorkflowError } from '../workflow-error.js';

export interface Plan {
  readonly rows: readonly BatchRow[];
  /** The analyses that have to be computed. */
  readonly work: Work;
}

export interface PlanContext {
  readonly ownerId: string;
  readonly recipe: ChosenRecipe;
  /** Analyses with the same recipe and program that have succeeded. */
  readonly finished: readonly FinishedLike[];
  readonly ports: { readonly clock: Clock; readonly ids: Ids };
}

/** A row a dataset: one that was computed before, a new analysis, or why there can be none. */
export function planRows(
  datasets: readonly { readonly dataset: Dataset; readonly position: number }[],
  { ownerId, recipe, finished, ports }: PlanContext,
): Plan {
  const known = new Map(finished.map((analysis) => [keyOf(analysis), analysis.id]));
  const rows: BatchRow[] = [];
  const work: Work[number][] = [];
  for (const { dataset, position } of datasets) {
    const row = { position, datasetId: dataset.id, reused: false, problem: null };
    const scans = scansOrProblem(dataset);
    if ('problem' in scans) {
      rows.push({ ...row, analysisId: null, problem: scans.problem });
      continue;
    }
    const same = known.get(keyOf(scans));
    if (same !== undefined) {
      rows.push({ ...row, analysisId: same, reused: true });
      continue;
    }
    const one = newAnalysis(ownerId, { scans, recipe }, ports);
    work.push(one);
    rows.push({ ...row, analysisId: one.analysis.id });
  }
  return { rows, work };
}

/** A dataset that cannot be analysed is a row that says so: one bad file of a thousand stops nothing. */
function scansOrProblem(dataset: Dataset) {
  try {
    return chosenScans(dataset, null);
  } catch (error) {
    if (error instanceof WorkflowError) return { problem: problemFrom(error) };
    throw error;
  }
}

const keyOf = ({ coreLoss, lowLoss }: ChosenScans): string => `${nameOf(coreLoss)} ${nameOf(lowLoss)}`;
const nameOf = (at: ScanReference | null): string => (at === null ? '-' : `${at.datasetId}/${at.scanIndex}`);
