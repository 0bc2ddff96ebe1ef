import { ScienceError } from '../units/science-error.js';

export type EnergeticsErrorCode =
  /** The structure holds an element that the potential does not know. */
  | 'element-unknown'
  /** A cell without volume, atoms without finite coordinates, counts that do not fit. */
  | 'structure-invalid'
  /** An energy or force that is no number: atoms on top of one another. */
  | 'energy-not-finite'
  /** `relaxNormal` where the cell's second vector is not periodic or not normal to the other two. */
  | 'normal-not-relaxable'
  /** A potential's file that cannot be read; details tell the line (from 1). */
  | 'potential-unreadable'
  /** A quantity that an engine was asked for and could not be converged. */
  | 'not-converged'
  /** An engine outside this process failed on this structure. */
  | 'engine-failed'
  /** An engine outside this process took longer than it may. */
  | 'engine-timeout'
  /** A recipe asks for what an engine may not do: a command, a file, a program. */
  | 'recipe-refused'
  /** The engine's program or a file of its potential is not there, or the file is another one than the recipe says. */
  | 'engine-unavailable';

/** Any failure of an energy, a relaxation or a potential's file. */
export class EnergeticsError extends ScienceError<EnergeticsErrorCode> {}
