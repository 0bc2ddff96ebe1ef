import type { Busboy } from 'busboy';
import type { Request } from 'express';
import type { SentFile } from '../../workflows/catalogue/manage-imports.js';
import { drain, endOf, invalid, openForm, unescaped, wholeForm } from '../datasets/receive-upload.js';
import { tapped } from '../../workflows/tapped.js';
import { HttpProblem } from '../problems/http-problem.js';

/** Text that is parsed at once. */
const MAX_BYTES = 64 * 2 ** 20;
const MAX_FILES = 100;

/**
 * Hands the files of a multipart form to `keep` while they arrive; the form as a whole or nothing.
 *
 * @param maxUploadBytes  of the service, where that is less than 64 MB
 * @throws HttpProblem unsupported-media-type, invalid-multipart, validation-error, payload-too-large; and what `keep` throws
 */
export async function receiveFiles<T>(
  request: Request,
  maxUploadBytes: number,
  keep: (file: SentFile) => Promise<T>,
): Promise<T[]> {
  const form = openForm(request, { files: MAX_FILES, fields: 0, parts: MAX_FILES + 1, headerPairs: 20 });
  const end = endOf(request, form);
  // The end is awaited below; when a file is refused before that, its rejection is no news.
  end.catch(() => undefined);
  try {
    const bounded = atMost(Math.min(maxUploadBytes, MAX_BYTES));
    const files = await allKept(form, end, ({ fileName, bytes }) =>
      keep({ fileName, bytes: bounded(bytes) }),
    );
    if (files.length === 0) throw invalid('file', 'is missing');
    return files;
  } catch (error) {
    drain(request, form);
    throw error;
  }
}

function allKept<T>(form: Busboy, end: Promise<void>, keep: (file: SentFile) => Promise<T>): Promise<T[]> {
  const refuse = (name: string, detail: string): void => void form.destroy(invalid(name, detail));
  const files: Promise<T>[] = [];
  return new Promise((resolve, reject) => {
    form.on('file', (name, stream, { filename }) => {
      // What is wrong is told by the form.
      stream.on('error', () => undefined);
      if (name !== 'file') return refuse(name, 'is not a field of this form; files are `file`');
      const file = keep({ fileName: unescaped(filename ?? ''), bytes: wholeForm(stream, end) });
      files.push(file);
      file.catch((error: Error) => {
        reject(error);
        form.destroy(error); // the others are not kept either
      });
    });
    form.on('fieldsLimit', () =>
      refuse('', 'the form has files only; what is said of them stands in the query'),
    );
    for (const limit of ['filesLimit', 'partsLimit'] as const)
      form.on(limit, () => refuse('', `the form has at most ${MAX_FILES} files`));
    end.then(() => resolve(Promise.all(files)), reject);
  });
}

/** The bytes of several sources, which have so many together at most. */
function atMost(maxBytes: number) {
  let size = 0;
  return (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
    tapped(bytes, ({ length }) => {
      size += length;
      if (size > maxBytes) throw tooLarge(maxBytes);
    });
}

const tooLarge = (maxBytes: number): HttpProblem =>
  new HttpProblem('payload-too-large', `An import has at most ${maxBytes} bytes: send it in parts.`);
