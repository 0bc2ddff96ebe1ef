import { ScienceError } from '../units/science-error.js';

/**
 * - `wrong-element-count`, `wrong-lattice-count` a prototype given more or fewer than it has
 * - `invalid-lattice` lengths, angles or a cell without volume; `invalid-site` coordinates that are no numbers, an atom on top
 *   of another; `invalid-indices` Miller indices that name no plane
 * - `unknown-element` no symbol of the periodic table
 * - `malformed-file` a text that contradicts its format, `details.line` counts from 1; `unsupported-file` a known format but
 *   a variant that is not read; `limits-exceeded` larger than the published limits
 */
export type CrystalErrorCode =
  | 'wrong-element-count'
  | 'wrong-lattice-count'
  | 'invalid-lattice'
  | 'invalid-site'
  | 'invalid-indices'
  | 'unknown-element'
  | 'malformed-file'
  | 'unsupported-file'
  | 'limits-exceeded';

/** A crystal or an atomic structure that cannot be made or read, with the reason. */
export class CrystalError extends ScienceError<CrystalErrorCode> {}
