/** One thing the service needs to work; `detail` is for operators and holds no secrets. */
export interface SystemCheck {
  readonly name: 'database' | 'queue' | 'workers';
  readonly ok: boolean;
  readonly detail: string;
}

/** Whether what the service stands on is there. Never rejects: a failing check is an answer. */
export abstract class SystemStatus {
  abstract checks(): Promise<readonly SystemCheck[]>;
}
