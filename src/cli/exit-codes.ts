/** What the shell is told. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** The file, or what was asked of it, was refused. */
  rejected: 3,
  /** The service did not answer. */
  unreachable: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command that cannot go on: which code, why, and what to do next. */
export class CliError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    readonly code: string,
    message: string,
    /** One sentence that helps, or null. */
    readonly advice: string | null = null,
  ) {
    super(message);
    this.name = 'CliError';
  }
}
