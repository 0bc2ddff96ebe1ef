/** Code -> [status, title] of what only HTTP can get wrong; the codes of the work itself are in workflows/problems.ts. */
const HTTP_PROBLEMS = {
  'invalid-json': [400, 'The body is not valid JSON'],
  'invalid-parameter': [400, 'A parameter is not valid'],
  'invalid-request': [400, 'The request is not valid'],
  'invalid-multipart': [400, 'The form is not valid'],
  'invalid-idempotency-key': [400, 'The Idempotency-Key is not valid'],
  unauthorized: [401, 'Sign in or send a valid key'],
  'insufficient-scope': [403, 'The key does not allow this'],
  'wrong-instrument': [403, 'The key is bound to another instrument'],
  'forbidden-origin': [403, 'The request came from another site'],
  'not-found': [404, 'There is no such thing'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'not-acceptable': [406, 'None of the accepted types can be sent'],
  'offset-conflict': [409, 'The upload is at another offset'],
  'unsupported-protocol': [412, 'This version of the protocol is not spoken here'],
  'length-required': [411, 'The length of the body must be told'],
  'request-timeout': [408, 'The request took too long'],
  'idempotency-in-progress': [409, 'The same request is still being worked on'],
  'payload-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The type of the body is not taken here'],
  'validation-error': [422, 'The request does not have the form that is asked for'],
  'idempotency-key-reused': [422, 'The key was sent with another request'],
  'secret-not-kept': [422, 'The answer held a secret, which is not kept'],
  'upload-locked': [423, 'Another request works on the upload'],
  'rate-limited': [429, 'Too many requests'],
  'internal-error': [500, 'Something went wrong here'],
  overloaded: [503, 'Too busy'],
  'quota-exceeded': [507, 'No space is left'],
} as const satisfies Record<string, readonly [number, string]>;

export type HttpProblemCode = keyof typeof HTTP_PROBLEMS;
export const HTTP_PROBLEM_CODES = Object.keys(HTTP_PROBLEMS);

/** One thing that is wrong in a body: `pointer` is a JSON pointer as a URI fragment ('#/recipe/seed'). */
export interface FieldError {
  readonly detail: string;
  readonly pointer: string;
}

/** A request refused by the HTTP interface itself. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly title: string;

  constructor(
    readonly code: HttpProblemCode,
    detail: string,
    readonly extra: { errors?: readonly FieldError[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.name = 'HttpProblem';
    [this.status, this.title] = HTTP_PROBLEMS[code];
  }
}
