import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/workflows/ports/records.js';
import { A_HEADLINE, aDataset, aKey, anAnalysis, aSummary } from '../support/records.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const PROBLEM: Problem = { code: 'malformed-file', status: 422, title: 'T', detail: 'D\u0000' };
const RESULT = {
  resultBlob: 'r'.repeat(64),
  preprocessedBlob: 'p'.repeat(64),
  headline: A_HEADLINE,
  softwareVersion: '1.2.3',
};

const { versions } = contractRepositories();

describe.each(versions)('repositories in %s', (_, open) => {
  let at: Repositories;
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());

  async function submitted(ownerId = 'lab', change = {}) {
    const record = aDataset(ownerId, change);
    await at.datasets.submit(record.dataset, record.job);
    return record;
  }

  async function analysed(ownerId = 'lab') {
    const { dataset } = await submitted(ownerId);
    const record = anAnalysis(dataset);
    await at.analyses.submit(record.analysis, record.job);
    return { dataset, ...record };
  }

  describe('datasets', () => {
    it('are kept with their job, first event and queue entry', async () => {
      const { dataset, job } = await submitted();
      expect(await at.datasets.find('lab', dataset.id)).toEqual(dataset);
      expect(await at.jobs.find('lab', job.id)).toEqual(job);
      expect(await at.jobs.eventsAfter('lab', job.id, 0)).toMatchObject([{ seq: 1, state: 'queued' }]);
      expect(await at.queued()).toEqual([job.id]);
      expect(await at.jobs.loadDataset(dataset.id)).toEqual({ dataset, job });
    });

    it('with the same bytes of the same owner are the existing one, also when submitted at once', async () => {
      const first = aDataset('lab');
      const copies = [first, ...[1, 2, 3].map(() => aDataset('lab', { sha256: first.dataset.sha256 }))];
      const answers = await Promise.all(copies.map(({ dataset, job }) => at.datasets.submit(dataset, job)));
      expect(answers.filter((answer) => answer.created)).toHaveLength(1);
      expect(new Set(answers.map((answer) => answer.dataset.id)).size).toBe(1);
      expect(await at.queued()).toHaveLength(1);
      expect((await submitted('other', { sha256: first.dataset.sha256 })).dataset.ownerId).toBe('other');
      expect(await at.queued()).toHaveLength(2);
    });

    it('with the same bytes under another name are another record, and are found by their bytes', async () => {
      const modifiedAt = new Date('2026-02-28T23:00:00.250Z');
      const told = { instrument: 'Titan', session: 'night', modifiedAt };
      const first = await submitted('lab', told);
      expect(await at.datasets.find('lab', first.dataset.id)).toEqual({ ...first.dataset, ...told });
      const { sha256 } = first.dataset;
      const second = await submitted('lab', { sha256, fileName: 'copy.dm4' });
      await submitted();
      const page = { limit: 10, cursor: null };
      const { items } = await at.datasets.list('lab', page, sha256);
      expect(new Set(items.map(({ id }) => id))).toEqual(new Set([first.dataset.id, second.dataset.id]));
      expect((await at.datasets.list('other', page, sha256)).items).toEqual([]);
      expect(await at.queued()).toHaveLength(3);
    });

    it('keep a sidecar, and what is wrong with it until another one comes', async () => {
      const boundary = { material: 'Cu', sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0] } as const;
      const sidecar = {
        ...{ sample: 'S1 \u0000', material: null, instrument: null, recipe: null, note: null },
        boundary: { ...boundary, planeB: null, latticeAngstrom: [3.615] },
      };
      const { dataset } = await submitted('lab', { sidecar });
      await at.datasets.noteSidecarProblem('other', dataset.id, PROBLEM);
      expect(await at.datasets.find('lab', dataset.id)).toEqual(dataset);
      await at.datasets.noteSidecarProblem('lab', dataset.id, PROBLEM);
      expect(await at.datasets.find('lab', dataset.id)).toEqual({ ...dataset, sidecarProblem: PROBLEM });
      const other = { ...sidecar, boundary: null };
      expect(await at.datasets.setSidecar('other', dataset.id, other)).toBeNull();
      const changed = await at.datasets.setSidecar('lab', dataset.id, other);
      expect(changed).toEqual({ ...dataset, sidecar: other });
      expect(await at.datasets.find('lab', dataset.id)).toEqual(changed);
      expect(await at.datasets.setSidecar('lab', randomUUID(), other)).toBeNull();
    });

    it('rejected for a reason that may have passed are read again when they are sent again', async () => {
      const { dataset, job } = await submitted();
      await at.jobs.cancel('lab', job.id);
      const again = [1, 2, 3].map(() => aDataset('lab', { sha256: dataset.sha256 }));
      const answers = await Promise.all(again.map((one) => at.datasets.submit(one.dataset, one.job)));
      expect(answers.filter((answer) => answer.created)).toHaveLength(1);
      const { jobId } = answers.find((answer) => answer.created)!.dataset;
      expect(answers.map((answer) => answer.dataset)).toEqual([1, 2, 3].map(() => ({ ...dataset, jobId })));
      expect(await at.queued()).toEqual([job.id, jobId]);
      const loaded = (await at.jobs.loadDataset(dataset.id))!;
      expect(loaded.job).toMatchObject({ id: jobId, subjectId: dataset.id, state: 'queued' });
      expect(await at.jobs.finishIngest(job.id, { problem: PROBLEM })).toBe(false);
      expect(await at.jobs.finishIngest(jobId, { summary: aSummary() })).toBe(true);
      expect(await at.datasets.find('lab', dataset.id)).toMatchObject({ state: 'ready', problem: null });
      await at.datasets.remove('lab', dataset.id);
      expect((await at.jobs.list('lab', { limit: 10, cursor: null })).items).toEqual([]);
    });

    it.each([
      ['worker-lost', true],
      ['limits-exceeded', true],
      ['malformed-file', false],
    ])('rejected with %s and sent again: read again is %s', async (code, isRead) => {
      const { dataset, job } = await submitted();
      await at.jobs.finishIngest(job.id, { problem: { ...PROBLEM, code } });
      const again = aDataset('lab', { sha256: dataset.sha256 });
      const answer = await at.datasets.submit(again.dataset, again.job);
      expect(answer.created).toBe(isRead);
      expect(answer.dataset).toMatchObject({ id: dataset.id, state: isRead ? 'ingesting' : 'rejected' });
    });

    it('of another owner do not exist', async () => {
      const { dataset, job } = await submitted();
      expect(await at.datasets.find('other', dataset.id)).toBeNull();
      expect((await at.datasets.list('other', { limit: 10, cursor: null })).items).toEqual([]);
      expect(await at.datasets.remove('other', dataset.id)).toBe(false);
      expect(await at.jobs.find('other', job.id)).toBeNull();
      expect((await at.jobs.list('other', { limit: 10, cursor: null })).items).toEqual([]);
      expect(await at.jobs.eventsAfter('other', job.id, 0)).toEqual([]);
      expect(await at.jobs.cancel('other', job.id)).toBe(false);
    });

    it('are listed newest first, page by page, also where times are equal', async () => {
      const times = [3, 1, 2, 2, 2].map((second) => new Date(`2026-01-01T00:00:0${second}.000Z`));
      for (const createdAt of times) await submitted('lab', { createdAt });
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await at.datasets.list('lab', { limit: 2, cursor });
        ids.push(...page.items.map((dataset) => dataset.id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(new Set(ids).size).toBe(5);
      const found = await Promise.all(ids.map((id) => at.datasets.find('lab', id)));
      expect(found.map((dataset) => dataset!.createdAt.getUTCSeconds())).toEqual([3, 2, 2, 2, 1]);
    });

    it('refuse a cursor that is none', async () => {
      await expect(at.datasets.list('lab', { limit: 2, cursor: "'; --" })).rejects.toMatchObject({
        code: 'invalid-parameter',
      });
    });

    it('go with their analyses and jobs', async () => {
      const { dataset, analysis, job } = await analysed();
      const other = await submitted();
      expect(await at.datasets.remove('lab', dataset.id)).toBe(true);
      expect(await at.datasets.remove('lab', dataset.id)).toBe(false);
      expect(await at.analyses.find('lab', analysis.id)).toBeNull();
      expect(await at.jobs.find('lab', job.id)).toBeNull();
      expect(await at.jobs.report(job.id, 0.5, 'x')).toBe(false);
      expect(await at.jobs.finishAnalysis(job.id, RESULT)).toBe(false);
      expect(await at.jobs.loadAnalysis(analysis.id)).toBeNull();
      expect(await at.jobs.find('lab', other.job.id)).toEqual(other.job);
    });
  });

  describe('analyses', () => {
    it('are kept whole, with and without low loss', async () => {
      const { dataset, analysis, job } = await analysed();
      const alone = anAnalysis(dataset, { lowLoss: null, createdAt: new Date('2026-04-01T00:00:00Z') });
      await at.analyses.submit(alone.analysis, alone.job);
      expect(await at.analyses.find('lab', analysis.id)).toEqual(analysis);
      expect(await at.jobs.loadAnalysis(analysis.id)).toEqual({ analysis, job });
      const listed = await at.analyses.list('lab', dataset.id, { limit: 10, cursor: null });
      expect(listed).toEqual({ items: [alone.analysis, analysis], nextCursor: null });
      expect((await at.analyses.list('lab', randomUUID(), { limit: 10, cursor: null })).items).toEqual([]);
      expect((await at.analyses.list('lab', null, { limit: 10, cursor: null })).items).toHaveLength(2);
      expect(await at.analyses.find('other', analysis.id)).toBeNull();
    });
  });

  describe('jobs', () => {
    it('that wait are counted up to a number', async () => {
      const jobs = [(await submitted()).job, (await submitted()).job, (await submitted('other')).job];
      expect([await at.jobs.countQueued(2), await at.jobs.countQueued(10)]).toEqual([2, 3]);
      await at.jobs.report(jobs[0].id, 0, 'reading');
      await at.jobs.cancel('lab', jobs[1].id);
      expect(await at.jobs.countQueued(10)).toBe(1);
    });

    it('tell their progress in events that can be resumed', async () => {
      const { job } = await submitted();
      expect(await at.jobs.report(job.id, 0, 'reading')).toBe(true);
      expect(await at.jobs.report(job.id, 0, 'reading')).toBe(true);
      expect(await at.jobs.report(job.id, 0.5, 'storing')).toBe(true);
      const events = await at.jobs.eventsAfter('lab', job.id, 0);
      expect(events.map(({ seq, state, progress, stage }) => [seq, state, progress, stage])).toEqual([
        [1, 'queued', 0, 'queued'],
        [2, 'running', 0, 'reading'],
        [3, 'running', 0.5, 'storing'],
      ]);
      expect(await at.jobs.eventsAfter('lab', job.id, 2)).toEqual(events.slice(2));
      const other = (await submitted()).job.id;
      expect(await at.jobs.lastSeqs([job.id, other, randomUUID()])).toEqual(
        new Map([
          [job.id, 3],
          [other, 1],
        ]),
      );
      expect(await at.jobs.find('lab', job.id)).toMatchObject({
        state: 'running',
        startedAt: at.clock.now(),
      });
    });

    it('keep the time of their first start when they run again', async () => {
      const { job } = await submitted();
      const startedAt = at.clock.now();
      await at.jobs.report(job.id, 0.7, 'reading');
      at.clock.advance(60);
      expect(await at.jobs.returnToQueue(job.id)).toBe(true);
      expect(await at.jobs.find('lab', job.id)).toMatchObject({ state: 'queued', progress: 0 });
      await at.jobs.report(job.id, 0, 'reading');
      expect(await at.jobs.find('lab', job.id)).toMatchObject({ state: 'running', startedAt });
    });

    it('end once: the first of many wins', async () => {
      const { dataset, job } = await submitted();
      const summary = aSummary();
      const won = await Promise.all([
        at.jobs.finishIngest(job.id, { summary }),
        at.jobs.finishIngest(job.id, { summary }),
        at.jobs.finishIngest(job.id, { summary }),
      ]);
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await at.jobs.finishIngest(job.id, { problem: PROBLEM })).toBe(false);
      expect(await at.jobs.cancel('lab', job.id)).toBe(false);
      expect(await at.jobs.report(job.id, 0.2, 'late')).toBe(false);
      expect(await at.jobs.returnToQueue(job.id)).toBe(false);
      expect(await at.datasets.find('lab', dataset.id)).toEqual({ ...dataset, state: 'ready', summary });
      const finishedAt = at.clock.now();
      expect(await at.jobs.find('lab', job.id)).toMatchObject({
        state: 'succeeded',
        progress: 1,
        finishedAt,
      });
      const events = await at.jobs.eventsAfter('lab', job.id, 0);
      expect(events.filter((event) => event.state === 'succeeded')).toHaveLength(1);
    });

    it('that fail reject their dataset with the problem', async () => {
      const { dataset, job } = await submitted();
      expect(await at.jobs.finishIngest(job.id, { problem: PROBLEM })).toBe(true);
      expect(await at.datasets.find('lab', dataset.id)).toMatchObject({
        state: 'rejected',
        problem: PROBLEM,
      });
      expect(await at.jobs.find('lab', job.id)).toMatchObject({ state: 'failed', problem: PROBLEM });
    });

    it('of analyses bring a result or a problem', async () => {
      const one = await analysed();
      const two = await analysed();
      expect(await at.jobs.finishAnalysis(one.job.id, RESULT)).toBe(true);
      expect(await at.jobs.finishAnalysis(two.job.id, { problem: PROBLEM })).toBe(true);
      expect(await at.analyses.find('lab', one.analysis.id)).toMatchObject(RESULT);
      expect(await at.analyses.find('lab', two.analysis.id)).toMatchObject({ resultBlob: null });
      expect(await at.jobs.find('lab', two.job.id)).toMatchObject({ state: 'failed', problem: PROBLEM });
    });

    it('can be cancelled while they wait or run; the dataset of a cancelled ingest is rejected', async () => {
      const { dataset, job, analysis } = await analysed();
      await at.jobs.report(job.id, 0.1, 'fitting');
      expect(await at.jobs.cancel('lab', job.id)).toBe(true);
      expect(await at.jobs.cancel('lab', job.id)).toBe(false);
      expect(await at.jobs.report(job.id, 0.2, 'fitting')).toBe(false);
      expect(await at.jobs.finishAnalysis(job.id, RESULT)).toBe(false);
      expect(await at.analyses.find('lab', analysis.id)).toMatchObject({ resultBlob: null });
      expect(await at.jobs.cancel('lab', dataset.jobId)).toBe(true);
      expect(await at.datasets.find('lab', dataset.id)).toMatchObject({
        state: 'rejected',
        problem: { code: 'cancelled' },
      });
    });

    it('are counted by state', async () => {
      const { job } = await analysed();
      await at.jobs.report(job.id, 0.1, 'fitting');
      expect(await at.jobs.countByState()).toEqual({
        queued: 1,
        running: 1,
        succeeded: 0,
        failed: 0,
        cancelled: 0,
      });
    });
  });

  it('name every blob that a record points to', async () => {
    const { dataset, job } = await analysed();
    const summary = aSummary();
    await at.jobs.finishIngest(dataset.jobId, { summary });
    await at.jobs.finishAnalysis(job.id, RESULT);
    const [scan] = summary.scans;
    expect([...(await at.blobReferences.all())].sort()).toEqual(
      [dataset.sha256, scan.countsBlob, scan.metadataBlob, RESULT.resultBlob, RESULT.preprocessedBlob].sort(),
    );
    await at.datasets.remove('lab', dataset.id);
    expect((await at.blobReferences.all()).size).toBe(0);
  });

  it('keep keys', async () => {
    const key = aKey();
    const later = aKey({
      createdAt: new Date('2026-03-02T00:00:00Z'),
      expiresAt: new Date('2027-01-01T00:00:00Z'),
      ...{ instrument: 'ARM 200', requestsPerMinute: 60, uploadBytesPerDay: 2 ** 40 },
    });
    await at.keys.add(later);
    await at.keys.add(key);
    expect(await at.keys.count()).toBe(2);
    expect(await at.keys.findById(key.id)).toEqual(key);
    expect(await at.keys.findById('none')).toBeNull();
    expect(await at.keys.list()).toEqual([key, later]);
    const now = at.clock.now();
    expect(await at.keys.revoke(key.id, now)).toBe(true);
    expect(await at.keys.revoke(key.id, now)).toBe(false);
    await at.keys.touch(later.id, now);
    expect(await at.keys.list()).toEqual([
      { ...key, revokedAt: now },
      { ...later, lastUsedAt: now },
    ]);
  });

  it('count what a key uploads in a day, up to its limit, also at once', async () => {
    const key = aKey();
    await at.keys.add(key);
    const add = (bytes: number, day = '2026-03-01', atMost: number | null = 2 ** 34) =>
      at.keys.addUploadBytes(key.id, day, bytes, atMost);
    expect(await add(2 ** 33)).toBe(true);
    const thirds = await Promise.all([1, 2, 3, 4].map(() => add(2 ** 31)));
    expect(thirds).toEqual([true, true, true, true]);
    expect(await add(1)).toBe(false);
    expect(await add(1, '2026-03-02')).toBe(true);
    expect(await add(-2)).toBe(true);
    const ones = await Promise.all([1, 2, 3, 4].map(() => add(1)));
    expect(ones.filter(Boolean)).toHaveLength(2);
    expect(await add(2 ** 40, '2026-03-01', null)).toBe(true);
  });

  it('keep sessions until they expire', async () => {
    const session = (tokenSha256: string, hour: number) => ({
      tokenSha256,
      ownerId: 'lab',
      scopes: ['datasets:read' as const],
      createdAt: new Date('2026-03-01T00:00:00Z'),
      expiresAt: new Date(Date.UTC(2026, 2, 1, hour)),
    });
    for (const [token, hour] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ] as const)
      await at.sessions.add(session(token, hour));
    expect(await at.sessions.find('b')).toEqual(session('b', 2));
    await at.sessions.remove('c');
    await at.sessions.removeExpired(new Date(Date.UTC(2026, 2, 1, 1)));
    expect(await Promise.all(['a', 'b', 'c'].map((token) => at.sessions.find(token)))).toEqual([
      null,
      session('b', 2),
      null,
    ]);
  });
});
