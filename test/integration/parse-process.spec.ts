import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ParseProcess, type ParseProcessOptions } from '../../src/jobs/parse-process.js';
import { problemOf } from '../../src/workflows/problems.js';

const BUILT = existsSync(new URL('../../dist/src/jobs/in-parse-process.js', import.meta.url));
const ODD_PROCESS = fileURLToPath(new URL('../support/odd-process.mjs', import.meta.url));
const MIB = 2 ** 20;
let reader: ParseProcess;

const OPTIONS: ParseProcessOptions = {
  filename: ODD_PROCESS,
  args: [],
  heapMb: 64,
  deadlineS: 3,
  staysReady: true,
  what: 'Reading a file',
  problems: {
    broken: problemOf('malformed-file', 'broken'),
    memory: problemOf('limits-exceeded', 'too much'),
  },
  log: () => {},
};

beforeEach(() => {
  reader = new ParseProcess(OPTIONS);
});
afterEach(() => reader.close());

const run = (name: string, change = {}, task: unknown = null) =>
  reader.run(
    { name, task, memoryBytes: 400 * MIB, extraS: 0 },
    { signal: new AbortController().signal, onProgress: () => {}, ...change },
  );

describe.skipIf(!BUILT)('ParseProcess (of the build: npm run build)', () => {
  it('gives back the value, and progress on the way', async () => {
    const seen: number[] = [];
    const onProgress = (fraction: number) => seen.push(fraction);
    expect(await run('double', { onProgress }, 21)).toEqual({ value: 42 });
    expect(seen).toEqual([0.25, 0.5, 1]);
  });

  it.each([
    ['refuse', 'no-energy-axis'],
    ['fault', 'malformed-file'],
    ['exit', 'malformed-file'],
    ['rejectLater', 'malformed-file'],
    ['abort', 'limits-exceeded'],
    ['hang', 'limits-exceeded'],
    ['fillHeap', 'limits-exceeded'],
    ['fillHeapAtOnce', 'limits-exceeded'],
    ['fillBuffers', 'limits-exceeded'],
    ['fillWasm', 'limits-exceeded'],
  ])('makes a problem of a file that lets its reader %s, and reads the next one', async (task, code) => {
    const before = process.memoryUsage.rss();
    expect(await run(task)).toMatchObject({ problem: { code } });
    expect(await run('double', {}, 1)).toEqual({ value: 2 });
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * MIB); // all of it was elsewhere
  });

  it('ends with its task where it does not stay', async () => {
    reader.close();
    reader = new ParseProcess({ ...OPTIONS, staysReady: false });
    const pids: number[] = [];
    for (let k = 0; k < 2; k++) {
      const outcome = await run('pid');
      if ('value' in outcome) pids.push(outcome.value as number);
    }
    expect(new Set(pids).size).toBe(2);
    await vi.waitFor(() => {
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
    });
  });

  it('reads a file once that needs more memory than is allowed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kaimen-attempts-'));
    const attempts = join(folder, 'attempts');
    expect(await run('fillBuffers', {}, attempts)).toMatchObject({ problem: { code: 'limits-exceeded' } });
    expect(await readFile(attempts, 'utf8')).toBe('x\n');
    await rm(folder, { recursive: true });
  });

  const pidOf = async (name: string, task: unknown = null): Promise<number> =>
    ((await run(name, {}, task)) as { value: number }).value;

  it('replaces a process in which a file broke the engine', async () => {
    const first = await pidOf('pid');
    expect(await run('breakEngine')).toMatchObject({ problem: { code: 'malformed-file' } });
    expect(await pidOf('pid')).not.toBe(first);
  });

  it('reads a file in another process when the engine turns out to be broken', async () => {
    const first = await pidOf('breakEngineLater');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await pidOf('pid')).not.toBe(first);
  });

  it('replaces a process that still holds much memory after a file, and keeps any other', async () => {
    const first = await pidOf('hold', 10);
    expect(await pidOf('hold', 320)).toBe(first);
    expect(await pidOf('pid')).not.toBe(first);
  });

  it('reads one file at a time, and all of them', async () => {
    expect(await Promise.all([1, 2, 3].map((n) => run('double', {}, n)))).toEqual(
      [2, 4, 6].map((value) => ({ value })),
    );
  });

  it('ends a task when its caller wants so, also one that waits', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const both = [run('hang', { signal }), run('double', { signal }, 1)];
    setTimeout(() => controller.abort(new Error('cancelled')), 500);
    const ended = await Promise.allSettled(both);
    expect(ended.map((one) => one.status === 'rejected' && String(one.reason))).toEqual([
      'Error: cancelled',
      'Error: cancelled',
    ]);
    expect(await run('double', {}, 1)).toEqual({ value: 2 });
  });

  it('reads a file again when its process was killed from outside, but not for ever', async () => {
    const { value: pid } = (await run('pid')) as { value: number };
    const running = run('doubleSlowly', {}, 21);
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.kill(pid, 'SIGKILL');
    expect(await running).toEqual({ value: 42 });
    expect(await run('killItself')).toMatchObject({ problem: { code: 'limits-exceeded' } });
  });

  it('leaves no process when it is closed', async () => {
    const { value: pid } = (await run('pid')) as { value: number };
    reader.close();
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow());
  });

  it.each([0, 30, 60, 200])('ends when its parent goes %i ms after its start', async (ms) => {
    const child = fork(ODD_PROCESS, { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.disconnect();
    await ended;
  });

  it('leaves no process when it is closed in the middle of a file', async () => {
    const { value: pid } = (await run('pid')) as { value: number };
    const running = run('hang');
    reader.close();
    await expect(running).rejects.toThrow('closed');
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow());
  });
});
