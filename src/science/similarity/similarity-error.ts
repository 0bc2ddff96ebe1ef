import { ScienceError } from '../units/science-error.js';

export type SimilarityErrorCode = 'shape-mismatch' | 'invalid-parameter' | 'non-finite-data';

/** Spectra, or a request about them, that cannot be compared. */
export class SimilarityError extends ScienceError<SimilarityErrorCode> {}
