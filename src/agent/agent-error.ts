/** The codes to exit with: all accepted, wrong usage (a key that is refused too), some rejected, nobody there; 1 is a failure of this machine. */
export const AGENT_EXIT = { ok: 0, failed: 1, usage: 2, rejected: 3, unreachable: 4 } as const;
export type AgentExit = (typeof AGENT_EXIT)[keyof typeof AGENT_EXIT];

/** The agent cannot go on: which code to exit with, why, and what to do next. */
export class AgentError extends Error {
  constructor(
    readonly exitCode: AgentExit,
    readonly code: string,
    message: string,
    readonly advice: string | null = null,
  ) {
    super(message);
    this.name = 'AgentError';
  }
}

/** Where a command writes: results, and lines about the work. */
export interface AgentIo {
  out(line: string): void;
  note(line: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}
