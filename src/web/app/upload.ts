import { ApiError } from '../../api-client/client.js';
import { blobSource, cancelUpload, resumableUpload } from '../../api-client/resumable-upload.js';
import { client, getJson, JSON_HEADERS, send, Unreachable } from './api.js';
import type { SubmittedDataset } from './api-types.js';
import { forgetUpload, rememberUpload, uploadOf } from './uploads-left.js';

/** A dataset that was taken in; not `created` when it was there before. */
export type TakenIn = SubmittedDataset & { readonly created: boolean };

export interface Upload {
  readonly done: Promise<TakenIn>;
  /** Stops sending; what the service has stays there. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Breaks off what has not been taken in, and has the service forget it; what has been taken in stays. */
  readonly cancel: () => void;
}

export interface UploadHears {
  readonly onProgress: (receivedBytes: number) => void;
  /** It stands still: somebody paused it, or the connection broke and it is not tried again by itself any more. */
  readonly onPause: (why: 'asked' | 'connection') => void;
  readonly onResume: () => void;
}

export class UploadCancelled extends Error {}

/** The demo scan, which the service makes itself. */
export async function takeInDemo(): Promise<TakenIn> {
  const response = await send('/datasets/demo', { method: 'POST', headers: JSON_HEADERS });
  return { ...((await response.json()) as SubmittedDataset), created: response.status === 202 };
}

/** Larger files are not hashed here: the browser wants a file whole in memory for it. */
const HASHED_BYTES = 2 ** 28;
const WAITS_S = [1, 2, 4, 8, 16];
const PASSING: readonly number[] = [408, 423, 425, 429, 500, 502, 503, 504];

/** One file to the service, in pieces. It goes on where it was: after a pause, a broken connection, a reload of the page. */
export function uploadFile(file: File, hears: UploadHears): Upload {
  const upload = new PieceUpload(file, hears);
  return {
    done: upload.run(),
    pause: () => upload.stop('pause'),
    resume: () => upload.resume(),
    cancel: () => upload.stop('cancel'),
  };
}

class PieceUpload {
  private url: string | null;
  private stopping = new AbortController();
  private wanted: 'send' | 'pause' | 'cancel' = 'send';
  private wake: () => void = () => undefined;

  constructor(
    private readonly file: File,
    private readonly hears: UploadHears,
  ) {
    this.url = uploadOf(file);
  }

  stop(why: 'pause' | 'cancel'): void {
    this.wanted = why;
    this.stopping.abort();
    this.wake();
  }

  resume(): void {
    this.wanted = 'send';
    this.wake();
  }

  async run(): Promise<TakenIn> {
    for (let nFailures = 0; ;) {
      try {
        return await this.attempt((received) => {
          nFailures = 0;
          this.hears.onProgress(received);
        });
      } catch (error) {
        const waitS = this.wanted === 'send' ? waitAfter(error, nFailures++) : null;
        if (waitS !== null) await this.sleep(waitS);
        else {
          await this.standStill(this.wanted === 'pause' ? 'asked' : 'connection');
          nFailures = 0;
        }
      }
    }
  }

  private async attempt(onProgress: (received: number) => void): Promise<TakenIn> {
    if (this.wanted !== 'send') throw new UploadCancelled('stopped');
    this.stopping = new AbortController();
    const { file } = this;
    const sha256 = this.url === null ? await sha256Of(file) : undefined;
    try {
      const taken = await resumableUpload(client, blobSource(file), file.name, {
        ...{ url: this.url, signal: this.stopping.signal, onProgress, sha256 },
        modified: new Date(file.lastModified).toISOString(),
        onUrl: (url) => {
          this.url = url;
          rememberUpload(file, url);
        },
      });
      forgetUpload(file);
      return { ...taken, created: await this.isNew(taken) };
    } catch (error) {
      // What was refused is not gone on with: the same file is sent anew.
      if (error instanceof ApiError && !isPassing(error)) forgetUpload(file);
      throw error;
    }
  }

  /** Whether its dataset was made by this upload: it is younger then. */
  private async isNew({ dataset }: SubmittedDataset): Promise<boolean> {
    const id = this.url?.split('/').at(-1);
    const { createdAt } = await getJson<{ createdAt: string }>(`/uploads/${id}`);
    return dataset.createdAt >= createdAt;
  }

  private async standStill(why: 'asked' | 'connection'): Promise<void> {
    if (this.wanted !== 'cancel') {
      this.wanted = 'pause';
      this.hears.onPause(why);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (this.wanted === 'cancel') {
      forgetUpload(this.file);
      if (this.url !== null) await cancelUpload(client, this.url).catch(() => undefined); // it expires by itself
      throw new UploadCancelled('cancelled');
    }
    this.hears.onResume();
  }

  /** Also until somebody stops it. */
  private sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, 1000 * seconds);
    });
  }
}

const isPassing = (error: ApiError): boolean => PASSING.includes(error.problem.status);

/** How long until it is tried again; null: not by itself. @throws the error, when trying again is of no use */
function waitAfter(error: unknown, nFailures: number): number | null {
  if (error instanceof ApiError) {
    if (!isPassing(error)) throw error;
    if (nFailures < WAITS_S.length) return Math.min(60, Math.max(error.retryAfterS ?? 0, WAITS_S[nFailures]));
    throw error;
  }
  // `fetch` says so when there is no connection; anything else is a fault of the page.
  if (!(error instanceof TypeError) && !(error instanceof Unreachable)) throw error;
  return nFailures < WAITS_S.length ? WAITS_S[nFailures] : null;
}

/** Undefined where it costs too much, or the page has no right to: not signed in over https or from this machine. */
async function sha256Of(file: File): Promise<string | undefined> {
  if (file.size > HASHED_BYTES || (globalThis.crypto as Partial<Crypto>).subtle === undefined)
    return undefined;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
