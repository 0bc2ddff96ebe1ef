import { readFile } from 'node:fs/promises';
import { SIDECAR } from './folder/file-patterns.js';
import type { Rejection } from './journal/entry.js';

/** A sidecar as it goes to the service; `session` and `instrument` go as facts of the file as well. */
export interface ReadSidecar {
  /** JSON without what is no field of the service's; null: nothing is left. */
  readonly json: string | null;
  readonly session: string | null;
  readonly instrument: string | null;
}

const MAX_BYTES = 16 * 1024;

/**
 * Reads `<name>.kaimen.json`: sample, material, boundary, recipe, instrument, session, note. What the fields may hold the service judges.
 *
 * @returns null where there is none; or why it cannot be used
 * @throws Error of the system when it cannot be read
 */
export async function readSidecar(fullPath: string): Promise<ReadSidecar | { rejection: Rejection } | null> {
  let text: string;
  try {
    text = (await readFile(fullPath + SIDECAR, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (Buffer.byteLength(text) > MAX_BYTES) return refuse(`it is larger than ${MAX_BYTES} bytes`);
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch (error) {
    return refuse(`it is no JSON: ${(error as Error).message}`);
  }
  if (typeof told !== 'object' || told === null || Array.isArray(told))
    return refuse('it must be an object: {"sample": …}');
  const { session, ...rest } = told as Record<string, unknown>;
  for (const [name, value] of Object.entries({ session, instrument: rest.instrument }))
    if (value != null && typeof value !== 'string') return refuse(`${name} must be a text`);
  return {
    json: Object.keys(rest).length === 0 ? null : JSON.stringify(rest),
    session: (session as string | null | undefined) ?? null,
    instrument: (rest.instrument as string | null | undefined) ?? null,
  };
}

const refuse = (why: string): { rejection: Rejection } => ({
  rejection: {
    code: 'invalid-sidecar',
    status: 422,
    title: 'The sidecar cannot be used',
    detail: `The file's sidecar (*${SIDECAR}) cannot be used: ${why}. Correct it: the file is tried again then.`,
  },
});
