/**
 * The base of every error that science throws: a stable `code` for programs, a message for people, `details`
 * for both. `http/` maps the code to a status; nothing else interprets it.
 */
export class ScienceError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: Code, message: string, details: Record<string, unknown> & { cause?: unknown } = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.details = rest;
  }
}
