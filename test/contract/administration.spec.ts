import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Watchers1795470000000 } from '../../migrations/1795470000000-watchers.js';
import { MIGRATIONS } from '../../src/app/migrations.js';
import { openDatabase } from '../../src/storage/postgres/open-database.js';
import { PostgresInstrumentRepository } from '../../src/storage/postgres/postgres-instruments.js';
import { ManageInstruments } from '../../src/workflows/instruments/manage-instruments.js';
import type { AuditEvent, AuditFilter } from '../../src/workflows/ports/audit-log.js';
import type { Instrument } from '../../src/workflows/ports/instruments.js';
import type { Job, Problem } from '../../src/workflows/ports/records.js';
import { TestClock } from '../../src/workflows/testing/test-clock.js';
import { freshSchema } from '../support/postgres.js';
import { aDataset, anAnalysis, aSearch, aSummary } from '../support/records.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const PROBLEM: Problem = { code: 'worker-lost', status: 500, title: 'T', detail: 'D' };

const { versions, postgres } = contractRepositories();

describe.each(versions)('administration in %s', (_, open) => {
  let at: Repositories;
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());

  it('keeps what each watcher of an instrument said last', async () => {
    const one = anInstrument('lab', 'Titan');
    await at.instruments.put(one);
    await at.instruments.put(anInstrument('lab', 'ARM 200'));
    await at.instruments.put(anInstrument('other', 'Titan'));
    const beside = { ...anInstrument('lab', 'Titan', 'beside'), host: 'second-pc' };
    await at.instruments.put(beside);
    const newer = { ...one, nPending: 0, lastFile: null, lastFileAt: null, leaving: true };
    await at.instruments.put({ ...newer, lastSeenAt: new Date('2026-03-01T11:00:00.001Z') });
    const own = await at.instruments.list('lab');
    expect(own).toEqual([
      anInstrument('lab', 'ARM 200'),
      beside,
      { ...newer, lastSeenAt: new Date('2026-03-01T11:00:00.001Z') },
    ]);
    expect((await at.instruments.list(null)).map(({ name, ownerId }) => [name, ownerId])).toEqual([
      ['ARM 200', 'lab'],
      ['Titan', 'lab'],
      ['Titan', 'lab'],
      ['Titan', 'other'],
    ]);
    expect(await at.instruments.remove('other', 'Titan', one.id)).toBe(false);
    expect(await at.instruments.remove('lab', 'ARM 200', one.id)).toBe(false);
    expect(await at.instruments.remove('lab', 'Titan', one.id)).toBe(true);
    expect((await at.instruments.list('lab')).map(({ id }) => id)).toEqual(['lab ARM 200 main', beside.id]);
    expect(await at.instruments.remove(null, 'ARM 200', beside.id)).toBe(false);
    expect(await at.instruments.remove(null, 'Titan', beside.id)).toBe(true);
    expect(await at.instruments.list('lab')).toHaveLength(1);
  });

  describe('the audit log', () => {
    const ANY: AuditFilter = { subject: null, actor: null, since: null, until: null };

    it('is listed newest first, page by page, by subject, actor and time', async () => {
      const events = [1, 2, 3, 4, 5].map((minute) =>
        anEvent({ subject: `s${minute % 2}`, actor: minute > 3 ? 'session' : 'key:1', minute }),
      );
      await at.audit.append(events.slice(0, 2));
      await at.audit.append(events.slice(2));
      const first = await at.audit.list(ANY, { limit: 3, cursor: null });
      expect(first.items.map(({ seq, ...event }) => (seq > 0 ? event : null))).toEqual([
        events[4],
        events[3],
        events[2],
      ]);
      const rest = await at.audit.list(ANY, { limit: 3, cursor: first.nextCursor });
      expect(rest).toMatchObject({ items: [events[1], events[0]], nextCursor: null });
      const minutes = async (filter: Partial<AuditFilter>) => {
        const { items } = await at.audit.list({ ...ANY, ...filter }, { limit: 10, cursor: null });
        return items.map((event) => event.at.getUTCMinutes());
      };
      expect(await minutes({ subject: 's1' })).toEqual([5, 3, 1]);
      expect(await minutes({ actor: 'session' })).toEqual([5, 4]);
      expect(await minutes({ since: events[1].at, until: events[3].at })).toEqual([3, 2]);
      await expect(at.audit.list(ANY, { limit: 1, cursor: 'x' })).rejects.toMatchObject({
        code: 'invalid-parameter',
      });
    });

    it('forgets what is older than it is kept', async () => {
      const events = [1, 2, 3].map((minute) => anEvent({ minute }));
      await at.audit.append(events);
      expect(await at.audit.removeBefore(events[2].at)).toBe(2);
      expect(await at.audit.removeBefore(events[2].at)).toBe(0);
      expect((await at.audit.list(ANY, { limit: 9, cursor: null })).items).toMatchObject([events[2]]);
    });
  });

  describe('a job that is run again', () => {
    const next = () => ({ id: randomUUID(), createdAt: new Date('2026-03-02T00:00:00.500Z') });

    async function failedIngest() {
      const one = aDataset('lab');
      await at.datasets.submit(one.dataset, one.job);
      await at.jobs.finishIngest(one.job.id, { problem: PROBLEM });
      return one;
    }

    it('is another one, for the dataset that was rejected', async () => {
      const { dataset, job } = await failedIngest();
      const made = next();
      const again = (await at.retries.retry('lab', job.id, made)) as Job;
      expect(again).toEqual({ ...job, ...made });
      expect(await at.jobs.find('lab', made.id)).toEqual(again);
      expect(await at.jobs.find('lab', job.id)).toMatchObject({ state: 'failed', problem: PROBLEM });
      expect(await at.queued()).toContain(made.id);
      expect(await at.jobs.loadDataset(dataset.id)).toMatchObject({
        dataset: { state: 'ingesting', problem: null },
        job: again,
      });
      expect(await at.jobs.finishIngest(made.id, { summary: aSummary() })).toBe(true);
      expect(await at.datasets.find('lab', dataset.id)).toMatchObject({ state: 'ready' });
    });

    it('is refused while it runs, when it has succeeded, to others, and when it was run again already', async () => {
      const { dataset, job } = aDataset('lab');
      await at.datasets.submit(dataset, job);
      expect(await at.retries.retry('lab', job.id, next())).toBe('not-ended');
      await at.jobs.finishIngest(job.id, { summary: aSummary() });
      expect(await at.retries.retry('lab', job.id, next())).toBe('succeeded');
      expect(await at.retries.retry('lab', randomUUID(), next())).toBeNull();
      const failed = await failedIngest();
      expect(await at.retries.retry('other', failed.job.id, next())).toBeNull();
      const answers = await Promise.all([1, 2, 3].map(() => at.retries.retry('lab', failed.job.id, next())));
      expect(answers.filter((answer) => answer === 'superseded')).toHaveLength(2);
      expect(await at.jobs.loadDataset(failed.dataset.id)).toMatchObject({ job: { state: 'queued' } });
    });

    it('does the analysis again', async () => {
      const { dataset, job: ingest } = aDataset('lab');
      await at.datasets.submit(dataset, ingest);
      const { analysis, job } = anAnalysis(dataset);
      await at.analyses.submit(analysis, job);
      await at.jobs.cancel('lab', job.id);
      const made = next();
      expect(await at.retries.retry('lab', job.id, made)).toMatchObject({ kind: 'analysis', ...made });
      expect((await at.jobs.loadAnalysis(analysis.id))!.job.id).toBe(made.id);
    });

    it.each([
      ['table', true],
      ['external', false],
    ] as const)('goes on with the search of engine %s; queued: %s', async (engine, isQueued) => {
      const { search, job } = aSearch('lab', { engine });
      await at.searches.submit(search, job);
      await at.searches.handOut(search.id, [3], 0);
      const told = { energyJPerM2: 0.5, failed: null, evaluation: null, structureBlob: null };
      await at.searches.tell(search.id, [{ index: 3, ...told }]);
      await at.jobs.cancel('lab', job.id);
      expect(await at.searches.handOut(search.id, [4], 1)).toBe(false);
      const made = next();
      expect(await at.retries.retry('lab', job.id, made)).toMatchObject({ kind: 'search' });
      expect((await at.queued()).includes(made.id)).toBe(isQueued);
      expect(await at.searches.handOut(search.id, [4], 1)).toBe(true);
      expect(await at.searches.counts(search.id)).toMatchObject({ nObserved: 1, nPending: 1 });
    });
  });

  it('lists jobs by state', async () => {
    for (const { dataset, job } of [aDataset('lab'), aDataset('lab')]) await at.datasets.submit(dataset, job);
    const [{ id }] = (await at.jobs.list('lab', { limit: 9, cursor: null }, 'queued')).items;
    await at.jobs.cancel('lab', id);
    const ids = async (state: Job['state'] | null) =>
      (await at.jobs.list('lab', { limit: 9, cursor: null }, state)).items.map((job) => job.id);
    expect(await ids('cancelled')).toEqual([id]);
    expect(await ids('queued')).toHaveLength(1);
    expect(await ids(null)).toHaveLength(2);
  });
});

