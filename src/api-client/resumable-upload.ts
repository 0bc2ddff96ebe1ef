import {
  ApiError,
  apiErrorOf,
  authorization,
  type ClientOptions,
  type Sidecar,
  type SubmittedDataset,
} from './client.js';
import { steadyFetch } from './steady-fetch.js';

export interface ResumableUploadOptions {
  /** What the bytes hash to (hex): the service refuses what arrived otherwise. */
  readonly sha256?: string;
  readonly instrument?: string;
  readonly session?: string;
  /** When the file was last changed, ISO 8601 with offset. */
  readonly modified?: string;
  readonly sidecar?: Sidecar;
  /** Where an earlier attempt with the same file was: it goes on there, or begins anew when the service knows it no more. */
  readonly url?: string | null;
  /** A file of at most so many bytes goes whole with the request that begins its upload; 0: none. `onUrl` does not hear of it. */
  readonly wholeUpToBytes?: number;
  /** Hears where the upload is, before the first byte is sent; what it returns is awaited, so that it can be kept. */
  readonly onUrl?: (url: string) => void | Promise<void>;
  /** Hears how many bytes the service has. */
  readonly onProgress?: (receivedBytes: number) => void;
  readonly signal?: AbortSignal;
}

/** A file as it is sent. */
export interface UploadSource {
  readonly sizeBytes: number;
  /** What sends a request with the bytes from `startByte` up to `endByte` as its body; it rejects when they cannot be read, too. */
  part(startByte: number, endByte: number): Send;
}

/** As `fetch`. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** What browsers have. In Node it takes three times as long as a stream from the file (src/agent/service/file-source.ts). */
export const blobSource = (blob: Blob): UploadSource => ({
  sizeBytes: blob.size,
  part: (startByte, endByte) => (url, init) => fetch(url, { ...init, body: blob.slice(startByte, endByte) }),
});

const BYTES = { 'Content-Type': 'application/offset+octet-stream' };

/** One request carries what goes in about 2 s, judged by the one before: each ends with a sync, and a progress bar moves with each. */
const PIECE = {
  firstBytes: 2 ** 22,
  minBytes: 2 ** 20,
  maxBytes: 2 ** 29,
  aimMs: 2000,
  minFactor: 0.5,
  maxFactor: 8,
};

/**
 * Sends a file in pieces (tus 1.0) and goes on where an earlier attempt was. One attempt: what to do when the service is
 * away (a TypeError, as of `fetch`) or busy (`ApiError.retryAfterS`) is the caller's; called again with the same `url`, nothing that
 * arrived is sent twice.
 *
 * @throws ApiError with the problem of a refused file
 */
export async function resumableUpload(
  client: ClientOptions,
  file: UploadSource,
  fileName: string,
  options: ResumableUploadOptions = {},
): Promise<SubmittedDataset> {
  const at = { client, signal: options.signal };
  const { onUrl, onProgress } = options;
  const resumed = options.url == null ? null : await offsetOf(at, options.url);
  const { url, offset, submitted } =
    resumed === null
      ? await begin(at, file, { metadata: metadataOf(fileName, options), isWhole: isSmall(file, options) })
      : { url: options.url as string, offset: resumed, submitted: null };
  onProgress?.(offset);
  if (submitted !== null) return submitted;
  if (resumed === null) await onUrl?.(url);
  return sendFrom({ ...at, url, onProgress }, file, offset);
}

const isSmall = (file: UploadSource, { wholeUpToBytes = 0 }: ResumableUploadOptions): boolean =>
  file.sizeBytes > 0 && file.sizeBytes <= wholeUpToBytes;

/** Gives an upload up: what came of it is removed. One that has ended stays as it is. */
export async function cancelUpload(client: ClientOptions, url: string): Promise<void> {
  const response = await ask({ client }, url, { method: 'DELETE' });
  if (!response.ok && ![404, 409, 410].includes(response.status)) throw await apiErrorOf(response);
}

interface At {
  readonly client: ClientOptions;
  readonly signal?: AbortSignal;
}

