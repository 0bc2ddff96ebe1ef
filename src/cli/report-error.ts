import { AgentError } from '../agent/agent-error.js';
import { ApiError } from '../api-client/client.js';
import { problemOf } from '../workflows/problems.js';
import { CliError, EXIT, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';

/** An error as a command tells it: the service's code, a sentence, and what to do. */
interface Told {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly advice: string | null;
}

const SYSTEM: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  ENOENT: ['There is no such file', 'Check the path.'],
  EISDIR: ['This is a folder, not a file', 'Name a file in it.'],
  EACCES: ['It may not be read or written', 'Check its permissions.'],
  EEXIST: ['A file stands where a folder is to be', 'Choose another place with --out.'],
  ENOTDIR: ['A file stands where a folder is to be', 'Correct the path.'],
  EPERM: ['It may not be read or written', 'Check its permissions.'],
  EROFS: ['It lies on a file system that can only be read', 'Choose another place.'],
  ENOSPC: ['The disk is full', 'Free some space, or choose another place (--out, KAIMEN_DATA).'],
};

const ADVICE: Readonly<Record<string, string>> = {
  'unsupported-media-type': 'Save it as .dm3, .dm4, .hspy, .emd, .ndata1, .nxs, .msa, .csv or .tsv.',
  'truncated-file': 'Copy it again: the copy is not whole.',
  'empty-file': 'Copy it again: the copy is empty.',
  'no-energy-axis': 'Calibrate it: one axis must be in eV.',
  'invalid-calibration': 'Calibrate its energy axis and save it again.',
  'invalid-recipe': 'Correct the recipe; what is left out is filled with its default.',
  'not-found':
    'Ids stand in the list of their kind: kaimen jobs list, kaimen batch list, kaimen rules list, …',
  'insufficient-scope':
    'Use a key that may: kaimen keys create NAME --scope … (the key of the data folder may everything).',
  'validation-error': 'Correct it; --help says what each option takes.',
  'cannot-retry': 'See how it stands with: kaimen jobs list',
  'already-ended': 'See how it ended with: kaimen jobs list, kaimen batch show ID',
  'name-taken': 'Give it another name.',
  'forbidden-url': 'It must be https at a public address, or stand in KAIMEN_WEBHOOK_ALLOW of the service.',
  'rate-limited': 'Wait a moment, then ask again.',
  overloaded: 'Wait a moment, then ask again.',
  'no-such-scan': 'See what the file holds with: kaimen inspect FILE',
};

/** By the name they carry, because `app/` is not imported here; their messages say what to do. */
const WIRING: Readonly<Record<string, Pick<Told, 'exitCode' | 'code'>>> = {
  ConfigError: { exitCode: EXIT.usage, code: 'invalid-configuration' },
  S3SettingsError: { exitCode: EXIT.usage, code: 'invalid-configuration' },
  BackupError: { exitCode: EXIT.failed, code: 'backup-failed' },
  DatabaseUrlError: { exitCode: EXIT.failed, code: 'no-database' },
  DataFolderInUseError: { exitCode: EXIT.failed, code: 'data-folder-in-use' },
  FolderError: { exitCode: EXIT.failed, code: 'unusable-folder' },
  EmbeddedPostgresError: { exitCode: EXIT.failed, code: 'no-database' },
};

/**
 * Tells the user of an error: one line with the code on standard error (or the problem as JSON on standard output),
 * and what to do next.
 *
 * @param json  whether the command was asked for JSON
 * @returns the code to exit with
 */
export function reportError(error: unknown, io: CliIo, json: boolean): ExitCode {
  // A run of the agent that has told all itself ends with its code alone.
  if (error instanceof AgentError && error.message === '') return error.exitCode;
  const { exitCode, code, message, advice } = told(error);
  if (json) {
    // Codes of the command line itself ('no-service') are no problems of the service: they have no status.
    const problem = problemOf(code, message);
    io.out(
      JSON.stringify(
        problem.code === code ? { ...problem, detail: message, advice } : { code, detail: message, advice },
      ),
    );
  }
  io.note(`kaimen: ${message} [${code}]`);
  if (advice !== null) io.note(`        ${advice}`);
  if (code === 'internal-error' && error instanceof Error && io.env.KAIMEN_DEBUG) io.note(error.stack ?? '');
  return exitCode;
}

function told(error: unknown): Told {
  if (error instanceof CliError || error instanceof AgentError) return error;
  if (error instanceof ApiError) return refused(error);
  if (!(error instanceof Error)) return unexpected(String(error));
  if (Object.hasOwn(WIRING, error.name))
    return { ...WIRING[error.name], message: error.message, advice: null };
  if (error instanceof TypeError && error.cause instanceof Error) return unreachable(error.cause);
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return unexpected(error.message);
  if (Object.hasOwn(SYSTEM, code)) {
    const [what, advice] = SYSTEM[code];
    const { path } = error as { path?: unknown };
    return {
      exitCode: EXIT.failed,
      code,
      message: typeof path === 'string' ? `${what}: ${path}` : what,
      advice,
    };
  }
  // A science or workflow error: its code is one of the problem table.
  if (problemOf(code, '').code !== code) return unexpected(error.message);
  return { exitCode: EXIT.rejected, code, message: error.message, advice: ADVICE[code] ?? null };
}

/** A request that the service refused, in its own words. */
function refused({ problem }: ApiError): Told {
  const { code, detail, status } = problem;
  const advice =
    status === 401 ? 'Set KAIMEN_KEY to a valid key (kaimen keys create).' : (ADVICE[code] ?? null);
  return { exitCode: status >= 500 ? EXIT.failed : EXIT.rejected, code, message: detail, advice };
}

/** `fetch` throws a TypeError whose cause is the network's error. */
const unreachable = (cause: Error): Told => ({
  exitCode: EXIT.unreachable,
  code: 'unreachable',
  message: `The service does not answer: ${cause.message}`,
  advice: 'Is it running? Start it with: kaimen serve',
});

const unexpected = (message: string): Told => ({
  exitCode: EXIT.failed,
  code: 'internal-error',
  message: `something went wrong: ${message}`,
  advice: 'This is a fault of the program. KAIMEN_DEBUG=1 shows where it happened.',
});
