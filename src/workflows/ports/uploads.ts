import type { Page, PageRequest, Problem, Sidecar } from './records.js';

/** What a file is, as its sender tells it before the first byte; null: not told. */
export interface UploadFacts {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** What the bytes hash to, hex. */
  readonly sha256: string | null;
  readonly instrument: string | null;
  readonly session: string | null;
  /** When the file was last changed where it comes from. */
  readonly modifiedAt: Date | null;
  readonly sidecar: Sidecar | null;
}

/** A file on its way in pieces, or what became of it. Its bytes lie in the upload store under `id` while it is received. */
export interface Upload extends UploadFacts {
  readonly id: string;
  readonly ownerId: string;
  /** Who sends it: 'key:ID' or 'session'. */
  readonly by: string;
  readonly state: 'receiving' | 'accepted' | 'refused' | 'expired';
  /** What the bytes do hash to, noted when all are here and before they become a blob: whoever goes on after a crash finds it by this. */
  readonly contentSha256: string | null;
  /** How many had come when it ended; null while it is received. */
  readonly receivedBytes: number | null;
  readonly datasetId: string | null;
  readonly problem: Problem | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

/** How an upload ended. */
export type UploadEnd = { readonly receivedBytes: number } & (
  | { readonly state: 'accepted'; readonly datasetId: string }
  | { readonly state: 'refused'; readonly problem: Problem }
  | { readonly state: 'expired' }
);

/** What an owner holds, and what is reserved for what is on its way: the whole sizes of uploads that are received. */
export interface UploadUsage {
  readonly datasetBytes: number;
  readonly uploadBytes: number;
}

/** What was acknowledged is durable. Another owner's upload does not exist (null, false). */
export abstract class UploadRepository {
  /**
   * Adds it, unless what its owner holds and what is on its way to it would pass `maxBytes` (null: no limit): false then.
   * What is begun at the same time is counted, too.
   */
  abstract begin(upload: Upload, maxBytes: number | null): Promise<boolean>;
  abstract find(ownerId: string, id: string): Promise<Upload | null>;
  abstract list(ownerId: string, page: PageRequest): Promise<Page<Upload>>;
  /** Something was added: it expires later. */
  abstract renew(id: string, expiresAt: Date): Promise<void>;
  /** All bytes are here and hash to this. */
  abstract noteContent(id: string, contentSha256: string): Promise<void>;
  /** The first to end it wins; false when it had ended or is not there. */
  abstract end(id: string, end: UploadEnd, at: Date): Promise<boolean>;
  /** Only while it is received: false when it has ended or is not there. */
  abstract remove(ownerId: string, id: string): Promise<boolean>;
  abstract usage(ownerId: string): Promise<UploadUsage>;
  /** Of all owners, for housekeeping: what is received now. */
  abstract receiving(): Promise<readonly Upload[]>;
  /** Forgets what ended before. */
  abstract removeEnded(before: Date): Promise<void>;
}
