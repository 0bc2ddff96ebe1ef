import { ScienceError } from '../units/science-error.js';

export type DescriptorErrorCode =
  | 'shape-mismatch'
  | 'invalid-manifest'
  | 'invalid-domain'
  | 'invalid-references'
  | 'too-little-data'
  | 'invalid-parameter'
  | 'model-answer-invalid'
  | 'model-unusable';

/** What keeps a network from being fitted, read or asked; the message names the field or the data. */
export class DescriptorError extends ScienceError<DescriptorErrorCode> {}
