import { ScienceError } from '../units/science-error.js';

export type NumericsErrorCode = 'not-converged' | 'invalid-parameter' | 'ill-conditioned';

/** A numerical method that could not do what it was asked. */
export class NumericsError extends ScienceError<NumericsErrorCode> {}
