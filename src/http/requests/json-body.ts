import { text, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { HttpProblem } from '../problems/http-problem.js';
import { parseStrictJson, StrictJsonError } from './strict-json.js';

const JSON_TYPES = ['application/json', 'application/*+json'];

const upTo = (limit: string): RequestHandler =>
  text({ type: JSON_TYPES, limit, inflate: false, defaultCharset: 'utf-8' });
const small = upTo('1mb');
const large = upTo('16mb');

/**
 * Bodies of JSON: at most 1 MB (a search, which can carry a table, 16 MB), not compressed, read by the strict parser. Other
 * bodies are left alone.
 */
export const jsonBody: readonly RequestHandler[] = [
  (request: Request, response: Response, next: NextFunction) =>
    (request.path === '/searches' ? large : small)(request, response, next),
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
