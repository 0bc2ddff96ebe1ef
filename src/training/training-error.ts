import { ScienceError } from '../science/units/science-error.js';

/**
 * Why a network was not trained or not judged.
 *
 * - `no-such-task` nobody defined it; `unreadable-dataset` the folder lacks a file, or a file is not what it should be
 * - `no-such-device` what trains was asked for and is not there; `diverged` the loss became no number
 * - `export-differs` the written network does not say what the trained one says; `checkpoint-of-another-run` the folder
 *   holds work that was begun with other settings
 */
export type TrainingErrorCode =
  | 'no-such-task'
  | 'unreadable-dataset'
  | 'no-such-device'
  | 'diverged'
  | 'export-differs'
  | 'checkpoint-of-another-run'
  | 'invalid-architecture';

/** Training that cannot go on, with the reason. */
export class TrainingError extends ScienceError<TrainingErrorCode> {}
