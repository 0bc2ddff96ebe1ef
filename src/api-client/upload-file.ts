import {
  apiErrorOf,
  authorization,
  type KaimenClient,
  type Sidecar,
  type SubmittedDataset,
} from './client.js';
import { steadyFetch } from './steady-fetch.js';

export interface UploadOptions {
  readonly signal?: AbortSignal;
  /** What the bytes hash to (hex): the service refuses what arrived otherwise. */
  readonly sha256?: string;
  /** What was known at the microscope. */
  readonly sidecar?: Sidecar;
}

/**
 * Uploads a file. A `Blob` is streamed by the platform, also from disk (`openAsBlob` in Node, `File` in a browser).
 * For a progress bar in a browser, which `fetch` cannot give, send the same form by XMLHttpRequest.
 *
 * @throws ApiError with the problem of a refused file
 */
export async function uploadFile(
  client: KaimenClient,
  file: Blob,
  fileName: string,
  options: UploadOptions = {},
): Promise<SubmittedDataset & { created: boolean }> {
  const form = new FormData();
  if (options.sha256 !== undefined) form.append('sha256', options.sha256);
  if (options.sidecar !== undefined) form.append('sidecar', JSON.stringify(options.sidecar));
  form.append('file', file, fileName);
  const response = await steadyFetch(`${client.baseUrl}/api/v1/datasets`, {
    method: 'POST',
    headers: { ...authorization(client), Accept: 'application/json' },
    body: form,
    signal: options.signal,
  });
  if (!response.ok) throw await apiErrorOf(response);
  return { ...((await response.json()) as SubmittedDataset), created: response.status === 202 };
}