async function sendFrom(
  at: At & { readonly url: string; readonly onProgress?: (receivedBytes: number) => void },
  file: UploadSource,
  offset: number,
): Promise<SubmittedDataset> {
  let pieceBytes = PIECE.firstBytes;
  for (let from = offset; ;) {
    const started = performance.now();
    const headers = { 'Upload-Offset': String(from), ...BYTES };
    // Also without bytes: the service then finishes what it has whole, or tells again how it ended.
    const send = file.part(from, Math.min(file.sizeBytes, from + pieceBytes));
    const response = await ask(at, at.url, { method: 'PATCH', headers }, send);
    if (!response.ok) throw await apiErrorOf(response);
    if (response.status === 200) return (await response.json()) as SubmittedDataset;
    from = Number(response.headers.get('Upload-Offset'));
    at.onProgress?.(from);
    pieceBytes = nextPieceBytes(pieceBytes, performance.now() - started);
  }
}

function nextPieceBytes(pieceBytes: number, tookMs: number): number {
  const factor = Math.min(PIECE.maxFactor, Math.max(PIECE.minFactor, PIECE.aimMs / tookMs));
  return Math.round(Math.min(PIECE.maxBytes, Math.max(PIECE.minBytes, pieceBytes * factor)));
}

interface Begun {
  /** A path on the service. */
  readonly url: string;
  readonly offset: number;
  /** When all of it went along. */
  readonly submitted: SubmittedDataset | null;
}

async function begin(
  at: At,
  file: UploadSource,
  { metadata, isWhole }: { readonly metadata: string; readonly isWhole: boolean },
): Promise<Begun> {
  const told = { 'Upload-Length': String(file.sizeBytes), 'Upload-Metadata': metadata };
  const headers = isWhole ? { ...told, ...BYTES } : told;
  const send = isWhole ? file.part(0, file.sizeBytes) : fetch;
  const response = await ask(at, '/api/v1/uploads', { method: 'POST', headers }, send);
  const url = response.headers.get('Location');
  if (response.status !== 201 || url === null) throw await apiErrorOf(response);
  const offset = Number(response.headers.get('Upload-Offset') ?? 0);
  const isTaken = response.headers.get('Content-Type')?.startsWith('application/json') ?? false;
  return { url, offset, submitted: isTaken ? ((await response.json()) as SubmittedDataset) : null };
}

/** How much of it the service has; null when it knows it no more. */
async function offsetOf(at: At, url: string): Promise<number | null> {
  const response = await ask(at, url, { method: 'HEAD' });
  if (response.status === 404 || response.status === 410) return null;
  if (response.ok) return Number(response.headers.get('Upload-Offset'));
  throw await refusalOf(at, url, response);
}

/** An answer to HEAD has no body: the reason stands in the record. */
async function refusalOf(at: At, url: string, response: Response): Promise<ApiError> {
  if (response.status !== 422 && response.status !== 415) return apiErrorOf(response);
  const record = await ask(at, url, { method: 'GET' });
  const { problem } = (await record.json()) as { problem: ApiError['problem'] | null };
  return problem === null ? apiErrorOf(response) : new ApiError(problem);
}

function ask(
  { client, signal }: At,
  path: string,
  { method, headers }: { readonly method: string; readonly headers?: Readonly<Record<string, string>> },
  send: Send = fetch,
): Promise<Response> {
  const url = client.baseUrl + path;
  const always = { ...authorization(client), Accept: 'application/json', 'Tus-Resumable': '1.0.0' };
  return steadyFetch(url, { method, signal, headers: { ...always, ...headers } }, (_, init) =>
    send(url, init),
  );
}

function metadataOf(fileName: string, options: ResumableUploadOptions): string {
  const { sha256, instrument, session, modified, sidecar } = options;
  const told = { filename: fileName, sha256, instrument, session, modified };
  return Object.entries({ ...told, sidecar: sidecar && JSON.stringify(sidecar) })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key} ${base64(value)}`]))
    .join(',');
}

const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
