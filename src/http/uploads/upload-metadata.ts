import { INSTRUMENT_NAME } from '../../workflows/instruments/instrument-name.js';
import type { UploadFacts } from '../../workflows/ports/uploads.js';
import { invalid } from '../datasets/receive-upload.js';
import { sidecarOf } from '../datasets/sidecar.mapper.js';

const SIDECAR_BYTES = 16 * 1024;

type Metadata = Readonly<Record<string, string | null>>;
const KEYS: ReadonlySet<string> = new Set([
  'filename',
  'sha256',
  'instrument',
  'session',
  'modified',
  'sidecar',
]);

/** ISO 8601 with offset. */
const MODIFIED = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;

/** What Upload-Metadata tells of a file. @throws HttpProblem validation-error, with pointers to keys */
export async function factsOf(metadata: Metadata, sizeBytes: number): Promise<UploadFacts> {
  for (const [key, value] of Object.entries(metadata)) {
    if (!KEYS.has(key)) throw invalid(key, 'is not told of an upload');
    if (value === null || value === '') throw invalid(key, 'has no value');
  }
  const { filename, sha256 = null, instrument = null, session = null } = metadata;
  if (filename == null) throw invalid('filename', 'is missing');
  check('sha256', sha256, /^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits');
  check('instrument', instrument, INSTRUMENT_NAME, 'is not a name of an instrument');
  check('session', session, /^[^\p{Cc}]{1,200}$/u, 'must have at most 200 characters and none of control');
  const modifiedAt = timeOf(metadata.modified ?? null);
  const sidecar = await sidecarOf(shortEnough(metadata.sidecar ?? null));
  const told = { sha256: sha256?.toLowerCase() ?? null, instrument, session };
  return { fileName: filename, sizeBytes, ...told, modifiedAt, sidecar };
}

function timeOf(modified: string | null): Date | null {
  check('modified', modified, MODIFIED, 'must be a time of ISO 8601 with an offset');
  if (modified === null) return null;
  const time = new Date(modified);
  if (Number.isNaN(time.getTime())) throw invalid('modified', 'is no time that there is');
  return time;
}

function shortEnough(sidecar: string | null): string | null {
  if (sidecar !== null && Buffer.byteLength(sidecar) > SIDECAR_BYTES) {
    throw invalid('sidecar', `must have at most ${SIDECAR_BYTES} bytes`);
  }
  return sidecar;
}

function check(key: string, value: string | null, form: RegExp, detail: string): void {
  if (value !== null && !form.test(value)) throw invalid(key, detail);
}

/** As HEAD tells them again. */
export function metadataOf({ fileName, sha256, instrument, session, modifiedAt }: UploadFacts): Metadata {
  const told = { filename: fileName, sha256, instrument, session, modified: modifiedAt?.toISOString() };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value != null)) as Metadata;
}
