import { HttpException } from '@nestjs/common';
import { ScienceError } from '../../science/units/science-error.js';
import { problemFrom } from '../../workflows/problems.js';
import { type FieldError, HttpProblem, type HttpProblemCode } from './http-problem.js';

export interface Explanation {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Codes of a status where Nest, Express or the body parser refused a request, and what is said then. */
const BY_STATUS: Readonly<Record<number, readonly [HttpProblemCode, string]>> = {
  400: ['invalid-request', 'The request could not be understood.'],
  404: ['not-found', 'There is nothing at this address.'],
  408: ['request-timeout', 'The request did not arrive in time.'],
  413: ['payload-too-large', 'A body of JSON has at most 1 MB, that of a search 16 MB.'],
  415: ['unsupported-media-type', 'Send JSON in UTF-8, not compressed.'],
  429: ['rate-limited', 'Too many requests of this key or address; wait as Retry-After says.'],
  503: ['overloaded', 'The service is busy or stopping; try again.'],
};

/** Where in the body of a request the details of an error point to. */
const POINTER_BASE: Readonly<Record<string, string>> = { 'invalid-recipe': '#/recipe' };

/** Who is told that we are too busy is told when to come again. */
const COME_AGAIN = { 'Retry-After': '2' };

/** What a client is told of an error. Null for one that nobody expected: nothing of it may leak. */
export function explain(error: unknown): Explanation | null {
  const known = explained(error);
  return known?.status === 503 ? { ...known, headers: { ...COME_AGAIN, ...known.headers } } : known;
}

function explained(error: unknown): Explanation | null {
  if (error instanceof HttpProblem) {
    const { status, code, title, message, extra } = error;
    return { status, code, title, detail: message, ...extra };
  }
  if (error instanceof ScienceError) return explainOwn(error as ScienceError);
  if (isDiskFull(error))
    return explain(new HttpProblem('quota-exceeded', 'The disk of the service is full.'));
  if (isDatabaseAway(error)) return explain(new HttpProblem('overloaded', BY_STATUS[503][1]));
  const status = error instanceof HttpException ? error.getStatus() : statusOfExpress(error);
  const known = status === null ? undefined : BY_STATUS[status];
  return known === undefined ? null : explain(new HttpProblem(known[0], known[1]));
}

function explainOwn(error: ScienceError): Explanation | null {
  const problem = problemFrom(error);
  if (problem.code === 'internal-error') return null;
  const base = POINTER_BASE[error.code];
  const { pointer } = error.details;
  if (base === undefined || typeof pointer !== 'string') return problem;
  return { ...problem, errors: [{ detail: problem.detail, pointer: base + pointer }] };
}

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT'].includes(String(error.code));

/** Too many connections; a server that stops, starts or recovers. */
const AWAY_CODES: readonly unknown[] = ['53300', '57P01', '57P02', '57P03', 'ECONNREFUSED'];
/** What the pool says, without a code, when no connection became free or one was cut. */
const AWAY_WORDS = /^(timeout exceeded when trying to connect|Connection terminated)/;

const isDatabaseAway = (error: unknown): boolean =>
  error instanceof Error &&
  (AWAY_WORDS.test(error.message) || ('code' in error && AWAY_CODES.includes(error.code)));

/** Errors of Express and of the body parser carry their status; those of 5xx explain nothing to a client. */
function statusOfExpress(error: unknown): number | null {
  if (error instanceof URIError) return 404;
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  return error.status >= 400 && error.status < 500 ? error.status : null;
}
