import type { components } from '../../api-client/schema.js';

type Schemas = components['schemas'];

/** What the service answers with, from its OpenAPI document: an answer that changes is a compile error here. */
export type Problem = Schemas['ReasonDto'];
export type JobState = Schemas['JobState'];
export type Job = Schemas['JobDto'];
export type JobEvent = Schemas['JobEventDto'];
export type Scan = Schemas['ScanDto'];
export type Dataset = Schemas['DatasetDto'];
export type Analysis = Schemas['AnalysisDto'];
export type AnalysisRequest = Schemas['SubmitAnalysisDto'];
export type SubmittedDataset = Schemas['SubmittedDatasetDto'];
export type SubmittedAnalysis = Schemas['SubmittedAnalysisDto'];

/** A part of a list; the cursor of the next part, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export const hasEnded = (state: JobState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
