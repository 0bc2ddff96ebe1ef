import { ScienceError } from '../units/science-error.js';

/**
 * - `no-atoms` nothing to describe; `atoms-coincide` two atoms on one place; `too-sparse` most atoms have no neighbour in reach
 * - `invalid-place` a boundary's place that does not fit the structure, or grains that do not fit its atoms
 * - `boundary-not-found` no plane in which atoms are unlike the crystal, or more than two
 */
export type StructureDescriptorErrorCode =
  'no-atoms' | 'atoms-coincide' | 'too-sparse' | 'invalid-place' | 'boundary-not-found';

/** A structure that cannot be described, with the reason. */
export class StructureDescriptorError extends ScienceError<StructureDescriptorErrorCode> {}
