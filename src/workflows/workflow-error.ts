import { ScienceError } from '../science/units/science-error.js';

export type WorkflowErrorCode =
  | 'invalid-parameter'
  | 'not-found'
  | 'not-finished'
  | 'already-ended'
  | 'dataset-not-ready'
  | 'limits-exceeded'
  | 'worker-lost'
  | 'malformed-file';

/** A use case that cannot go on, with the reason. */
export class WorkflowError extends ScienceError<WorkflowErrorCode> {}
