import type { BatchLine } from '../../workflows/ports/batch-records.js';
import type { Headline } from '../../workflows/ports/headline.js';
import type { JobState, Problem } from '../../workflows/ports/records.js';
import { problemOf } from '../../workflows/problems.js';

export const LINES = `
  SELECT r.position, r.dataset_id, a.id AS analysis_id, r.reused, r.problem AS row_problem, d.file_name,
         j.state, j.progress, j.stage, j.problem AS job_problem, a.headline
  FROM batch_row r JOIN dataset d ON d.id = r.dataset_id
  LEFT JOIN analysis a ON a.id = r.analysis_id LEFT JOIN job j ON j.id = a.job_id
  WHERE r.batch_id = $1 AND r.position > $2 AND ($3::text IS NULL OR coalesce(j.state, 'failed') = $3)
  ORDER BY r.position LIMIT $4`;

export interface LineColumns {
  readonly position: number;
  readonly dataset_id: string;
  readonly analysis_id: string | null;
  readonly reused: boolean;
  readonly row_problem: Problem | null;
  readonly file_name: string;
  /** Null where there is no analysis. */
  readonly state: JobState | null;
  readonly progress: number | null;
  readonly stage: string | null;
  readonly job_problem: Problem | null;
  readonly headline: Headline | null;
}

export const lineOf = (row: LineColumns): BatchLine => ({
  position: row.position,
  datasetId: row.dataset_id,
  fileName: row.file_name,
  analysisId: row.analysis_id,
  reused: row.reused,
  state: row.state ?? 'failed',
  progress: row.progress ?? 0,
  stage: row.stage ?? 'failed',
  problem:
    row.state === null
      ? (row.row_problem ?? problemOf('not-found', 'The analysis was removed.'))
      : row.job_problem,
  headline: row.headline,
});
