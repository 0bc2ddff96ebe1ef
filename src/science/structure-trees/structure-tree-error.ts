import { ScienceError } from '../units/science-error.js';

export type StructureTreeErrorCode = 'shape-mismatch' | 'invalid-parameter';

/** Spectra with structure, or a request about them, of which no tree can be made or through which no structure can go. */
export class StructureTreeError extends ScienceError<StructureTreeErrorCode> {}

/** @throws StructureTreeError invalid-parameter */
export function refuse(why: string): never {
  throw new StructureTreeError('invalid-parameter', why);
}
