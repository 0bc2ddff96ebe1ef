import * as h5 from 'h5wasm';
import { memorySource, type ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';

/**
 * The only door to HDF5: the plain build of h5wasm on its own file system, which knows no file but ours. Never `h5wasm/node`, which
 * follows external links and external storage of a crafted file to the disk of the host.
 *
 * A crafted file can still hang or abort the WebAssembly instance, so uploads are read in a worker thread that can be
 * killed. After an abort (that file is `malformed-file`) every further call in the same thread throws an Error, not a
 * FormatError, because it says nothing about the next file: `hdf5IsBroken()` tells when to replace the thread.
 */

let ready: Promise<MemoryFiles> | null = null;
let broken = false;
let serial = 0;

/** What is used of the in-memory file system. */
interface MemoryFiles {
  writeFile(path: string, bytes: Uint8Array): void;
  readFile(path: string): Uint8Array;
  unlink(path: string): void;
  lookupPath(path: string): { readonly node: FileNode };
}

/** A file of it; its operations can be replaced. */
interface FileNode {
  node_ops: { readonly getattr: (node: FileNode) => { size: number; blocks: number } };
  stream_ops: object;
}

/** An open file; `close` frees what it holds. */
export interface OpenHdf5 {
  readonly file: h5.File;
  readonly close: () => void;
}

/** True after an abort of the HDF5 instance of this thread: start a new thread. */
export const hdf5IsBroken = (): boolean => broken;

async function memoryFiles(): Promise<MemoryFiles> {
  if (broken)
    throw new Error('HDF5 was stopped by an earlier file; the thread that reads files has to be replaced.');
  ready ??= h5.ready.then((module) => {
    // Errors of the library become exceptions instead of lines on the console and wrong results.
    module.activate_throwing_error_handler();
    return module.FS as unknown as MemoryFiles; // its published types are those of another version
  });
  return ready;
}

/**
 * Opens a file for reading, which stays where it is: the library gets the bytes it asks for from `source`.
 *
 * @throws FormatError as `guarded`
 */
export async function openHdf5(source: ByteSource): Promise<OpenHdf5> {
  const files = await memoryFiles();
  const path = `/kaimen-${++serial}.h5`;
  const forget = (): void => {
    if (!broken) files.unlink(path);
  };
  files.writeFile(path, new Uint8Array(0));
  serveFrom(files.lookupPath(path).node, source);
  try {
    const file = guarded(() => new h5.File(path, 'r'));
    const close = (): void => {
      if (!broken) file.close();
      forget();
    };
    return { file, close };
  } catch (error) {
    forget();
    throw error;
  }
}

/** The file of the node is as long as the source, and its bytes come from there. */
function serveFrom(node: FileNode, source: ByteSource): void {
  const { getattr } = node.node_ops;
  const sizeBytes = source.sizeBytes;
  node.node_ops = {
    ...node.node_ops,
    getattr: (of) => ({ ...getattr(of), size: sizeBytes, blocks: Math.ceil(sizeBytes / 4096) }),
  };
  node.stream_ops = {
    // eslint-disable-next-line max-params -- the library calls it so
    read: (_stream: unknown, heap: Int8Array, at: number, length: number, position: number): number => {
      const n = Math.max(0, Math.min(length, sizeBytes - position));
      if (n > 0) heap.set(source.read(position, n), at);
      return n;
    },
    llseek: ({ position }: { position: number }, offset: number, whence: number): number =>
      offset + (whence === 1 ? position : whence === 2 ? sizeBytes : 0),
  };
}

/**
 * Opens bytes as an HDF5 file for reading and hands it to `use`; nothing stays behind.
 *
 * @throws FormatError as `guarded`
 */
export async function readHdf5<T>(bytes: Uint8Array, use: (file: h5.File) => T): Promise<T> {
  const { file, close } = await openHdf5(memorySource(bytes));
  try {
    return guarded(() => use(file));
  } finally {
    close();
  }
}

/**
 * Work with the library.
 *
 * @throws FormatError forbidden-link  data lie in another file
 * @throws FormatError malformed-file  whatever else the library does not like; its words are the `cause`
 */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asFormatError(error);
  }
}

/** Opens a copy of `template` for writing, lets `fill` change it and returns the bytes of the result. */
export const editHdf5 = (template: Uint8Array, fill: (file: h5.File) => void): Promise<Uint8Array> =>
  writeHdf5(template, 'a', fill);

/** Lets `fill` write a new file and returns its bytes. */
export const makeHdf5 = (fill: (file: h5.File) => void): Promise<Uint8Array> =>
  writeHdf5(new Uint8Array(0), 'w', fill);

async function writeHdf5(
  template: Uint8Array,
  mode: 'a' | 'w',
  fill: (file: h5.File) => void,
): Promise<Uint8Array> {
  const files = await memoryFiles();
  return inMemory(files, template, (path) => {
    const file = new h5.File(path, mode);
    try {
      fill(file);
    } finally {
      file.close();
    }
    return files.readFile(path);
  });
}

function inMemory<T>(files: MemoryFiles, bytes: Uint8Array, work: (path: string) => T): T {
  const path = `/kaimen-${++serial}.h5`;
  try {
    files.writeFile(path, bytes);
    return work(path);
  } catch (error) {
    throw asFormatError(error);
  } finally {
    if (!broken) files.unlink(path);
  }
}

function asFormatError(error: unknown): FormatError {
  if (error instanceof FormatError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/^Aborted|unreachable|memory access out of bounds/.test(text)) broken = true;
  if (text.includes('external raw data')) {
    return new FormatError('forbidden-link', 'A dataset keeps its values in another file.', { cause: error });
  }
  if (text.includes('Cannot allocate') || text.includes('malloc')) {
    return new FormatError('limits-exceeded', 'The file needs more memory than reading may use.', {
      cause: error,
    });
  }
  return new FormatError('malformed-file', 'The HDF5 structure of the file is damaged.', { cause: error });
}
