import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_RECIPE } from '../../src/science/interpretation/recipe.js';
import type { Batch, BatchRow, Work } from '../../src/workflows/ports/batch-records.js';
import type { Dataset, Problem } from '../../src/workflows/ports/records.js';
import type { SavedRecipe } from '../../src/workflows/ports/recipe-records.js';
import { A_HEADLINE, aDataset, anAnalysis, aSummary } from '../support/records.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const PROBLEM: Problem = { code: 'dataset-rejected', status: 409, title: 'T', detail: 'D\u0000' };
const ALL = { limit: 100, after: null, state: null };
const PAGE = { limit: 10, cursor: null };

const aRecipe = (ownerId: string, name: string): SavedRecipe => {
  const createdAt = new Date('2026-03-01T10:00:00.000Z');
  const recipe = { ...DEFAULT_RECIPE, name };
  const latest = { version: 1, recipe, sha256: 'a'.repeat(64), note: null, createdAt };
  return { id: randomUUID(), ownerId, name, latest, createdAt, archivedAt: null };
};

const { versions } = contractRepositories();

describe.each(versions)('in %s', (_, open) => {
  let at: Repositories;
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());

  describe('recipes', () => {
    const next = (sha256: string) => ({
      recipe: DEFAULT_RECIPE,
      sha256,
      note: 'n\u0000',
      createdAt: new Date('2026-03-02T10:00:00.000Z'),
    });

    it('keep every version, numbered, also when two are added at once', async () => {
      const saved = aRecipe('lab', 'NMC');
      expect(await at.recipes.add(saved)).toBe(true);
      expect(await at.recipes.find('lab', saved.id)).toEqual(saved);
      const added = await Promise.all(
        ['b', 'c', 'd'].map((letter) =>
          at.recipes.addVersion('lab', saved.id, { ...next(letter), note: letter }),
        ),
      );
      expect(added.map((one) => one!.version).sort()).toEqual([2, 3, 4]);
      const history = await at.recipes.versions('lab', saved.id);
      expect(history.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
      expect(history[3]).toEqual(saved.latest);
      expect((await at.recipes.find('lab', saved.id))!.latest).toEqual(history[0]);
      expect(await at.recipes.version('lab', saved.id, 2)).toEqual(history[2]);
      expect(await at.recipes.version('lab', saved.id, 5)).toBeNull();
      const same = await at.recipes.addVersion('lab', saved.id, {
        ...next(history[0].sha256),
        note: 'again',
      });
      expect(same).toEqual(history[0]);
      expect(await at.recipes.versions('lab', saved.id)).toHaveLength(4);
    });

    it('have a name that is free again when they are archived', async () => {
      const [first, second] = [aRecipe('lab', 'NMC'), aRecipe('lab', 'NMC')];
      expect(await at.recipes.add(first)).toBe(true);
      expect(await at.recipes.add(second)).toBe(false);
      expect(await at.recipes.find('lab', second.id)).toBeNull();
      expect(await at.recipes.add(aRecipe('other', 'NMC'))).toBe(true);
      const archivedAt = new Date('2026-04-01T00:00:00.000Z');
      expect(await at.recipes.archive('lab', first.id, archivedAt)).toBe(true);
      expect(await at.recipes.archive('lab', first.id, archivedAt)).toBe(false);
      expect(await at.recipes.find('lab', first.id)).toEqual({ ...first, archivedAt });
      expect(await at.recipes.addVersion('lab', first.id, next('b'))).toBeNull();
      expect(await at.recipes.add(second)).toBe(true);
      expect((await at.recipes.list('lab', PAGE)).items).toEqual([second]);
    });

    it('of another owner do not exist', async () => {
      const saved = aRecipe('lab', 'NMC');
      await at.recipes.add(saved);
      expect(await at.recipes.find('other', saved.id)).toBeNull();
      expect((await at.recipes.list('other', PAGE)).items).toEqual([]);
      expect(await at.recipes.versions('other', saved.id)).toEqual([]);
      expect(await at.recipes.version('other', saved.id, 1)).toBeNull();
      expect(await at.recipes.addVersion('other', saved.id, next('b'))).toBeNull();
      expect(await at.recipes.archive('other', saved.id, new Date())).toBe(false);
    });
  });

  async function dataset(change: Partial<Dataset> = {}, isReady = true): Promise<Dataset> {
    const record = aDataset('lab', change);
    await at.datasets.submit(record.dataset, record.job);
    if (isReady) await at.jobs.finishIngest(record.job.id, { summary: aSummary() });
    return record.dataset;
  }

  describe('datasets', () => {
    it('are selected by id, in the order asked for, without those of others', async () => {
      const [one, two] = [await dataset(), await dataset()];
      const found = await at.datasets.select('lab', { ids: [two.id, randomUUID(), one.id, two.id] }, 10);
      expect(found.map(({ id }) => id)).toEqual([two.id, one.id]);
      expect(await at.datasets.select('other', { ids: [one.id] }, 10)).toEqual([]);
    });

    it('are selected by name, date and format, newest first, those that are ready', async () => {
      const names = ['LSMO_1.hspy', 'lsmo_2.hspy', 'LSMO%3.hspy', 'NMC\\[1].dm4'];
      for (const [i, fileName] of names.entries())
        await dataset({ fileName, createdAt: new Date(Date.UTC(2026, 0, 1 + i)) });
      await dataset({ fileName: 'LSMO_9.hspy' }, false);
      const any = { namePattern: null, uploadedSince: null, format: null, instrument: null, session: null };
      const select = async (change: object, limit = 10) =>
        (await at.datasets.select('lab', { ...any, ...change }, limit)).map(({ fileName }) => fileName);
      expect(await select({})).toEqual([...names].reverse());
      expect(await select({}, 2)).toEqual([names[3], names[2]]);
      expect(await select({ namePattern: 'lsmo_?.*' })).toEqual([names[1], names[0]]);
      expect(await select({ namePattern: '*%*' })).toEqual([names[2]]);
      expect(await select({ namePattern: 'nmc\\[*' })).toEqual([names[3]]);
      expect(await select({ uploadedSince: new Date(Date.UTC(2026, 0, 3)) })).toEqual([names[3], names[2]]);
      expect(await select({ format: 'dm4' })).toHaveLength(4);
      expect(await select({ format: 'msa' })).toEqual([]);
    });
  });

  it('datasets are selected by the instrument that sent them, else by that of the sidecar, and by session', async () => {
    const sidecar = {
      sample: 'S',
      material: null,
      recipe: null,
      note: null,
      boundary: null,
      instrument: 'Titan 2',
    };
    await dataset({ fileName: 'sent', instrument: 'Titan', session: 'night' });
    await dataset({ fileName: 'sent by another', instrument: 'ARM', sidecar });
    await dataset({ fileName: 'named', sidecar });
    await dataset({ fileName: 'unknown', sidecar: { ...sidecar, sample: 'S \u0000', instrument: null } });
    const any = { namePattern: null, uploadedSince: null, format: null, instrument: null, session: null };
    const select = async (change: object) =>
      (await at.datasets.select('lab', { ...any, ...change }, 10)).map(({ fileName }) => fileName).sort();
    expect(await select({ instrument: 'titan*' })).toEqual(['named', 'sent']);
    expect(await select({ instrument: 'ARM' })).toEqual(['sent by another']);
    expect(await select({ session: 'night' })).toEqual(['sent']);
  });

  describe('batches', () => {
    const aBatch = (change: Partial<Batch> = {}): Batch => ({
      id: randomUUID(),
      ownerId: 'lab',
      name: 'all of them',
      recipe: DEFAULT_RECIPE,
      recipeSha256: 'ab12',
      savedRecipe: { id: randomUUID(), version: 3 },
      createdAt: new Date('2026-03-05T10:00:00.000Z'),
      ...change,
    });

    /** A batch of n datasets to compute and one that cannot be. */
    async function submitted(n: number) {
      const batch = aBatch();
      const work: Work[number][] = [];
      const rows: BatchRow[] = [];
      for (let position = 0; position < n; position++) {
        const one = anAnalysis(await dataset({ fileName: `${position}.dm4` }));
        work.push(one);
        const datasetId = one.analysis.coreLoss.datasetId;
        rows.push({ position, datasetId, analysisId: one.analysis.id, reused: false, problem: null });
      }
      const bad = await dataset({}, false);
      rows.push({ position: n, datasetId: bad.id, analysisId: null, reused: false, problem: PROBLEM });
      await at.batches.submit(batch, rows, work);
      return { batch, rows, work };
    }

    it('are kept with their analyses, jobs, events and queue entries', async () => {
      const { batch, rows, work } = await submitted(3);
      expect(await at.batches.find('lab', batch.id)).toEqual(batch);
      expect(await at.batches.find('other', batch.id)).toBeNull();
      expect((await at.batches.list('lab', PAGE)).items).toEqual([batch]);
      expect((await at.batches.list('other', PAGE)).items).toEqual([]);
      for (const { analysis, job } of work) {
        expect(await at.jobs.loadAnalysis(analysis.id)).toEqual({ analysis, job });
        expect(await at.jobs.eventsAfter('lab', job.id, 0)).toMatchObject([{ seq: 1, state: 'queued' }]);
      }
      expect(await at.queued()).toEqual(expect.arrayContaining(work.map(({ job }) => job.id)));
      const lines = await at.batches.lines(batch.id, ALL);
      expect(
        lines.map(({ fileName: _f, state: _s, progress: _p, stage: _g, headline: _h, ...row }) => row),
      ).toEqual(rows);
      expect(lines.map(({ state }) => state)).toEqual(['queued', 'queued', 'queued', 'failed']);
      expect(
        (await at.batches.lines(batch.id, { ...ALL, after: 0, limit: 2 })).map((l) => l.position),
      ).toEqual([1, 2]);
    });

    it('count and show what became of each', async () => {
      const { batch, work } = await submitted(3);
      const outcome = {
        resultBlob: 'r',
        preprocessedBlob: 'p',
        headline: A_HEADLINE,
        softwareVersion: '1.2.3',
      };
      await at.jobs.finishAnalysis(work[0].job.id, outcome);
      await at.jobs.report(work[1].job.id, 0.5, 'fitting');
      await at.jobs.finishAnalysis(work[2].job.id, { problem: PROBLEM });
      const counts = (await at.batches.counts([batch.id, randomUUID()])).get(batch.id);
      expect(counts).toEqual({
        queued: 0,
        running: 1,
        succeeded: 1,
        failed: 2,
        cancelled: 0,
        total: 4,
        reused: 0,
      });
      const lines = await at.batches.lines(batch.id, ALL);
      expect(lines[0]).toMatchObject({ state: 'succeeded', headline: A_HEADLINE, problem: null });
      expect(lines[1]).toMatchObject({ state: 'running', progress: 0.5, stage: 'fitting' });
      expect(lines[2].problem).toEqual(PROBLEM);
      const failed = await at.batches.lines(batch.id, { ...ALL, state: 'failed' });
      expect(failed.map(({ position }) => position)).toEqual([2, 3]);
      const like = {
        recipeSha256: 'ab12',
        softwareVersion: '1.2.3',
        datasetIds: lines.map((l) => l.datasetId),
      };
      const { id, coreLoss, lowLoss } = work[0].analysis;
      expect(await at.batches.finishedLike('lab', like)).toEqual([{ id, coreLoss, lowLoss }]);
      expect(await at.batches.finishedLike('other', like)).toEqual([]);
      expect(await at.batches.finishedLike('lab', { ...like, softwareVersion: '1.2.4' })).toEqual([]);
      expect(await at.batches.finishedLike('lab', { ...like, recipeSha256: 'x' })).toEqual([]);
      expect(await at.batches.finishedLike('lab', { ...like, datasetIds: [] })).toEqual([]);
    });

    it('are cancelled as a whole, except what was there before', async () => {
      const { work, rows } = await submitted(2);
      const second = aBatch();
      const own = anAnalysis(await dataset());
      const reused = { ...rows[0], reused: true };
      const row = { ...rows[1], datasetId: own.analysis.coreLoss.datasetId, analysisId: own.analysis.id };
      await at.batches.submit(second, [reused, row], [own]);
      await at.jobs.report(own.job.id, 0.5, 'fitting');
      expect((await at.batches.counts([second.id])).get(second.id)).toMatchObject({ total: 2, reused: 1 });
      expect(await at.batches.cancel(second.id)).toBe(1);
      expect(await at.batches.cancel(second.id)).toBe(0);
      expect(await at.jobs.find('lab', own.job.id)).toMatchObject({
        state: 'cancelled',
        stage: 'cancelled',
        finishedAt: at.clock.now(),
      });
      const events = await at.jobs.eventsAfter('lab', own.job.id, 0);
      expect(events.map(({ seq, state }) => [seq, state])).toEqual([
        [1, 'queued'],
        [2, 'running'],
        [3, 'cancelled'],
      ]);
      expect(await at.jobs.report(own.job.id, 0.6, 'late')).toBe(false);
      expect(await at.jobs.find('lab', work[0].job.id)).toMatchObject({ state: 'queued' });
    });

    it('have rows replaced once, by whoever saw them as they are', async () => {
      const { batch, work, rows } = await submitted(2);
      await at.batches.cancel(batch.id);
      const again = (await at.datasets.select('lab', { ids: [rows[0].datasetId] }, 1)).map((one) =>
        anAnalysis(one),
      );
      const change = { ...rows[0], analysisId: again[0].analysis.id, was: work[0].analysis.id };
      expect(await at.batches.replace(batch.id, [change], again)).toBe(1);
      const late = anAnalysis((await at.datasets.find('lab', rows[0].datasetId))!);
      expect(await at.batches.replace(batch.id, [{ ...change, analysisId: late.analysis.id }], [late])).toBe(
        0,
      );
      expect(await at.analyses.find('lab', late.analysis.id)).toBeNull();
      expect(await at.queued()).toContain(again[0].job.id);
      const [line] = await at.batches.lines(batch.id, ALL);
      expect(line).toMatchObject({ analysisId: again[0].analysis.id, state: 'queued' });
    });

    it('lose the rows of datasets that are removed', async () => {
      const { batch, rows } = await submitted(2);
      expect(await at.datasets.remove('lab', rows[0].datasetId)).toBe(true);
      expect((await at.batches.lines(batch.id, ALL)).map(({ position }) => position)).toEqual([1, 2]);
    });

    it('of a thousand datasets are queued within seconds', async () => {
      const [any] = [await dataset()];
      const work = Array.from({ length: 1000 }, () => anAnalysis(any));
      const rows = work.map(({ analysis }, position) => ({
        position,
        datasetId: any.id,
        analysisId: analysis.id,
        reused: false,
        problem: null,
      }));
      const batch = aBatch();
      const begin = performance.now();
      await at.batches.submit(batch, rows, work);
      const submitMs = performance.now() - begin;
      const listing = performance.now();
      await at.batches.counts([batch.id]);
      expect(await at.batches.lines(batch.id, { ...ALL, limit: 200 })).toHaveLength(200);
      const listMs = performance.now() - listing;
      expect(await at.queued()).toHaveLength(1001);
      // A twentieth of this where nothing else runs; the machine is shared.
      expect(submitMs).toBeLessThan(20_000);
      expect(listMs).toBeLessThan(1000);
    });
  });
});
