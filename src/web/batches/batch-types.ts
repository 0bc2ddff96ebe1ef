import type { components } from '../../api-client/schema.js';

type Schemas = components['schemas'];
export type Batch = Schemas['BatchDto'];
export type BatchRow = Schemas['BatchRowDto'];
export type BatchRequest = Schemas['SubmitBatchDto'];

export const isBusy = ({ counts }: Batch): boolean => counts.queued + counts.running > 0;
