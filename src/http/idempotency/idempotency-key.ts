import type { Request } from 'express';
import { HttpProblem } from '../problems/http-problem.js';

const MAX_CHARACTERS = 255;
/** A String of Structured Fields (RFC 9651, section 4.2.5). */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** A Token of Structured Fields; a UUID may begin with a digit. */
const BARE = /^[\w!#$%&'*+.^`|~:/-]+$/;

/**
 * The Idempotency-Key of a request: "quoted" or bare, which is the same key; null without one.
 *
 * @throws HttpProblem invalid-idempotency-key
 */
export function idempotencyKeyOf(request: Request): string | null {
  const given = request.get('Idempotency-Key')?.trim();
  if (given === undefined) return null;
  const key = QUOTED.exec(given)?.[1].replace(/\\(["\\])/g, '$1') ?? BARE.exec(given)?.[0] ?? '';
  if (key.length > 0 && key.length <= MAX_CHARACTERS) return key;
  const detail = `Idempotency-Key is a text in double quotes, a UUID or a word, of 1 to ${MAX_CHARACTERS} characters of ASCII.`;
  throw new HttpProblem('invalid-idempotency-key', detail);
}
