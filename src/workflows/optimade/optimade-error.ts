import { ScienceError } from '../../science/units/science-error.js';

/** Code -> [status, title] as OPTIMADE wants them; kept apart from `problems.ts`, because its answers have another form. */
const OPTIMADE_ERRORS = {
  'filter-syntax': [400, 'The filter is not grammatical'],
  'filter-too-large': [400, 'The filter is too large'],
  'unknown-property': [400, 'There is no such property'],
  'invalid-timestamp': [400, 'The time is not written as RFC 3339 asks'],
  'invalid-parameter': [400, 'A parameter is not valid'],
  'page-too-large': [403, 'The page is too large'],
  'no-such-address': [404, 'There is nothing at this address'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'type-mismatch': [501, 'The types do not fit'],
  'not-supported': [501, 'This is not supported here'],
  'version-not-supported': [553, 'This version is not served'],
} as const satisfies Record<string, readonly [number, string]>;

export type OptimadeErrorCode = keyof typeof OPTIMADE_ERRORS;

/** A request that OPTIMADE refuses, with the status that its specification gives. */
export class OptimadeError extends ScienceError<OptimadeErrorCode> {
  get status(): number {
    return OPTIMADE_ERRORS[this.code][0];
  }

  get title(): string {
    return OPTIMADE_ERRORS[this.code][1];
  }
}
