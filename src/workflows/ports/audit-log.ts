import type { Page, PageRequest } from './records.js';

/** One thing that was changed, or that somebody was refused. Never a secret, never a body. */
export interface AuditEvent {
  readonly at: Date;
  /** Whose records it was about; null: nobody was recognised. */
  readonly ownerId: string | null;
  /** 'key:ID', 'session' or 'nobody'. */
  readonly actor: string;
  /** Method and route ('DELETE /api/v1/datasets/:id'), 'sign-in' or 'key-refused'. */
  readonly action: string;
  /** The id or name of what was changed, or of the key that was refused. */
  readonly subject: string | null;
  /** Of the answer. */
  readonly status: number;
  readonly address: string | null;
  readonly requestId: string | null;
}

/** `seq` grows; gaps mean nothing. */
export interface KeptAuditEvent extends AuditEvent {
  readonly seq: number;
}

/** Null: any. */
export interface AuditFilter {
  readonly subject: string | null;
  readonly actor: string | null;
  readonly since: Date | null;
  /** Before it. */
  readonly until: Date | null;
}

/** What was written stays as it was, until its time is over. */
export abstract class AuditLog {
  abstract append(events: readonly AuditEvent[]): Promise<void>;
  /** Newest first. @throws WorkflowError invalid-parameter  not a cursor that a page gave out */
  abstract list(filter: AuditFilter, page: PageRequest): Promise<Page<KeptAuditEvent>>;
  /** Removes what is older; how many that were. */
  abstract removeBefore(time: Date): Promise<number>;
}
