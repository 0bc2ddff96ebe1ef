import { ScienceError } from '../science/units/science-error.js';

/**
 * Why a use case was refused.
 *
 * - `not-found` no such record of this owner; `no-such-scan` the dataset has no scan of this index
 * - `not-finished` asked for a result that is not there yet; `already-ended` asked to cancel what has ended; `cannot-retry`
 *   to run again what cannot be
 * - `dataset-not-ready`, `dataset-rejected` the dataset cannot be worked on (yet, ever)
 * - `payload-too-large`, `invalid-filename`, `checksum-mismatch` an upload that was not stored
 * - `quota-exceeded` no room is left for this owner; `upload-expired` it was given up, or its bytes are gone: send it anew
 * - `range-too-large` more numbers than one answer carries; `invalid-parameter` a value out of range
 * - `limits-exceeded`, `malformed-file` the worker that read a file had to be stopped, or did not survive it
 * - `worker-lost` the work was interrupted too often
 * - `name-taken` another record of this owner has the name; `recipe-archived` it may not be used or changed any more
 * - `invalid-observation`, `conflicting-observation` told what cannot be, or what contradicts what is known; `busy` try again
 * - `import-has-problems` an import of which some rows could not be read; `import-failed` none could; `already-committed` it is in the catalogue
 * - `blob-damaged` stored bytes no longer hash to their name
 * - `rule-not-applicable` a rule asks for what a dataset does not say enough for; `forbidden-url` an address that nothing is sent to
 * - `no-change-point` nothing changes along the scan
 */
export type WorkflowErrorCode =
  | 'not-found'
  | 'no-such-scan'
  | 'not-finished'
  | 'already-ended'
  | 'cannot-retry'
  | 'dataset-not-ready'
  | 'dataset-rejected'
  | 'payload-too-large'
  | 'invalid-filename'
  | 'checksum-mismatch'
  | 'quota-exceeded'
  | 'upload-expired'
  | 'range-too-large'
  | 'invalid-parameter'
  | 'limits-exceeded'
  | 'malformed-file'
  | 'worker-lost'
  | 'name-taken'
  | 'recipe-archived'
  | 'invalid-observation'
  | 'conflicting-observation'
  | 'busy'
  | 'import-has-problems'
  | 'import-failed'
  | 'already-committed'
  | 'blob-damaged'
  | 'rule-not-applicable'
  | 'forbidden-url'
  | 'no-change-point';

/** A use case that cannot go on, with the reason; the message says what to do. */
export class WorkflowError extends ScienceError<WorkflowErrorCode> {}
