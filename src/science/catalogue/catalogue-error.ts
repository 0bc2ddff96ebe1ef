import { ScienceError } from '../units/science-error.js';

/**
 * - `unknown-material` a name that no crystal is known by; `lattice-needed` c/a of a hexagonal crystal has to be told
 * - `unknown-property` a name that the registry lacks; `bad-value` no finite number; `out-of-range` outside the registry's range
 * - `unknown-unit` a unit that cannot be turned into the registry's
 * - `unknown-format` files of no known form, or that miss one they need; `malformed-file` one that contradicts its form
 */
export type CatalogueErrorCode =
  | 'unknown-material'
  | 'lattice-needed'
  | 'unknown-property'
  | 'bad-value'
  | 'out-of-range'
  | 'unknown-unit'
  | 'unknown-format'
  | 'malformed-file';

/** Something that cannot come into the catalogue, with the reason. */
export class CatalogueError extends ScienceError<CatalogueErrorCode> {}
