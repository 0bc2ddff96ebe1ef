import { ScienceError } from '../units/science-error.js';

export type BoundaryErrorCode =
  | 'not-integer'
  | 'axis-without-lattice-plane'
  | 'no-coincidence'
  | 'not-a-frame'
  | 'no-such-sigma'
  | 'no-such-plane'
  | 'no-common-period'
  | 'no-such-termination'
  | 'no-second-boundary'
  | 'no-lattice-match';

/** A boundary that cannot be made, with the reason. */
export class BoundaryError extends ScienceError<BoundaryErrorCode> {}
