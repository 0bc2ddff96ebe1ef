import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Search, ToldCandidate } from '../../src/workflows/ports/search-records.js';
import { aBoundary, aSearch } from '../support/records.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const { versions } = contractRepositories();

const energy = (index: number, energyJPerM2: number): ToldCandidate => ({
  index,
  energyJPerM2,
  failed: null,
  evaluation: null,
  structureBlob: null,
});
const failure = (index: number, failed: string): ToldCandidate => ({
  ...energy(index, 0),
  energyJPerM2: null,
  failed,
});

describe.each(versions)('searches in %s', (_, open) => {
  let at: Repositories;
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());

  async function submitted(change: Partial<Search> = {}) {
    const record = aSearch('lab', change);
    await at.searches.submit(record.search, record.job);
    return record;
  }

  it('are kept with their job, which is queued unless energies come by tell', async () => {
    const { search, job } = await submitted();
    const external = await submitted({ engine: 'external', createdAt: new Date('2026-04-01T00:00:00Z') });
    expect(await at.searches.find('lab', search.id)).toEqual(search);
    expect(await at.searches.load(search.id)).toEqual({ search, job });
    expect(await at.jobs.find('lab', external.job.id)).toEqual(external.job);
    expect(await at.queued()).toEqual([job.id]);
    const page = await at.searches.list('lab', { limit: 10, cursor: null });
    expect(page).toEqual({ items: [external.search, search], nextCursor: null });
  });

  it('of another owner do not exist', async () => {
    const { search } = await submitted();
    expect(await at.searches.find('other', search.id)).toBeNull();
    expect(await at.searches.remove('other', search.id)).toBe(false);
    expect((await at.searches.list('other', { limit: 10, cursor: null })).items).toEqual([]);
  });

  it('learn what their job finds out', async () => {
    const { search } = await submitted({ headBlob: null, nCandidates: null });
    const prepared = { label: 'Σ13', headBlob: 'h'.repeat(64), nCandidates: 12 };
    await at.searches.setPrepared(search.id, prepared);
    await at.searches.setOutlook(search.id, { expectedImprovementJPerM2: 0.25, stopped: 'converged' });
    expect(await at.searches.find('lab', search.id)).toEqual({
      ...search,
      ...prepared,
      expectedImprovementJPerM2: 0.25,
      stopped: 'converged',
    });
  });

  it('hand candidates out once, in order, each with a task', async () => {
    const { search } = await submitted();
    const answers = await Promise.all([
      at.searches.handOut(search.id, [7, 3], 0),
      at.searches.handOut(search.id, [7, 3], 0),
      at.searches.handOut(search.id, [5], 0),
    ]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    const nKnown = (await at.searches.candidates(search.id)).length;
    expect(await at.searches.handOut(search.id, [9], nKnown)).toBe(true);
    const all = await at.searches.candidates(search.id);
    expect(all.map(({ position }) => position)).toEqual(all.map((__, i) => i));
    expect(all.at(-1)).toEqual({
      index: 9,
      position: nKnown,
      isTold: false,
      energyJPerM2: null,
      failed: null,
    });
    const tasks = await at.tasks();
    expect(tasks).toHaveLength(all.length);
    const loaded = await Promise.all(tasks.map((task) => at.searches.loadTask(task)));
    expect(loaded.map((task) => task!.index).sort()).toEqual(all.map(({ index }) => index).sort());
    expect(loaded[0]!.search).toEqual(search);
  });

  it('hand nothing out to a queue when they are external', async () => {
    const { search } = await submitted({ engine: 'external' });
    expect(await at.searches.handOut(search.id, [1], 0)).toBe(true);
    expect(await at.tasks()).toEqual([]);
  });

  it('take an energy once: the same again changes nothing, another one is a conflict', async () => {
    const { search } = await submitted();
    await at.searches.handOut(search.id, [4, 2], 0);
    const tasks = await at.tasks();
    expect(await at.searches.tell(search.id, [energy(2, 0.5)])).toEqual([]);
    at.clock.advance(10);
    expect(await at.searches.tell(search.id, [energy(2, 0.5)])).toEqual([]);
    expect(await at.searches.tell(search.id, [energy(8, 0.1), energy(2, 0.75)])).toEqual([2]);
    expect(await at.searches.candidate(search.id, 8)).toBeNull();
    expect(await at.searches.tell(search.id, [failure(4, 'collapsed'), energy(8, 0.25)])).toEqual([]);
    const all = await at.searches.candidates(search.id);
    expect(all.map((c) => [c.index, c.position, c.energyJPerM2, c.failed])).toEqual([
      [4, 0, null, 'collapsed'],
      [2, 1, 0.5, null],
      [8, 2, 0.25, null],
    ]);
    for (const task of tasks) expect(await at.searches.loadTask(task)).toBeNull();
  });

  it('take one of many who tell at once', async () => {
    const { search } = await submitted();
    await at.searches.handOut(search.id, [1], 0);
    const energies = [0.1, 0.2, 0.3, 0.4];
    const answers = await Promise.all(energies.map((e) => at.searches.tell(search.id, [energy(1, e)])));
    expect(answers.filter((conflicts) => conflicts.length === 0)).toHaveLength(1);
    expect(await at.searches.candidates(search.id)).toHaveLength(1);
  });

  it('are counted, and tell what was told page by page', async () => {
    const { search } = await submitted();
    expect(await at.searches.counts(search.id)).toMatchObject({ nObserved: 0, best: null, lastToldAt: null });
    await at.searches.handOut(search.id, [4, 2, 6, 1], 0);
    const first = at.clock.now();
    await at.searches.tell(search.id, [energy(2, 0.5)]);
    at.clock.advance(60);
    await at.searches.tell(search.id, [energy(6, 0.5), failure(1, 'x')]);
    expect(await at.searches.counts(search.id)).toEqual({
      nObserved: 3,
      nFailed: 1,
      nPending: 1,
      best: { index: 2, energyJPerM2: 0.5 },
      firstToldAt: first,
      lastToldAt: at.clock.now(),
    });
    expect((await at.searches.lowest(search.id, 1)).map(({ index }) => index)).toEqual([2]);
    expect(await at.searches.lowest(search.id, 9)).toHaveLength(2);
    expect(await at.searches.countBelow(search.id, 0.5)).toBe(0);
    expect(await at.searches.countBelow(search.id, 0.6)).toBe(2);
    const page = await at.searches.told(search.id, { limit: 2, after: null });
    expect(page.map(({ index }) => index)).toEqual([2, 6]);
    const rest = await at.searches.told(search.id, { limit: 2, after: page[1].position });
    expect(rest.map(({ index }) => index)).toEqual([1]);
  });

  it('hand out nothing when their job has ended', async () => {
    const { search, job } = await submitted();
    await at.searches.handOut(search.id, [1], 0);
    const [task] = await at.tasks();
    await at.jobs.cancel('lab', job.id);
    expect(await at.searches.handOut(search.id, [2], 1)).toBe(false);
    expect(await at.searches.loadTask(task)).toBeNull();
    await at.searches.tell(search.id, [energy(1, 0.5)]);
    expect(await at.searches.counts(search.id)).toMatchObject({ nObserved: 1 });
  });

  it('end once, with the boundaries they found', async () => {
    const { search, job } = await submitted();
    const boundaries = [aBoundary(search), aBoundary(search, { candidateIndex: 9, structureBlob: null })];
    const outcome = { stopped: 'budget', expectedImprovementJPerM2: 0.125, boundaries } as const;
    expect(await at.jobs.finishSearch(job.id, outcome)).toBe(true);
    expect(await at.jobs.finishSearch(job.id, outcome)).toBe(false);
    expect(await at.searches.find('lab', search.id)).toMatchObject({ stopped: 'budget' });
    expect(await at.jobs.find('lab', job.id)).toMatchObject({ state: 'succeeded', progress: 1 });
    const page = { limit: 10, cursor: null };
    const listed = async (sigma: number | null, searchId: string | null = search.id) =>
      (await at.boundaries.list('lab', { searchId, sigma }, page)).items;
    expect(await listed(5)).toHaveLength(2);
    expect(await listed(7)).toEqual([]);
    expect(await listed(null, job.id)).toEqual([]);
    expect(await at.boundaries.find('lab', boundaries[0].id)).toEqual(boundaries[0]);
    expect(await at.boundaries.find('other', boundaries[0].id)).toBeNull();
    const blobs = [search.headBlob!, boundaries[0].structureBlob!];
    expect([...(await at.blobReferences.all())].sort()).toEqual(blobs.sort());
  });

  it('that fail tell why', async () => {
    const { search, job } = await submitted();
    const problem = { code: 'engine-unavailable', status: 422, title: 'T', detail: 'D' };
    expect(await at.jobs.finishSearch(job.id, { problem })).toBe(true);
    expect(await at.jobs.find('lab', job.id)).toMatchObject({ state: 'failed', problem });
    expect(await at.searches.find('lab', search.id)).toMatchObject({ stopped: null });
  });

  it('go with their candidates, job and boundaries', async () => {
    const { search, job } = await submitted();
    await at.searches.handOut(search.id, [1], 0);
    await at.jobs.finishSearch(job.id, {
      stopped: 'budget',
      expectedImprovementJPerM2: null,
      boundaries: [aBoundary(search)],
    });
    expect(await at.searches.remove('lab', search.id)).toBe(true);
    expect(await at.searches.remove('lab', search.id)).toBe(false);
    expect(await at.jobs.find('lab', job.id)).toBeNull();
    expect(await at.searches.candidates(search.id)).toEqual([]);
    expect(await at.searches.tell(search.id, [energy(1, 0.5)])).toEqual([]);
    const page = { limit: 10, cursor: null };
    expect((await at.boundaries.list('lab', { searchId: null, sigma: null }, page)).items).toEqual([]);
    expect((await at.blobReferences.all()).size).toBe(0);
  });
});
