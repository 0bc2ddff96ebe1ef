/** Whose key it is: the same key of somebody else is another one. */
export interface RequestKey {
  readonly ownerId: string;
  /** 'key:ID' or 'session'. */
  readonly by: string;
  /** Idempotency-Key as the client chose it. */
  readonly key: string;
}

export interface KeptAnswer {
  /** Of the request that was answered so: another one with the same key is a mistake. */
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: it held a secret. */
  readonly body: Uint8Array | null;
  readonly at: Date;
}

/** How long an answer is given again. */
export const KEPT_MS = 24 * 3_600_000;

/** Answers to requests with an Idempotency-Key. Whoever keeps one holds the `WorkLocks` of its key. */
export abstract class KeptAnswers {
  /** What was kept at this time or later. */
  abstract find(of: RequestKey, since: Date): Promise<KeptAnswer | null>;
  /** In place of an older one. */
  abstract keep(of: RequestKey, answer: KeptAnswer): Promise<void>;
  /** Forgets what is older; how many that were. */
  abstract removeBefore(at: Date): Promise<number>;
}
