import { ApiError } from '../../api-client/client.js';
import type { Rejection } from '../journal/entry.js';

/**
 * What follows from a failure: `away` nobody can be reached or may take files now, wait with all; `later` this file alone later; `key` nothing
 * goes on until the key is mended; `anew` the upload is no longer there, begin it again; `changed` the file is no longer what it was;
 * `final` the service refuses these bytes.
 */
export type Verdict =
  | { readonly kind: 'away'; readonly detail: string; readonly afterMs: number | null }
  | { readonly kind: 'later'; readonly detail: string; readonly afterMs: number | null }
  | { readonly kind: 'anew' | 'changed'; readonly detail: string }
  | { readonly kind: 'key'; readonly detail: string; readonly rejection: Rejection }
  | { readonly kind: 'final'; readonly rejection: Rejection };

/** The service, or what stands before it, takes nothing now. */
const AWAY: readonly number[] = [429, 502, 503, 504, 507];
const LATER: readonly number[] = [408, 409, 423, 425];

/** Judges a failure by the rules of src/agent/README.md. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof ApiError) return verdictOfProblem(error);
  const { message, code, cause } = error as NodeJS.ErrnoException;
  const detail = cause instanceof Error ? `${message}: ${cause.message}` : message;
  // What reads a file of the platform's says so when it was written to meanwhile.
  const names = [error, cause].map((one) => (one instanceof Error ? one.name : ''));
  if (names.includes('NotReadableError') || code === 'ENOENT') return { kind: 'changed', detail };
  if (code === 'EACCES' || code === 'EBUSY' || code === 'EPERM' || code === 'EIO')
    return { kind: 'later', detail, afterMs: null };
  return { kind: 'away', detail, afterMs: null };
}

function verdictOfProblem({ problem, retryAfterS }: ApiError): Verdict {
  const { status, code, title, detail } = problem;
  const afterMs = retryAfterS === null ? null : retryAfterS * 1000;
  const rejection = { code, status, title, detail };
  if (status === 401 || status === 403) return { kind: 'key', detail, rejection };
  if (AWAY.includes(status)) return { kind: 'away', detail, afterMs };
  if (LATER.includes(status) || status >= 500) return { kind: 'later', detail, afterMs };
  if (status === 404 || status === 410) return { kind: 'anew', detail };
  return { kind: 'final', rejection };
}

const FIRST_MS = 1000;
const LONGEST_MS = 300_000;

/**
 * How long to wait before the next attempt: 1 s, 2 s, 4 s … 5 min, each between half and the whole of it, so that many agents do not come
 * back at once. What the service asks for (Retry-After) is the least.
 *
 * @param nFailures  so far, from 1
 * @param chance     from 0 to 1
 */
export function backoffMs(nFailures: number, chance: number, retryAfterMs: number | null = null): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, nFailures - 1));
  return Math.max(retryAfterMs ?? 0, longest * (0.5 + 0.5 * chance));
}
