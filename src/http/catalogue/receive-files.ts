import type { Request } from 'express';
import type { SentFile } from '../../workflows/catalogue/manage-imports.js';
import { drain, endOf, invalid, openForm, unescaped } from '../datasets/receive-upload.js';
import { longest } from '../limits/request-memory.js';
import { HttpProblem } from '../problems/http-problem.js';

/** Text that is parsed at once. */
const MAX_BYTES = 64 * 2 ** 20;
const MAX_FILES = 100;

/** What the files of an import take: once in pieces, once whole. */
export const importBytes = (request: Request): number => 2 * longest(request, MAX_BYTES);

/**
 * The files of a multipart form, in memory; the form as a whole or nothing.
 *
 * @param maxUploadBytes  of the service, where that is less than 64 MB
 * @throws HttpProblem unsupported-media-type, invalid-multipart, validation-error, payload-too-large
 */
export async function receiveFiles(request: Request, maxUploadBytes: number): Promise<SentFile[]> {
  const maxBytes = Math.min(maxUploadBytes, MAX_BYTES);
  const form = openForm(request, { files: MAX_FILES, fields: 0, parts: MAX_FILES + 1, headerPairs: 20 });
  const refuse = (name: string, detail: string): void => void form.destroy(invalid(name, detail));
  const files: { readonly fileName: string; readonly chunks: Uint8Array[] }[] = [];
  let size = 0;
  form.on('file', (name, stream, { filename }) => {
    // What is wrong is told by the form.
    stream.on('error', () => undefined);
    if (name !== 'file') return refuse(name, 'is not a field of this form; files are `file`');
    const chunks: Uint8Array[] = [];
    files.push({ fileName: unescaped(filename ?? ''), chunks });
    stream.on('data', (chunk: Uint8Array) => {
      size += chunk.length;
      if (size > maxBytes) form.destroy(tooLarge(maxBytes));
      else chunks.push(chunk);
    });
  });
  form.on('fieldsLimit', () =>
    refuse('', 'the form has files only; what is said of them stands in the query'),
  );
  for (const limit of ['filesLimit', 'partsLimit'] as const)
    form.on(limit, () => refuse('', `the form has at most ${MAX_FILES} files`));
  try {
    await endOf(request, form);
    if (files.length === 0) throw invalid('file', 'is missing');
  } catch (error) {
    drain(request, form);
    throw error;
  }
  return files.map(({ fileName, chunks }) => ({ fileName, bytes: Buffer.concat(chunks) }));
}

const tooLarge = (maxBytes: number): HttpProblem =>
  new HttpProblem('payload-too-large', `An import has at most ${maxBytes} bytes: send it in parts.`);
