import type { Readable, Writable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { HttpProblem } from '../problems/http-problem.js';

export interface ReceivedFile {
  readonly fileName: string;
  readonly sha256: string | null;
  /** As it stands in the form. */
  readonly sidecar: string | null;
  readonly bytes: AsyncIterable<Uint8Array>;
}

interface FilePart {
  readonly stream: Readable;
  readonly fileName: string;
  readonly sha256: string | null;
  readonly sidecar: string | null;
}

/** How much is still read of a body whose answer is known, so that the client sees the answer; then the line is cut. */
const DRAIN = { bytes: 64 * 1024 * 1024, ms: 10_000 };

const SIDECAR_BYTES = 16 * 1024;
const LIMITS = { files: 1, fields: 3, fieldSize: SIDECAR_BYTES, parts: 5, headerPairs: 20 };

/**
 * Hands the file of a multipart form to `store` while it arrives. A form is taken as a whole or not at all: the bytes
 * end (or fail) only when the rest of the form has been seen, so a form that breaks off leaves nothing.
 *
 * @throws HttpProblem unsupported-media-type, invalid-multipart, validation-error; and what `store` throws
 */
export async function receiveUpload<T>(
  request: Request,
  store: (file: ReceivedFile) => Promise<T>,
): Promise<T> {
  const form = openForm(request, LIMITS);
  const end = endOf(request, form);
  // The end is awaited below; when `store` fails before that, its rejection is no news.
  end.catch(() => undefined);
  try {
    const part = await Promise.race([filePartOf(form), end.then(noFile)]);
    return await store({ ...part, bytes: wholeForm(part.stream, end) });
  } catch (error) {
    drain(request, form);
    throw error;
  }
}

/** @throws HttpProblem unsupported-media-type, invalid-multipart */
export function openForm(request: Request, limits: busboy.Limits): busboy.Busboy {
  if (!request.is('multipart/form-data')) {
    throw new HttpProblem('unsupported-media-type', 'Send the file as field `file` of multipart/form-data.');
  }
  try {
    // Paths are kept, so that the workflow sees and cleans the name as it was sent.
    return busboy({ headers: request.headers, limits, preservePath: true, defParamCharset: 'utf8' });
  } catch (error) {
    throw malformed(error as Error);
  }
}

/** Resolves when the whole form has been parsed; rejects when it is malformed or the client went away. */
export function endOf(request: Request, form: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    form.once('error', (error: Error) => reject(malformed(error)));
    form.once('close', resolve);
    // `pipeline` would destroy the request with the form, and the answer with it.
    request.once(
      'close',
      () => void (request.complete || form.destroy(new Error('the connection was closed'))),
    );
    request.pipe(form);
  });
}

function filePartOf(form: busboy.Busboy): Promise<FilePart> {
  return new Promise((resolve) => {
    const given = new Map<string, string>();
    const refuse = (name: string, detail: string): void => void form.destroy(invalid(name, detail));
    form.on('field', (name, value, { valueTruncated }) => {
      const fault = faultOf(name, value, valueTruncated);
      if (fault !== null) refuse(name, fault);
      else if (given.has(name)) refuse(name, 'stands twice');
      else given.set(name, value);
    });
    form.on('file', (name, stream, { filename }) => {
      // Whoever reads the stream gets its error; when nobody does any more, it is no news.
      stream.on('error', () => undefined);
      form.on('field', (later) => refuse(later, 'must stand before the file'));
      const fields = { sha256: given.get('sha256') ?? null, sidecar: given.get('sidecar') ?? null };
      if (name === 'file') resolve({ stream, fileName: unescaped(filename ?? ''), ...fields });
      else if (name === 'sidecar') refuse(name, 'must be a field, not a file: curl -F "sidecar=<scan.json"');
      else refuse(name, 'is not a field of this form; the file is `file`');
    });
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) {
      form.on(limit, () => refuse('', 'the form has one file, at most a sha256 and a sidecar'));
    }
  });
}

function faultOf(name: string, value: string, isCut: boolean): string | null {
  switch (name) {
    case 'file':
      return 'must be a file with a name';
    case 'sha256':
      return /^[0-9a-f]{64}$/i.test(value) ? null : 'must be 64 hexadecimal digits';
    case 'sidecar':
      return isCut ? `must have at most ${SIDECAR_BYTES} bytes` : null;
    default:
      return 'is not a field of this form';
  }
}

/** The bytes of a file of a form, which end (or fail) only when the rest of it has been seen. */
export async function* wholeForm(file: Readable, end: Promise<void>): AsyncIterable<Uint8Array> {
  try {
    yield* file as AsyncIterable<Uint8Array>;
  } catch (error) {
    await end;
    throw error;
  }
  await end;
}

/** Browsers write these three characters so in the name of a file, and only these. */
export const unescaped = (name: string): string =>
  name.replace(/%0D/gi, '\r').replace(/%0A/gi, '\n').replace(/%22/g, '"');

export const invalid = (name: string, detail: string): HttpProblem =>
  new HttpProblem('validation-error', `${name} ${detail}.`, { errors: [{ detail, pointer: `#/${name}` }] });

const noFile = (): never => {
  throw invalid('file', 'is missing');
};

function malformed(error: Error): Error {
  if (error instanceof HttpProblem) return error;
  if (error.message === 'Malformed part header') {
    return new WorkflowError(
      'invalid-filename',
      'A header of the form holds a character that no name may have.',
    );
  }
  return new HttpProblem('invalid-multipart', `The form is not well-formed or broke off: ${error.message}.`);
}

/** Reads on for a while, so that the client sees the answer. */
export function drain(request: Request, form?: Writable): void {
  if (form !== undefined) request.unpipe(form);
  form?.destroy();
  const timer = setTimeout(() => request.destroy(), DRAIN.ms);
  request.once('close', () => clearTimeout(timer));
  let left = DRAIN.bytes;
  request.on('data', (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}
