import type { Job, Problem } from '../ports/records.js';
import type { EventData, EventType } from '../ports/webhooks.js';

/** Which event the end of a job is; null: none that anybody is told. */
export function eventTypeOf({ kind, state }: Pick<Job, 'kind' | 'state'>): EventType | null {
  const wentWell = state === 'succeeded';
  if (!wentWell && state !== 'failed' && !(state === 'cancelled' && kind === 'ingest')) return null;
  switch (kind) {
    case 'ingest':
      return wentWell ? 'dataset.ready' : 'dataset.rejected';
    case 'analysis':
      return wentWell ? 'analysis.succeeded' : 'analysis.failed';
    case 'search':
      return wentWell ? 'search.succeeded' : 'search.failed';
    case 'import':
      return null;
  }
}

/** What is known of a job's subject. */
export interface EventSubject {
  readonly datasetId: string | null;
  readonly fileName: string | null;
  readonly sha256: string | null;
  readonly label: string | null;
}

const API = '/api/v1';
/** A problem can quote from a file; a message has at most 20 kB. */
const MAX_DETAIL = 500;
const MAX_NAME = 1000;

/** What is told of the end of a job. */
export function eventData(
  { id: jobId, kind, subjectId, problem }: Pick<Job, 'id' | 'kind' | 'subjectId' | 'problem'>,
  { datasetId, fileName, sha256, label }: EventSubject,
): EventData {
  const shared = { jobId, problem: problem && shortened(problem) };
  const links = { job: `${API}/jobs/${jobId}` };
  if (kind === 'search') {
    const search = `${API}/searches/${subjectId}`;
    return {
      ...{ searchId: subjectId, label: (label ?? '').slice(0, MAX_NAME), ...shared },
      links: { search, crate: `${search}/export/ro-crate.zip`, ...links },
    };
  }
  const dataset = `${API}/datasets/${datasetId ?? subjectId}`;
  const file = {
    datasetId: datasetId ?? subjectId,
    fileName: (fileName ?? '').slice(0, MAX_NAME),
    sha256: sha256 ?? '',
  };
  if (kind !== 'analysis')
    return { ...file, ...shared, links: { dataset, file: `${dataset}/file`, ...links } };
  const analysis = `${API}/analyses/${subjectId}`;
  return {
    ...{ analysisId: subjectId, ...file, ...shared },
    links: {
      ...{ analysis, result: `${analysis}/result`, crate: `${analysis}/export/ro-crate.zip` },
      ...{ dataset, ...links },
    },
  };
}

const shortened = (problem: Problem): Problem =>
  problem.detail.length <= MAX_DETAIL
    ? problem
    : { ...problem, detail: `${problem.detail.slice(0, MAX_DETAIL)}…` };
