import type { Rejection } from '../journal/entry.js';

/** Files of at most so many bytes go whole in one request, unasked: that the service has them already it finds itself, for less than the question costs. */
export const SMALL_BYTES = 1 << 20;

/** A file as it is sent. */
export interface OutgoingFile {
  /** On this machine. */
  readonly fullPath: string;
  /** Its last name. */
  readonly fileName: string;
  readonly sha256: string;
  readonly facts: FileFacts;
}

export interface FileFacts {
  readonly instrument: string | null;
  readonly session: string | null;
  /** When the file was changed last, ISO 8601 with offset. */
  readonly modified: string | null;
  /** JSON, or null: there is none. */
  readonly sidecar: string | null;
}

/** What the service has of a file. */
export interface KnownDataset {
  readonly id: string;
  readonly state: 'reading' | 'ready' | 'rejected';
  /** Why it was rejected. */
  readonly rejection: Rejection | null;
  /** The job that reads it. */
  readonly jobId: string;
  readonly hasSidecar: boolean;
}

/** How an upload stands of which the last answer was lost. */
export type UploadStanding =
  | { readonly state: 'receiving' }
  | { readonly state: 'accepted'; readonly datasetId: string }
  | { readonly state: 'refused'; readonly rejection: Rejection }
  | { readonly state: 'gone' };

export interface SendOptions {
  /** Of an upload that was begun before; null: it is begun. */
  readonly url: string | null;
  /** Told as soon as there is one; no byte flows before it has resolved. Of a small file that goes whole there is none. */
  readonly onUrl: (url: string) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Heartbeat {
  readonly agent: string;
  readonly host: string;
  readonly watching: readonly string[];
  readonly nPending: number;
  readonly pendingBytes: number;
  readonly nRejected: number;
  readonly lastFile: string | null;
  readonly lastFileAt: string | null;
  readonly at: string;
  readonly leaving?: boolean;
}

/**
 * The service as the agent sees it. Every method throws what `verdictOf` (verdict.ts) can judge: an `ApiError` for an answer, the platform's
 * error where none came.
 */
export abstract class Service {
  /** The own dataset with these bytes under this name; null: there is none. */
  abstract find(sha256: string, fileName: string): Promise<KnownDataset | null>;
  abstract dataset(id: string): Promise<KnownDataset | null>;
  abstract send(file: OutgoingFile, options: SendOptions): Promise<KnownDataset>;
  abstract standingOf(url: string): Promise<UploadStanding>;
  /** @param sidecar  JSON */
  abstract setSidecar(datasetId: string, sidecar: string): Promise<void>;
  /** The one instrument whose files the key may send; null: of any. */
  abstract boundInstrument(): Promise<string | null>;
  abstract beat(instrument: string, heartbeat: Heartbeat): Promise<void>;
}
