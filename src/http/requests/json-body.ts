import { text, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { type RequestMemory, longest } from '../limits/request-memory.js';
import { HttpProblem } from '../problems/http-problem.js';
import { parseStrictJson, StrictJsonError } from './strict-json.js';

const JSON_TYPES = ['application/json', 'application/*+json'];

const SMALL_BYTES = 2 ** 20;
const LARGE_BYTES = 2 ** 24;
/** As bytes, as text, as values, and what is made of them. */
const COPIES = 4;

const upTo = (limit: number): RequestHandler =>
  text({ type: JSON_TYPES, limit, inflate: false, defaultCharset: 'utf-8' });
const small = upTo(SMALL_BYTES);
const large = upTo(LARGE_BYTES);
const isLarge = ({ path }: Request): boolean => path === '/searches';

/**
 * Bodies of JSON: at most 1 MB (a search, which can carry a table, 16 MB), not compressed, read by the strict parser. Other
 * bodies are left alone.
 */
export const jsonBody = (memory: RequestMemory): readonly RequestHandler[] => [
  (request: Request, response: Response, next: NextFunction) => {
    const limitBytes = isLarge(request) ? LARGE_BYTES : SMALL_BYTES;
    if (request.is(JSON_TYPES)) memory.hold(response, COPIES * longest(request, limitBytes));
    next();
  },
  (request: Request, response: Response, next: NextFunction) =>
    (isLarge(request) ? large : small)(request, response, next),
  (request: Request, _response: Response, next: NextFunction) => {
    if (typeof request.body === 'string') request.body = parsed(request.body);
    next();
  },
];

function parsed(body: string): unknown {
  try {
    return parseStrictJson(body);
  } catch (error) {
    if (error instanceof StrictJsonError) throw new HttpProblem('invalid-json', error.message);
    throw error;
  }
}
