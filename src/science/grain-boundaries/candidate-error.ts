import { ScienceError } from '../units/science-error.js';

export type CandidateErrorCode =
  /** A step, count or list that makes no candidates, or more than can be handled. */
  | 'candidate-choices-invalid'
  /** Nothing is left in the boundary to take out. */
  | 'candidate-without-atoms'
  /** The two boundaries of a periodic cell are not copies of each other. */
  | 'second-boundary-differs'
  /** The energy of one free surface cannot be told from that of the other. */
  | 'surfaces-differ';

export class CandidateError extends ScienceError<CandidateErrorCode> {}
