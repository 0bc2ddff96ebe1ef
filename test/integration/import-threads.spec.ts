import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImportThreads } from '../../src/jobs/import-threads.js';
import { NO_IMPORT_OPTIONS } from '../../src/science/catalogue/imports/import-types.js';
import { FileSystemBlobStore } from '../../src/storage/blobs/file-system-blob-store.js';
import { putBytes } from '../../src/workflows/blob-bytes.js';
import type { ReadTask } from '../../src/workflows/catalogue/compute-import.js';

const THREAD = fileURLToPath(new URL('../../dist/src/app/workers/import-thread.js', import.meta.url));
const ROWS = 2000;
const TABLE = [
  'material,sigma,axis,plane,method,gb_energy_J_m2,condition.run',
  ...Array.from({ length: ROWS }, (_, i) => `Cu,5,0 0 1,2 1 0,EAM,0.9,${i}`),
].join('\n');

let folder: string;
let blobs: FileSystemBlobStore;
let threads: ImportThreads;
const logged: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-imports-'));
  blobs = await FileSystemBlobStore.open(folder);
  const log = (line: string): void => void logged.push(line);
  threads = new ImportThreads({
    filename: THREAD,
    blobPlace: { kind: 'file-system', root: folder },
    deadlineS: 60,
    log,
  });
});
afterEach(async () => {
  await threads.close();
  await rm(folder, { recursive: true });
});

const taskOf = async (text: string): Promise<ReadTask> => ({
  ...{ importId: 'i', options: NO_IMPORT_OPTIONS },
  files: [{ name: 'a.csv', sha256: await putBytes(blobs, Buffer.from(text)) }],
});
const hooks = (signal = new AbortController().signal, seen: [number, string][] = []) => ({
  signal,
  onProgress: (fraction: number, stage: string): void => void seen.push([fraction, stage]),
});

describe.skipIf(!existsSync(THREAD))('ImportThreads (of the build: npm run build)', () => {
  it('reads what lies in blobs, prepares what was read, and tells how far it is', async () => {
    const seen: [number, string][] = [];
    const outcome = await threads.read(await taskOf(TABLE), hooks(undefined, seen));
    if ('problem' in outcome) throw new Error(outcome.problem.detail);
    const { value } = outcome;
    expect(value).toMatchObject({ format: 'flat-csv', nRows: ROWS, nDrafts: ROWS, problems: [] });
    expect(value.keys).toHaveLength(1);
    // One report a percent, not one a row.
    expect(seen.length).toBeGreaterThan(50);
    expect(seen.length).toBeLessThanOrEqual(102);
    expect(seen.map(([fraction]) => fraction)).toEqual(
      seen.map(([fraction]) => fraction).sort((a, b) => a - b),
    );
    expect(seen.at(-1)).toEqual([0.9, 'keeping what was read']);
    const prepared = await threads.prepare(value.draftsBlob, hooks(undefined, seen));
    expect(prepared).toMatchObject({ value: { length: ROWS } });
    expect(seen.at(-1)).toEqual([1, `preparing ${ROWS} entries`]);
  });

  it('makes a problem of what it cannot read, without a word in the log', async () => {
    expect(await threads.read(await taskOf('hello'), hooks())).toMatchObject({
      problem: { code: 'unknown-format', status: 422 },
    });
    const rows = Array.from({ length: 50_001 }, () => 'Cu,5,0 0 1,2 1 0').join('\n');
    expect(await threads.read(await taskOf(`material,sigma,axis,plane\n${rows}`), hooks())).toMatchObject({
      problem: { code: 'range-too-large' },
    });
    expect(logged).toEqual([]);
  });

  it('ends when its job is cancelled, and reads the next', async () => {
    const controller = new AbortController();
    const reading = threads.read(await taskOf(TABLE.repeat(20)), hooks(controller.signal));
    setTimeout(() => controller.abort(new Error('cancelled')), 50);
    await expect(reading).rejects.toThrow('cancelled');
    expect(await threads.read(await taskOf(TABLE), hooks())).toMatchObject({ value: { nRows: ROWS } });
  });
});
