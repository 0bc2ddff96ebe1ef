import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = resolve('dist/src/main.cli.js');
const WRITER = resolve('test/support/write-large-dm4.mjs');
const PACKED_WRITER = resolve('test/support/write-packed-hspy.mjs');
const INGEST = resolve('test/support/ingest-file.mjs');
/** What the service and the command promise for maps of any size, MiB. */
const PROMISED_MIB = 400;
/** Where the system tells the peak of a process. */
const canMeasure = existsSync('/proc/self/status') && existsSync(`/proc/self/task/${process.pid}/children`);

/** Runs the built program; gives its exit code and the largest peak of memory (VmHWM) of it and its children. */
function measured(args: readonly string[]): Promise<{ code: number | null; peakMib: number; err: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  let peakMib = 0;
  const timer = setInterval(() => {
    peakMib = Math.max(peakMib, peakOf(child.pid!));
  }, 50);
  return new Promise((done) =>
    child.on('close', (code) => {
      clearInterval(timer);
      done({ code, peakMib, err });
    }),
  );
}

/** The program starts itself again where a newer Node is beside it: its children count as well. */
function peakOf(pid: number): number {
  try {
    const own = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const peaks = children === '' ? [] : children.split(' ').map((id) => peakOf(Number(id)));
    return Math.max(own === null ? 0 : Number(own[1]) / 1024, ...peaks);
  } catch {
    return 0; // it has just ended
  }
}

interface Ingested {
  readonly nPixels: number;
  readonly sum: number;
  readonly sizeBytes: number;
  readonly peakMib: number;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-large-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!existsSync(MAIN) || !canMeasure)(
  'a map of 256 × 256 × 1024 (needs npm run build, /proc)',
  () => {
    it(
      'of 268 MB is interpreted in less than 400 MB',
      async () => {
        const path = join(folder, 'map.dm4');
        execFileSync(process.execPath, [WRITER, path, '256', '256', '1024', 'float32']);
        expect((await stat(path)).size).toBeGreaterThan(2 ** 28);
        const out = join(folder, 'out');
        const { code, peakMib, err } = await measured(['interpret', path, '--out', out]);
        expect(code, err).toBe(0);
        expect(peakMib).toBeGreaterThan(60); // it was measured at all
        expect(peakMib).toBeLessThan(PROMISED_MIB);
        const maps = JSON.parse(await readFile(join(out, 'maps.json'), 'utf8')) as { nPixels: number };
        expect(maps.nPixels).toBe(65_536);
        // Networks of both edges were asked without being named.
        const result = JSON.parse(await readFile(join(out, 'result.json'), 'utf8')) as {
          descriptors: readonly { edgeId: string }[];
        };
        expect(result.descriptors.map(({ edgeId }) => edgeId).sort()).toEqual(['Mn_L3', 'O_K']);
        const again = await measured(['verify', join(out, 'result.json'), '--file', path]);
        expect(again.code, again.err).toBe(0);
        expect(again.peakMib).toBeLessThan(PROMISED_MIB);
      },
      // About 45 s on a calm machine of two cores.
      600_000,
    );
  },
);

describe.skipIf(!existsSync(MAIN) || !canMeasure)(
  'a packed map of 384 × 400 × 1024 (needs npm run build, /proc)',
  () => {
    it(
      'of 21 MB that unpacks to 629 MB is read in less than 400 MB',
      async () => {
        const path = join(folder, 'packed.hspy');
        execFileSync(process.execPath, [PACKED_WRITER, path, '384', '400', '1024']);
        expect((await stat(path)).size).toBeLessThan(2 ** 25);
        const args = [INGEST, path, join(folder, 'store')];
        const read = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Ingested;
        expect(read.nPixels).toBe(384 * 400);
        // Sums of whole numbers below 2^53 are exact: every chunk was read, each once.
        expect(read.sum).toBe(packedSum(384, 400, 1024));
        expect(read.sizeBytes).toBe(384 * 400 * 1024 * 4);
        expect(read.peakMib).toBeGreaterThan(60);
        expect(read.peakMib).toBeLessThan(PROMISED_MIB);
      },
      // About 10 s on a calm machine.
      120_000,
    );
  },
);

/** Of all counts that write-packed-hspy.mjs writes. */
function packedSum(height: number, width: number, nChannels: number): number {
  let sum = 0;
  for (let i = 0; i < nChannels; i++) sum += height * width * Math.round(4e10 * (450 + i / 2) ** -3.2);
  let state = 1;
  for (let i = 0; i < 24 * width * nChannels; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    sum += state >>> 29;
  }
  return sum;
}
