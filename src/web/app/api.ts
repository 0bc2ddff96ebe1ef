import { ApiError, createClient, problemIn } from '../../api-client/client.js';
import { steadyFetch } from '../../api-client/steady-fetch.js';
import type { Problem } from './api-types.js';

const BASE = '/api/v1';

/** The service that this page came from; the browser's cookie signs. */
export const client = createClient({ baseUrl: '' });

/** The service did not answer at all. */
export class Unreachable extends Error {}

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return error instanceof Unreachable
    ? { code: 'service-unreachable', status: 0, title: 'The service does not answer', detail }
    : { code: 'page-error', status: 0, title: 'The page failed', detail };
}

export async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await steadyFetch(`${BASE}${path}`, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Unreachable('No connection to Kaimen. Is it still running?');
  }
  if (!response.ok) throw new ApiError(await problemIn(response));
  return response;
}

export const JSON_HEADERS = { accept: 'application/json' };

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await send(path, { headers: JSON_HEADERS, signal })).json()) as T;
}

export const postJson = <T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> =>
  sendJson('POST', path, body, signal);

export const putJson = <T>(path: string, body: unknown): Promise<T> => sendJson('PUT', path, body);

export const patchJson = <T>(path: string, body: unknown): Promise<T> => sendJson('PATCH', path, body);

async function sendJson<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = body === undefined ? JSON_HEADERS : { ...JSON_HEADERS, 'content-type': 'application/json' };
  const response = await send(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
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

/** A map of all pixels of a large scan: little-endian float32 [nPixels]. */
export async function getPlane(analysisId: string, planeId: string): Promise<Float32Array> {
  const response = await send(`/analyses/${analysisId}/maps/${encodeURIComponent(planeId)}`, {
    headers: { accept: 'application/octet-stream' },
  });
  return new Float32Array(await response.arrayBuffer());
}

export const apiUrl = (path: string): string => `${BASE}${path}`;
