import { ScienceError } from '../units/science-error.js';

export type EdgeErrorCode =
  | 'beam-energy-unknown'
  | 'collection-angle-unknown'
  | 'no-cross-section'
  | 'invalid-cross-section-table'
  | 'references-collinear'
  | 'no-edges';

/** What keeps edges from being quantified or fitted; the message names what is missing and what to do. */
export class EdgeError extends ScienceError<EdgeErrorCode> {}
