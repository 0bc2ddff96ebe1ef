import { ScienceError } from '../units/science-error.js';

export type SearchErrorCode =
  | 'invalid-definition'
  | 'invalid-observation'
  | 'conflicting-observation'
  | 'needs-grid'
  | 'ill-conditioned'
  | 'not-converged';

/** A search that cannot be started, or something told to it that cannot be. */
export class SearchError extends ScienceError<SearchErrorCode> {}
