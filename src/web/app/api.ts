import type { Problem } from './api-types.js';

const BASE = '/api/v1';

/** An answer of the service that says what went wrong (RFC 9457), or what the network did. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
  }
}

export const networkProblem = (detail: string): Problem => ({
  code: 'service-unreachable',
  status: 0,
  title: 'The service does not answer',
  detail,
});

/** Problem out of an answer's text; an answer of another kind keeps its status. */
export function problemFrom(status: number, text: string): Problem {
  try {
    const body = JSON.parse(text) as Partial<Problem>;
    if (typeof body.code === 'string' && typeof body.title === 'string') {
      return { code: body.code, status, title: body.title, detail: body.detail ?? body.title };
    }
  } catch {
    // Not JSON: a proxy's page, perhaps. The status is what there is.
  }
  return {
    code: `http-${status}`,
    status,
    title: 'The service refused',
    detail: `It answered with status ${status}.`,
  };
}

export const problemOf = (error: unknown): Problem =>
  error instanceof ApiError
    ? error.problem
    : {
        code: 'page-error',
        status: 0,
        title: 'The page failed',
        detail: error instanceof Error ? error.message : String(error),
      };

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${BASE}${path}`, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(networkProblem('No connection to Kaimen. Is it still running?'));
  }
  if (!response.ok) throw new ApiError(problemFrom(response.status, await response.text()));
  return response;
}

const JSON_HEADERS = { accept: 'application/json' };

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await send(path, { headers: JSON_HEADERS, signal })).json()) as T;
}

export async function postJson<T>(path: string, body?: unknown): Promise<T> {
  const headers = body === undefined ? JSON_HEADERS : { ...JSON_HEADERS, 'content-type': 'application/json' };
  const response = await send(path, {
    method: 'POST',
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export async function remove(path: string): Promise<void> {
  await send(path, { method: 'DELETE' });
}

/** Little-endian float32 spectra [to − from, nChannels]. */
export async function getSpectra(path: string, from: number, to: number): Promise<Float32Array> {
  const response = await send(`${path}?from=${from}&to=${to}`, {
    headers: { accept: 'application/octet-stream' },
  });
  return new Float32Array(await response.arrayBuffer());
}

export const apiUrl = (path: string): string => `${BASE}${path}`;
