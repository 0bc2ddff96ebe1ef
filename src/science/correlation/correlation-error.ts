import { ScienceError } from '../units/science-error.js';

export type CorrelationErrorCode = 'invalid-columns' | 'invalid-parameter' | 'collinear' | 'too-few-rows';

/** What was asked of the columns cannot be computed, and which column or parameter is at fault. */
export class CorrelationError extends ScienceError<CorrelationErrorCode> {}

/** @throws CorrelationError invalid-parameter  a level of confidence that is not between 0 and 1 */
export function checkLevel(level: number): void {
  if (level > 0 && level < 1) return;
  throw new CorrelationError('invalid-parameter', `a level lies between 0 and 1, not ${level}`, { level });
}
