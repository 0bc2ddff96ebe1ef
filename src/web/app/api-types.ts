import type { Job, ProblemCode } from '../../api-client/client.js';
import type { components } from '../../api-client/schema.js';

export type { Analysis, Dataset, Job, Scan, SubmittedDataset } from '../../api-client/client.js';

type Schemas = components['schemas'];

/** What went wrong: what the service says, or what the page itself met. */
export type Problem = Omit<Schemas['ReasonDto'], 'code'> & {
  readonly code: ProblemCode | 'no-reason' | 'service-unreachable' | 'page-error';
};
export type AnalysisRequest = Schemas['SubmitAnalysisDto'];
export type SubmittedAnalysis = Schemas['SubmittedAnalysisDto'];

/** A part of a list; the cursor of the next part, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export const hasEnded = (state: Job['state']): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
