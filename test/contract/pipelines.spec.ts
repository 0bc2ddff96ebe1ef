import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/workflows/ports/records.js';
import type { PlannedRuns, Rule } from '../../src/workflows/ports/rules.js';
import { EVENT_TYPES, type Webhook } from '../../src/workflows/ports/webhooks.js';
import { A_HEADLINE, aDataset, anAnalysis, aSearch, aSummary } from '../support/records.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const { versions } = contractRepositories();

const PROBLEM: Problem = { code: 'malformed-file', status: 422, title: 'T', detail: 'D\u0000'.repeat(400) };
const PAGE = { limit: 10, cursor: null };
const ALL = { ruleId: null, datasetId: null, problemsOnly: false };
const AT = new Date('2026-03-01T10:00:00.000Z');
const later = (seconds: number): Date => new Date(AT.getTime() + 1000 * seconds);

const aRule = (name: string, change: Partial<Rule> = {}): Rule => ({
  ...{ id: randomUUID(), ownerId: 'lab', name, enabled: true },
  match: { instrument: 'ARM*', fileName: null, format: null, material: null, hasBoundary: true },
  run: { recipe: { recipeId: randomUUID(), recipeVersion: null }, link: true, search: null },
  ...{ createdAt: AT, changedAt: AT, ...change },
});

const aWebhook = (change: Partial<Webhook> = {}): Webhook => ({
  ...{ id: randomUUID(), ownerId: 'lab', url: 'https://example.org/x', description: 'µ' },
  ...{ types: EVENT_TYPES, enabled: true, disabledReason: null, pausedUntil: null },
  ...{ secret: 'whsec_a', previousSecret: null, previousUntil: null, createdAt: AT, ...change },
});

