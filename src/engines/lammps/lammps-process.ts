import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';

export interface LammpsProcessOptions {
  /** Name or path of the program; started without a shell. */
  readonly executable: string;
  /** Where it runs: its potential files and ours lie here. */
  readonly folder: string;
  /** For one question. */
  readonly deadlineS: number;
}

interface Question {
  readonly marker: string;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (printed: string) => void;
  readonly reject: (error: EnergeticsError) => void;
}

/** LAMMPS does not flush what it prints: so much behind a marker pushes the marker out of its buffer. */
const PADDING = 'x'.repeat(2 ** 16);
const MOST_PRINTED = 2 ** 20;

/**
 * One LAMMPS that is fed commands. It ends at the first error, as LAMMPS does; then another has to be started.
 */
export class LammpsProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly secret = randomBytes(8).toString('hex');
  private nAsked = 0;
  private question: Question | null = null;
  private printed = '';
  private complaints = '';
  private ended: EnergeticsError | null = null;

  private constructor(private readonly options: LammpsProcessOptions) {
    const { executable, folder } = options;
    this.child = spawn(executable, ['-log', 'none', '-nocite'], { cwd: folder, env: environment() });
    this.child.stdout.setEncoding('latin1').on('data', (text: string) => this.onPrinted(text));
    this.child.stderr.setEncoding('latin1').on('data', (text: string) => {
      this.complaints = (this.complaints + text).slice(-2000);
    });
    this.child.stdin.on('error', () => {}); // its end is told by 'close'
    this.child.on('error', (cause) => this.end(unavailable(executable, cause)));
    this.child.on('close', (code, signal) => this.end(this.failure(signal ?? `code ${code}`)));
  }

  /** @throws EnergeticsError engine-unavailable */
  static async start(options: LammpsProcessOptions): Promise<{ process: LammpsProcess; version: string }> {
    const process = new LammpsProcess(options);
    try {
      const greeting = await process.ask([`variable padding string ${PADDING}`]);
      const version = /LAMMPS \(([^)]+)\)/.exec(greeting)?.[1];
      if (version === undefined) throw new Error(`it does not greet as LAMMPS: ${greeting.slice(0, 200)}`);
      return { process, version };
    } catch (cause) {
      process.close();
      throw unavailable(options.executable, cause);
    }
  }

  get isAlive(): boolean {
    return this.ended === null;
  }

  /**
   * Gives commands and waits until they are done; one question at a time.
   *
   * @returns what they printed
   * @throws EnergeticsError engine-failed with LAMMPS's own words, engine-timeout; the process has ended then
   */
  ask(commands: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.ended !== null) return reject(this.ended);
      const marker = `kaimen-${this.secret}-${++this.nAsked}`;
      const timer = setTimeout(() => this.end(this.timeout()), this.options.deadlineS * 1000);
      this.question = { marker, timer, resolve, reject };
      this.child.stdin.write(`${commands.join('\n')}\nprint "${marker} \${padding}"\n`);
    });
  }

  close(): void {
    this.end(new EnergeticsError('engine-failed', 'LAMMPS was closed'));
  }

  private onPrinted(text: string): void {
    if (this.ended !== null) return;
    this.printed += text;
    const marker = `${this.question?.marker} `;
    const end = this.printed.indexOf(marker, this.printed.length - text.length - marker.length);
    if (this.question !== null && end >= 0) {
      const { timer, resolve } = this.question;
      clearTimeout(timer);
      this.question = null;
      const answer = withoutPadding(this.printed.slice(0, end));
      this.printed = '';
      resolve(answer);
    } else if (this.printed.length > MOST_PRINTED) {
      this.end(new EnergeticsError('engine-failed', 'LAMMPS prints without end'));
    }
  }

  /** However it comes to its end, the question that waits learns of it. */
  private end(why: EnergeticsError): void {
    if (this.ended !== null) return;
    this.ended = why;
    this.child.kill('SIGKILL');
    if (this.question === null) return;
    clearTimeout(this.question.timer);
    this.question.reject(why);
  }

  private failure(how: string): EnergeticsError {
    const printed = withoutPadding(this.printed);
    const said = /^ERROR(?: on proc \d+)?:\s*(.*)$/m.exec(printed)?.[1];
    const command = /^Last command:\s*(.*)$/m.exec(printed)?.[1];
    const message = said ?? `it ended with ${how}: ${(printed + this.complaints).trim().slice(-500)}`;
    return new EnergeticsError('engine-failed', `LAMMPS: ${message.trim()}`, { command, how });
  }

  private timeout(): EnergeticsError {
    const { deadlineS } = this.options;
    return new EnergeticsError('engine-timeout', `LAMMPS took longer than ${deadlineS} s`, { deadlineS });
  }
}

/** What was still on its way at the last answer comes first. */
const withoutPadding = (printed: string): string => printed.replace(/^x*\n/, '').replace(/x{100,}/g, '');

const unavailable = (executable: string, cause: unknown): EnergeticsError =>
  new EnergeticsError(
    'engine-unavailable',
    `LAMMPS (“${executable}”) does not start: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  );

/** Nothing of ours: no passwords, no folder of potentials that the recipe does not name. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LD_LIBRARY_PATH, DYLD_LIBRARY_PATH } = process.env;
  return { PATH, HOME, TMPDIR, LD_LIBRARY_PATH, DYLD_LIBRARY_PATH, LC_ALL: 'C', OMP_NUM_THREADS: '1' };
}
