import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import {
  readSearch,
  structuresIn,
  type KeptSearch,
  type SearchInFile,
} from '../../workflows/boundary-search/search-file.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { lockForWriting } from './writer-lock.js';

const NEWLINE = 10;

/** A state file that is open for writing; what is appended is on the disk when `append` returns. */
export interface OpenState {
  readonly file: SearchInFile;
  readonly append: (lines: readonly (string | null)[]) => void;
}

/** The search in a state file; a torn last line, of a writer that was killed, is left out with a warning. */
export const readState = (path: string, io: CliIo): KeptSearch =>
  begun(readSearch(wholeLines(path, io).text));

export const readStructures = (path: string, io: CliIo): ReadonlyMap<number, string> =>
  structuresIn(wholeLines(path, io).text);

/** @throws CliError not-begun  nothing says which lattice the boundary has */
export function begun({ search }: SearchInFile): KeptSearch {
  if (search !== null) return search;
  throw new CliError(
    EXIT.rejected,
    'not-begun',
    'The candidates are not made yet: the lattice is not known',
    'Begin again with --lattice, or let an engine find it: kaimen search run --engine …',
  );
}

/** Runs `use` on a search that nobody else writes to meanwhile. */
export async function withState<T>(
  path: string,
  io: CliIo,
  use: (open: OpenState) => Promise<T> | T,
): Promise<T> {
  mustExist(path);
  const unlock = await lockForWriting(path);
  try {
    const { text, nBytes } = wholeLines(path, io);
    const inFile = readSearch(text);
    const file = openSync(path, 'r+');
    try {
      ftruncateSync(file, nBytes);
      let end = nBytes;
      return await use({
        file: inFile,
        append: (lines) => {
          const bytes = Buffer.from(lines.join(''));
          if (bytes.length === 0) return;
          writeAll(file, bytes, end);
          fdatasyncSync(file);
          end += bytes.length;
        },
      });
    } finally {
      closeSync(file);
    }
  } finally {
    unlock();
  }
}

/**
 * Makes a state file.
 * @throws CliError search-exists  there is a file already, and it is never overwritten
 */
export function createState(path: string, lines: string): void {
  if (existsSync(path)) {
    throw new CliError(
      EXIT.rejected,
      'search-exists',
      `There is a search already: ${path}`,
      'Name another file, or remove it.',
    );
  }
  const file = openSync(path, 'wx');
  try {
    writeAll(file, Buffer.from(lines), 0);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
}

function wholeLines(path: string, io: CliIo): { text: string; nBytes: number } {
  mustExist(path);
  const bytes = readFileSync(path);
  const nBytes = bytes.lastIndexOf(NEWLINE) + 1;
  if (nBytes < bytes.length) {
    io.note(`warning: the last line of ${path} is torn (a writer was stopped) and is left out [torn-line]`);
  }
  return { text: bytes.toString('utf8', 0, nBytes), nBytes };
}

function mustExist(path: string): void {
  if (existsSync(path)) return;
  throw new CliError(
    EXIT.failed,
    'no-such-search',
    `There is no search in ${path}`,
    'Make one with: kaimen search init',
  );
}
