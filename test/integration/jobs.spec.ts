import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MIGRATIONS } from '../../src/app/migrations.js';
import type { JobHandler } from '../../src/jobs/job-handler.js';
import { runJob } from '../../src/jobs/job-run.js';
import { declareQueues, JobWorker } from '../../src/jobs/job-worker.js';
import { openDatabase } from '../../src/storage/postgres/open-database.js';
import { reclaimRunningJobs, reconcileJobs } from '../../src/storage/postgres/reconcile-jobs.js';
import type { Job } from '../../src/workflows/ports/records.js';
import { freshSchema, startTestServer, type TestServer } from '../support/postgres.js';
import { aDataset, aSummary } from '../support/records.js';
import { type PostgresRepositories, postgresRepositories } from '../support/repositories.js';

let server: TestServer;
let at: PostgresRepositories;
const workers: JobWorker[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await postgresRepositories(server.url);
  await declareQueues(at.boss, { ingest: 60, analysis: 60, search: 60, import: 60, evaluate: 60 });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  await at.close();
});

type Work = (jobId: string, signal: AbortSignal) => Promise<void>;

async function startWorker(ingest: Work): Promise<JobWorker> {
  const handlers: JobHandler[] = [
    {
      kind: 'ingest',
      run: async (id, signal) => ingest((await at.jobs.loadDataset(id))!.job.id, signal),
    },
    ...(['analysis', 'search', 'import', 'evaluate'] as const).map((kind) => ({ kind, run: async () => {} })),
  ];
  const worker = new JobWorker(at.boss, handlers, {
    concurrency: { ingest: 1, analysis: 1, search: 1, import: 1, evaluate: 1 },
  });
  await worker.start();
  workers.push(worker);
  return worker;
}

async function submit(): Promise<Job> {
  const { dataset, job } = aDataset('lab');
  await at.datasets.submit(dataset, job);
  return job;
}

const stateOf = async (job: Job): Promise<string> => (await at.jobs.find('lab', job.id))!.state;
const reaches = (job: Job, state: string) =>
  vi.waitFor(async () => expect(await stateOf(job)).toBe(state), { timeout: 15_000, interval: 20 });

const succeed: Work = async (jobId) => void (await at.jobs.finishIngest(jobId, { summary: aSummary() }));

/** As the real handlers do it: a task that only ends when it is ended. */
const untilAborted: Work = (jobId, signal) =>
  runJob(at.jobs, jobId, signal, {
    work: (hooks) =>
      new Promise((_, reject) => {
        hooks.onProgress(0.5, 'working');
        hooks.signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
    finish: async () => true,
  });

describe('the queue', () => {
  it('starts a job soon after it was submitted', async () => {
    await startWorker(succeed);
    await reaches(await submit(), 'succeeded'); // the first also opens connections
    const start = performance.now();
    await reaches(await submit(), 'succeeded');
    expect(performance.now() - start).toBeLessThan(600); // notified at once; polled each 500 ms if a notice is lost
  });

  it('takes the next job at once while jobs wait, not at the next poll', async () => {
    const jobs: Job[] = [];
    for (let i = 0; i < 40; i++) jobs.push(await submit());
    const start = performance.now();
    await startWorker(succeed);
    for (const job of jobs) await reaches(job, 'succeeded');
    expect(performance.now() - start).toBeLessThan(10_000); // by polls alone: 20 s
  });

  it('does not queue what was rolled back', async () => {
    const { dataset, job } = aDataset('lab');
    await expect(at.datasets.submit(dataset, { ...job, kind: 'unknown' as never })).rejects.toThrow();
    expect(await at.datasets.find('lab', dataset.id)).toBeNull();
    expect(await at.queued()).toEqual([]);
  });

  it('tries again what failed for a moment', async () => {
    let attempts = 0;
    await startWorker(async (jobId, signal) => {
      attempts += 1;
      if (attempts === 1) throw new Error('the database was away');
      await succeed(jobId, signal);
    });
    await reaches(await submit(), 'succeeded');
    expect(attempts).toBe(2);
  });

  it('ends a running job when it is cancelled', async () => {
    const ended = vi.fn();
    await startWorker((jobId, signal) => untilAborted(jobId, signal).then(ended));
    const job = await submit();
    await vi.waitFor(async () => expect(await at.jobs.find('lab', job.id)).toMatchObject({ progress: 0.5 }));
    expect(await at.jobs.cancel('lab', job.id)).toBe(true);
    await vi.waitFor(() => expect(ended).toHaveBeenCalled());
    expect(await stateOf(job)).toBe('cancelled');
  });

  it('takes a job back from a worker that stops, for the next', async () => {
    const first = await startWorker(untilAborted);
    const job = await submit();
    await reaches(job, 'running');
    await first.stop();
    expect(await stateOf(job)).toBe('queued');
    await startWorker(succeed);
    await reaches(job, 'succeeded');
  });
});

describe('reconcileJobs', () => {
  const reconcile = () => {
    const { boss, jobs, catalogueImports: imports, schema } = at;
    return reconcileJobs(at.db, { boss, jobs, imports, schema });
  };

  it('leaves alone what is queued or being done', async () => {
    const job = await submit();
    await reconcile();
    expect(await stateOf(job)).toBe('queued');
    expect(await at.queued()).toEqual([job.id]);
  });

  it('queues again what the queue has lost', async () => {
    const job = await submit();
    await at.boss.deleteJob('ingest', job.id);
    await reconcile();
    expect(await at.queued()).toEqual([job.id]);
  });

  it('fails what the queue has given up', async () => {
    const job = await submit();
    await at.boss.cancel('ingest', job.id);
    await reconcile();
    expect(await at.jobs.find('lab', job.id)).toMatchObject({
      state: 'failed',
      problem: { code: 'worker-lost' },
    });
  });
});

describe('reclaimRunningJobs', () => {
  it('gives back at once what a killed process was doing', async () => {
    const job = await submit();
    await at.boss.fetch('ingest');
    await at.jobs.report(job.id, 0.3, 'working');
    expect(await at.queued()).toEqual([]);
    await reclaimRunningJobs(at.db, { boss: at.boss, schema: at.schema });
    expect(await at.queued()).toEqual([job.id]);
    await startWorker(succeed);
    await reaches(job, 'succeeded');
  });
});

describe('processes that start together', () => {
  it('make the tables once', async () => {
    const options = { url: server.url, schema: freshSchema() };
    const opened = await Promise.all([1, 2, 3].map(() => openDatabase(options, MIGRATIONS)));
    expect(await opened[0].query('SELECT name FROM migration')).toHaveLength(MIGRATIONS.length);
    await Promise.all(opened.map((db) => db.destroy()));
  });
});
