import { text, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Identity } from '../auth/identity.js';
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

/** Who sends its body more slowly would keep memory from the others. */
export const JSON_TIMING = { arrivesMs: 60_000 };

interface Door {
  readonly memory: RequestMemory;
  readonly identity: Identity;
}

/**
 * Bodies of JSON: at most 1 MB (a search, which can carry a table, 16 MB), not compressed, read by the strict parser. Other
 * bodies are left alone; so is that of somebody unknown, who is refused without it.
 */
export const jsonBody =
  ({ memory, identity }: Door): RequestHandler =>
  (request: Request, response: Response, next: NextFunction) => {
    if (!request.is(JSON_TYPES)) return next();
    const read = async (): Promise<void> => {
      if ((await identity.of(request)) === null) return;
      memory.hold(response, COPIES * longest(request, isLarge(request) ? LARGE_BYTES : SMALL_BYTES));
      await arrived(request, response);
      if (typeof request.body === 'string') request.body = parsed(request.body);
    };
    read().then(() => next(), next);
  };

/** @throws HttpProblem request-timeout, and what is wrong with the body */
function arrived(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      response.set('Connection', 'close');
      reject(
        new HttpProblem('request-timeout', `A body of JSON comes within ${JSON_TIMING.arrivesMs / 1000} s.`),
      );
    }, JSON_TIMING.arrivesMs);
    (isLarge(request) ? large : small)(request, response, (error?: unknown) => {
      clearTimeout(timer);
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}

function parsed(body: string): unknown {
  try {
    return parseStrictJson(body);
  } catch (error) {
    if (error instanceof StrictJsonError) throw new HttpProblem('invalid-json', error.message);
    throw error;
  }
}
