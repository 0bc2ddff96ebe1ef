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

/**
 * For what changes something that is there: a key that is bound to an instrument changes what is of this one alone.
 *
 * @param instrument  what is changed is of; null: of none
 * @throws HttpProblem wrong-instrument
 */
export function refuseOther(caller: Principal, instrument: string | null): void {
  if (caller.instrument === null || caller.instrument === instrument) return;
  const detail = `This key is bound to the instrument ${caller.instrument}; this is of another one, or of none.`;
  throw new HttpProblem('wrong-instrument', detail);
}

/**
 * For what removes or stops something: a key that is bound to an instrument lies on its PC, and only sends.
 *
 * @throws HttpProblem insufficient-scope
 */
export function refuseBound({ instrument }: Principal): void {
  if (instrument === null) return;
  const detail = `This key sends the files of the instrument ${instrument}; it removes and stops nothing.`;
  throw new HttpProblem('insufficient-scope', detail);
}
