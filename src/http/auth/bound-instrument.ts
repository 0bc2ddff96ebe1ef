import { HttpProblem } from '../problems/http-problem.js';
import type { Principal } from './principal.js';

/**
 * The instrument that a request is about: the one that was named, or the one the key is bound to; null: none.
 *
 * @throws HttpProblem wrong-instrument  the key is bound to another one
 */
export function boundInstrument({ instrument }: Principal, named: string | null): string | null {
  if (instrument === null) return named;
  if (named !== null && named !== instrument) {
    throw new HttpProblem('wrong-instrument', `This key is bound to the instrument ${instrument}.`);
  }
  return instrument;
}
