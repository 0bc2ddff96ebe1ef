import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ThreadPool } from '../../src/jobs/thread-pool.js';
import { problemOf } from '../../src/workflows/problems.js';

let pool: ThreadPool;

beforeEach(() => {
  pool = new ThreadPool({
    filename: fileURLToPath(new URL('../support/odd-thread.mjs', import.meta.url)),
    threads: 1,
    workerData: null,
    deadlineS: 1,
    onCrash: () => problemOf('internal-error', 'crashed'),
  });
});
afterEach(() => pool.close());

const hooks = (change = {}) => ({ signal: new AbortController().signal, onProgress: () => {}, ...change });

describe('ThreadPool', () => {
  it('gives back the value, and progress on the way', async () => {
    const seen: number[] = [];
    const onProgress = (fraction: number) => seen.push(fraction);
    expect(await pool.run('double', 21, hooks({ onProgress }))).toEqual({ value: 42 });
    expect(seen).toEqual([0.25, 0.5, 1]);
  });

  it.each([
    ['hang', 'limits-exceeded'],
    ['throws', 'internal-error'],
    ['exits', 'internal-error'],
    ['rejectsLater', 'internal-error'],
  ])('makes a problem of a task that does %s, and does the next one', async (task, code) => {
    expect(await pool.run(task, null, hooks())).toMatchObject({ problem: { code } });
    expect(await pool.run('double', 1, hooks())).toEqual({ value: 2 });
  });

  it('ends a task when its caller wants so', async () => {
    const controller = new AbortController();
    const running = pool.run('hang', 0, hooks({ signal: controller.signal }));
    setTimeout(() => controller.abort(new Error('cancelled')), 100);
    const start = performance.now();
    await expect(running).rejects.toThrow('cancelled');
    expect(performance.now() - start).toBeLessThan(700); // the deadline would come at 1000
    expect(await pool.run('double', 1, hooks())).toEqual({ value: 2 });
  });
});