describe.each(versions)('in %s', (_, open) => {
  let at: Repositories;
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());

  async function ready(fileName = 'a.dm4') {
    const { dataset, job } = aDataset('lab', { fileName });
    await at.datasets.submit(dataset, job);
    await at.jobs.finishIngest(job.id, { summary: aSummary() });
    return (await at.datasets.find('lab', dataset.id))!;
  }

  /** One rule on one dataset: an analysis, and a search of this key. */
  const planned = (rule: Rule | null, datasetId: string, change = {}): PlannedRuns['runs'][number] => ({
    ...{ id: randomUUID(), ownerId: 'lab', ruleId: rule?.id ?? null, datasetId, analysisId: null },
    ...{ searchKey: null, link: true, problem: null, createdAt: AT, ...change },
  });

  describe('rules', () => {
    it('have one name each, are changed and removed with the record of what they did', async () => {
      const rule = aRule('night');
      expect(await at.rules.add(rule)).toBe(true);
      expect(await at.rules.add(aRule('night'))).toBe(false);
      expect(await at.rules.add(aRule('night', { ownerId: 'other' }))).toBe(true);
      expect(await at.rules.find('lab', rule.id)).toEqual(rule);
      expect(await at.rules.find('other', rule.id)).toBeNull();
      const second = aRule('a');
      await at.rules.add(second);
      expect((await at.rules.list('lab')).map(({ name }) => name)).toEqual(['a', 'night']);
      expect(await at.rules.replace({ ...second, name: 'night' })).toBe(false);
      const changed = { ...second, name: 'b', enabled: false, changedAt: later(1) };
      expect(await at.rules.replace(changed)).toBe(true);
      expect(await at.rules.find('lab', second.id)).toEqual(changed);
      const { id } = await ready();
      await at.rules.apply(id, AT, { runs: [planned(rule, id)], work: [], searches: [] });
      expect(await at.rules.remove('other', rule.id)).toBe(false);
      expect(await at.rules.remove('lab', rule.id)).toBe(true);
      expect((await at.rules.runs('lab', ALL, PAGE)).items).toEqual([]);
    });

    it('look at a dataset once, when it is ready, whoever asks how often', async () => {
      const rule = aRule('night');
      await at.rules.add(rule);
      const { dataset, job } = aDataset('lab');
      await at.datasets.submit(dataset, job);
      const plan = () => {
        const one = anAnalysis(dataset, { lowLoss: null });
        const run = planned(rule, dataset.id, { analysisId: one.analysis.id });
        return { runs: [run], work: [one], searches: [] };
      };
      expect(await at.rules.due(10)).toEqual([]);
      expect(await at.rules.apply(dataset.id, AT, plan())).toBe(false);
      await at.jobs.finishIngest(job.id, { summary: aSummary() });
      expect((await at.rules.due(10)).map(({ id }) => id)).toEqual([dataset.id]);
      const answers = await Promise.all([1, 2, 3].map(() => at.rules.apply(dataset.id, AT, plan())));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await at.rules.due(10)).toEqual([]);
      const { items } = await at.rules.runs('lab', ALL, PAGE);
      expect(items).toMatchObject([
        { ruleId: rule.id, ruleName: 'night', fileName: dataset.fileName, problem: null },
      ]);
      const analyses = await at.analyses.list('lab', dataset.id, PAGE);
      expect(analyses.items.map(({ id }) => id)).toEqual([items[0].analysisId]);
      expect(await at.queued()).toContain(analyses.items[0].jobId);
      expect((await at.rules.counts('lab')).get(rule.id)).toEqual({
        ...{ nRuns: 1, nProblems: 0, lastRunAt: AT },
      });
    });

    it('share a search with an equal one that stands, and list what could not be begun', async () => {
      const [rule, { id: one }, { id: two }, { id: three }] = [
        aRule('night'),
        await ready('1'),
        await ready('2'),
        await ready('3'),
      ];
      await at.rules.add(rule);
      const begin = async (datasetId: string) => {
        const searches = [{ key: 'same', ...aSearch('lab', { learnFrom: [], engine: 'eam' }) }];
        const run = planned(rule, datasetId, { searchKey: 'same', problem: PROBLEM });
        expect(await at.rules.apply(datasetId, AT, { runs: [run], work: [], searches })).toBe(true);
        const { items } = await at.rules.runs('lab', { ...ALL, datasetId, problemsOnly: true }, PAGE);
        expect(items[0].problem).toEqual(PROBLEM);
        return items[0].searchId!;
      };
      const first = await begin(one);
      expect(await begin(two)).toBe(first);
      const { jobId } = (await at.searches.find('lab', first))!;
      await at.jobs.finishSearch(jobId, { problem: PROBLEM });
      expect(await begin(three)).not.toBe(first);
      expect((await at.rules.counts('lab')).get(rule.id)).toMatchObject({ nRuns: 3, nProblems: 3 });
    });

    it('that were removed meanwhile run no more; a link is wanted unless all that began it want none', async () => {
      const [gone, kept] = [aRule('gone'), aRule('kept')];
      await at.rules.add(kept);
      const dataset = await ready();
      const one = anAnalysis(dataset, { lowLoss: null });
      const { id: analysisId } = one.analysis;
      expect(await at.rules.wantsLink(analysisId)).toBe(true);
      const runs = [gone, kept].map((rule) => planned(rule, dataset.id, { analysisId, link: rule === gone }));
      expect(await at.rules.apply(dataset.id, AT, { runs, work: [one], searches: [] })).toBe(true);
      expect((await at.rules.runs('lab', ALL, PAGE)).items.map(({ ruleId }) => ruleId)).toEqual([kept.id]);
      expect(await at.rules.wantsLink(analysisId)).toBe(false);
    });
  });

  describe('events', () => {
    const types = async (owner = 'lab') =>
      (await at.webhooks.eventsAfter(owner, 0, 100)).map(({ type }) => type);

    it('tell once how jobs ended, in order, with what leads to the record', async () => {
      const dataset = await ready();
      const { analysis, job } = anAnalysis(dataset);
      await at.analyses.submit(analysis, job);
      await at.jobs.report(job.id, 0.5, 'half');
      const blobs = { resultBlob: 'a', preprocessedBlob: 'b', headline: A_HEADLINE, softwareVersion: '1' };
      await Promise.all([1, 2].map(() => at.jobs.finishAnalysis(job.id, blobs)));
      const { search, job: searchJob } = aSearch('lab');
      await at.searches.submit(search, searchJob);
      await at.jobs.finishSearch(searchJob.id, { problem: PROBLEM });
      const rejected = aDataset('lab');
      await at.datasets.submit(rejected.dataset, rejected.job);
      await at.jobs.cancel('lab', rejected.job.id);
      expect(await types()).toEqual([
        ...['dataset.ready', 'analysis.succeeded', 'search.failed', 'dataset.rejected'],
      ]);
      expect(await types('other')).toEqual([]);
      const [, succeeded, failed] = await at.webhooks.eventsAfter('lab', 0, 100);
      expect(succeeded.data).toMatchObject({
        ...{ analysisId: analysis.id, datasetId: dataset.id, fileName: dataset.fileName, problem: null },
        links: { crate: `/api/v1/analyses/${analysis.id}/export/ro-crate.zip` },
      });
      expect(failed.data.problem!.detail.length).toBeLessThanOrEqual(501);
      expect(await at.webhooks.eventsAfter('lab', succeeded.seq, 1)).toEqual([failed]);
      expect(await at.webhooks.lastSeqs(['lab', 'nobody'])).toEqual(new Map([['lab', failed.seq + 1]]));
    });

    it('get numbers that grow as they are seen, also when many jobs end at once', async () => {
      const many = await Promise.all(
        Array.from({ length: 12 }, async (__, i) => {
          const record = aDataset('lab', { fileName: `${i}` });
          await at.datasets.submit(record.dataset, record.job);
          return record;
        }),
      );
      const seen: number[] = [];
      let isOver = false;
      const reading = (async () => {
        while (!isOver || seen.length < 12) {
          const found = await at.webhooks.eventsAfter('lab', seen.at(-1) ?? 0, 100);
          seen.push(...found.map(({ seq }) => seq));
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      await Promise.all(many.map(({ job }) => at.jobs.finishIngest(job.id, { summary: aSummary() })));
      isOver = true;
      await reading;
      expect(seen).toHaveLength(12);
    });

    it('are forgotten after a while, with their deliveries', async () => {
      const webhook = aWebhook();
      await at.webhooks.add(webhook);
      await ready();
      expect(await at.webhooks.removeEventsBefore(new Date(at.clock.now().getTime()))).toBe(0);
      expect(await at.webhooks.removeEventsBefore(new Date(at.clock.now().getTime() + 1))).toBe(1);
      expect((await at.webhooks.deliveries(webhook.id, PAGE)).items).toEqual([]);
    });
  });

  describe('webhooks', () => {
    it('get deliveries of the types they want, while they are enabled', async () => {
      const [all, one, off] = [
        aWebhook(),
        aWebhook({ types: ['search.failed'], createdAt: later(1) }),
        aWebhook({ enabled: false, createdAt: later(2) }),
      ];
      for (const webhook of [all, one, off, aWebhook({ ownerId: 'other' })]) await at.webhooks.add(webhook);
      expect(await at.webhooks.list('lab')).toEqual([all, one, off]);
      expect(await at.webhooks.find('other', all.id)).toBeNull();
      await ready();
      const counts = await Promise.all(
        [all, one, off].map(async ({ id }) => (await at.webhooks.deliveries(id, PAGE)).items.length),
      );
      expect(counts).toEqual([1, 0, 0]);
      expect(await at.webhooks.remove('lab', all.id)).toBe(true);
      expect(await at.webhooks.claim(later(1e6), later(2e6), 10)).toEqual([]);
      expect(await at.webhooks.replace(all)).toBe(false);
    });

    it('are sent to by one at a time; one that is killed gives way after its time', async () => {
      const webhook = aWebhook();
      await at.webhooks.add(webhook);
      await ready();
      const now = at.clock.now();
      const after = (seconds: number): Date => new Date(now.getTime() + 1000 * seconds);
      const claims = await Promise.all([1, 2, 3].map(() => at.webhooks.claim(now, after(60), 5)));
      const due = claims.flat();
      expect(due).toHaveLength(1);
      expect(due[0]).toMatchObject({ attempts: 0, webhook, event: { type: 'dataset.ready' } });
      expect(await at.webhooks.claim(after(59), after(100), 5)).toEqual([]);
      expect(await at.webhooks.claim(after(60), after(120), 5)).toMatchObject([{ attempts: 1 }]);
      const { deliveryId } = due[0];
      const answer = { at: now, status: 503, error: null, tookMs: 3 };
      const waits = {
        state: 'waiting',
        nextAt: after(500),
        disabledReason: null,
        pausedUntil: null,
      } as const;
      await at.webhooks.settle(deliveryId, { answer, ...waits });
      expect(await at.webhooks.claim(after(499), after(600), 5)).toEqual([]);
      const given = { ...answer, status: 410 };
      await at.webhooks.settle(deliveryId, {
        ...{ answer: given, state: 'failed', nextAt: null, disabledReason: 'gone', pausedUntil: null },
      });
      const [delivery] = (await at.webhooks.deliveries(webhook.id, PAGE)).items;
      expect(delivery).toMatchObject({ state: 'failed', attempts: 2, nextAt: null, type: 'dataset.ready' });
      expect(delivery.answers).toEqual([answer, given]);
      const disabled = (await at.webhooks.find('lab', webhook.id))!;
      expect(disabled).toMatchObject({ enabled: false, disabledReason: 'gone' });
      expect(await at.webhooks.sendAgain(webhook.id, deliveryId, now)).toMatchObject({
        ...{ state: 'waiting', attempts: 0, nextAt: now },
      });
      expect(await at.webhooks.sendAgain(randomUUID(), deliveryId, now)).toBeNull();
      expect(await at.webhooks.claim(now, after(60), 5)).toEqual([]); // disabled: it waits
      await at.webhooks.replace({ ...disabled, enabled: true, disabledReason: null });
      expect(await at.webhooks.claim(now, after(60), 5)).toHaveLength(1);
    });

    it('get nothing while their receiver has asked for time; the longest that it asked for stands', async () => {
      const [busy, other] = [aWebhook(), aWebhook({ createdAt: later(1) })];
      for (const webhook of [busy, other]) await at.webhooks.add(webhook);
      await ready();
      const now = at.clock.now();
      const after = (seconds: number): Date => new Date(now.getTime() + 1000 * seconds);
      const due = await at.webhooks.claim(now, after(60), 5);
      const { deliveryId } = due.find(({ webhook }) => webhook.id === busy.id)!;
      const answer = { at: now, status: 429, error: null, tookMs: 3 };
      const waits = { answer, state: 'waiting', nextAt: after(5), disabledReason: null } as const;
      for (const pausedUntil of [after(500), after(100), null])
        await at.webhooks.settle(deliveryId, { ...waits, pausedUntil });
      expect(await at.webhooks.find('lab', busy.id)).toEqual({ ...busy, pausedUntil: after(500) });
      expect(await at.webhooks.find('lab', other.id)).toEqual(other);
      await ready(); // what comes later is held back, too
      const claimed = async (seconds: number) =>
        (await at.webhooks.claim(after(seconds), after(9999), 9)).map(({ webhook }) => webhook.id);
      expect(await claimed(499)).toEqual([other.id, other.id]);
      expect(await claimed(500)).toEqual([busy.id, busy.id]);
    });

    it('are pinged alone, and nobody else hears of it', async () => {
      const webhook = aWebhook();
      for (const one of [webhook, aWebhook()]) await at.webhooks.add(one);
      const event = {
        id: randomUUID(),
        ownerId: 'lab',
        type: 'webhook.ping',
        at: AT,
        data: { links: {} },
      } as const;
      await at.webhooks.send(webhook, event, randomUUID());
      expect(await at.webhooks.eventsAfter('lab', 0, 10)).toEqual([]);
      expect(await at.webhooks.lastSeqs(['lab'])).toEqual(new Map());
      expect(await at.webhooks.claim(AT, later(1), 10)).toMatchObject([{ webhook: { id: webhook.id } }]);
    });
  });
});
