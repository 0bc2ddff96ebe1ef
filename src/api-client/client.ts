import createFetchClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './schema.js';
import { retryAfterOf, steadyFetch } from './steady-fetch.js';

export type ProblemCode = components['schemas']['ProblemCode'];
/** What went wrong; `no-reason` when the answer was none of the service's own (a proxy before it, perhaps). */
export type Problem = Omit<components['schemas']['ProblemDto'], 'code'> & {
  code: ProblemCode | 'no-reason';
};
export type Dataset = components['schemas']['DatasetDto'];
export type Sidecar = components['schemas']['SidecarDto'];
export type Scan = components['schemas']['ScanDto'];
export type Analysis = components['schemas']['AnalysisDto'];
export type Job = components['schemas']['JobDto'];
export type JobEvent = components['schemas']['JobEventDto'];
export type SubmittedDataset = components['schemas']['SubmittedDatasetDto'];

export interface ClientOptions {
  /** Where the service is, 'http://127.0.0.1:4680'; '' in its own page. */
  readonly baseUrl: string;
  /** Without it the browser's cookie signs requests. */
  readonly apiKey?: string;
}

export interface KaimenClient extends ClientOptions {
  /** One typed method for each HTTP method; answers are `{ data, error, response }`. */
  readonly api: Client<paths>;
}

/** A client for a page, a script or the command line. */
export function createClient(options: ClientOptions): KaimenClient {
  const { baseUrl } = options;
  const headers = authorization(options);
  return { ...options, api: createFetchClient<paths>({ baseUrl, headers, fetch: steadyFetch }) };
}

/** An answer that was not what was asked for; `problem` says why, in the service's own words. */
export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    /** How long the service asks to wait before it is asked again, seconds; null: it does not say. */
    readonly retryAfterS: number | null = null,
  ) {
    super(problem.detail);
    this.name = 'ApiError';
  }
}

/**
 * The data of an answer of `client.api`.
 *
 * @throws ApiError when the service refused
 */
export async function dataOf<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new ApiError(asProblem(error, response.status), retryAfterOf(response));
  return data as T;
}

export const authorization = ({ apiKey }: ClientOptions): Record<string, string> =>
  apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` };

/** What a service (or a proxy before it, which knows nothing of problems) says is wrong. */
function asProblem(body: unknown, status: number): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem;
  return {
    type: 'about:blank',
    title: `HTTP ${status}`,
    status,
    detail: `The service answered with status ${status} and no reason.`,
    instance: '',
    code: 'no-reason',
    requestId: '',
  };
}

/** The problem in the body of an answer that is not ok. */
export const problemIn = async (response: Response): Promise<Problem> =>
  problemOfText(await response.text(), response.status);

/** What an answer that is not ok says. */
export async function apiErrorOf(response: Response): Promise<ApiError> {
  return new ApiError(await problemIn(response), retryAfterOf(response));
}

/** The same of a body that was read already. */
export function problemOfText(text: string, status: number): Problem {
  try {
    return asProblem(JSON.parse(text), status);
  } catch {
    return asProblem(null, status);
  }
}