describe('instruments in PostgreSQL', () => {
  it('of before there were watchers are those that report on', async () => {
    const at = { url: postgres().url, schema: freshSchema() };
    const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(Watchers1795470000000));
    const { ownerId, name, lastSeenAt, ...report } = anInstrument('lab', 'Titan µ');
    const old = await openDatabase(at, before);
    await old.query('INSERT INTO instrument (owner_id, name, last_seen_at, told) VALUES ($1, $2, $3, $4)', [
      ownerId,
      name,
      lastSeenAt,
      JSON.stringify(report),
    ]);
    await old.destroy();
    const db = await openDatabase(at, MIGRATIONS);
    const instruments = new ManageInstruments(new PostgresInstrumentRepository(db), new TestClock());
    try {
      expect(await instruments.list('lab')).toMatchObject([
        { ...report, id: expect.any(String) as unknown, name, lastSeenAt },
      ]);
      await instruments.report(ownerId, name, { ...report, nPending: 0 });
      expect(await instruments.list('lab')).toMatchObject([{ name, nPending: 0 }]);
    } finally {
      await db.destroy();
    }
  });
});

describe('the audit log in PostgreSQL', () => {
  it('refuses to be changed, and to lose what is not over', async () => {
    const { db, audit } = await postgres().emptied();
    await audit.append([anEvent({ minute: 1 }), anEvent({ minute: 2 })]);
    const refused = 'the audit log is append only';
    await expect(db.query(`UPDATE audit_event SET status = 200`)).rejects.toThrow(refused);
    await expect(db.query(`DELETE FROM audit_event`)).rejects.toThrow(refused);
    await expect(audit.removeBefore(new Date('2026-03-01T10:02:00Z'))).resolves.toBe(1);
    await expect(db.query(`DELETE FROM audit_event`)).rejects.toThrow(refused);
  });
});

const anInstrument = (ownerId: string, name: string, watcher = 'main'): Instrument => ({
  id: `${ownerId} ${name} ${watcher}`,
  ...{ ownerId, name, agent: 'kaimen 0.1.0', host: 'gms-pc \u0000 µ', watching: ['D:\\scans', '/mnt/nas'] },
  ...{ nPending: 3, pendingBytes: 2 ** 41, nRejected: 1, lastFile: 'line 1.dm4', leaving: false },
  lastFileAt: new Date('2026-03-01T09:00:00.250Z'),
  at: new Date('2026-03-01T11:59:00Z'),
  lastSeenAt: new Date('2026-03-01T10:00:00.123Z'),
});

const anEvent = ({ minute, ...change }: Partial<AuditEvent> & { minute: number }): AuditEvent => ({
  ...{ ownerId: 'lab', actor: 'key:1', action: 'DELETE /api/v1/datasets/:id', subject: null, status: 204 },
  ...{ address: '10.0.0.1', requestId: 'r', at: new Date(Date.UTC(2026, 2, 1, 10, minute)) },
  ...change,
});
