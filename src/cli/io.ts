/** Where a command writes, and what it may know of its surroundings: handed in, so that tests can listen. */
export interface CliIo {
  /** A line of result, to standard output. */
  out(line: string): void;
  /** A line about the work, to standard error. */
  note(line: string): void;
  /** Text without a line end, to standard error. */
  draw(text: string): void;
  /** Whether somebody watches standard error. */
  readonly watched: boolean;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function processIo(): CliIo {
  endWithReader(process.stdout);
  endWithReader(process.stderr);
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
    draw: (text) => process.stderr.write(text),
    watched: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    env: process.env,
  };
}

/** Who reads only the beginning (`kaimen … | head`) has seen enough: that is no failure of the command. */
function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
