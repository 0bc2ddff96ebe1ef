import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Upload } from '../../src/workflows/ports/uploads.js';
import { aDataset } from '../support/records.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const PROBLEM = { code: 'checksum-mismatch', status: 422, title: 'T', detail: 'D\u0000' };
const at = (time: string): Date => new Date(`2026-03-0${time}Z`);

const anUpload = (change: Partial<Upload> = {}): Upload => ({
  id: randomUUID(),
  ownerId: 'lab',
  by: 'key:k1',
  fileName: 'line µ.dm4',
  sizeBytes: 2 ** 33 + 1,
  sha256: 'a'.repeat(64),
  instrument: 'Titan',
  session: '2026-03-01 MnO',
  modifiedAt: at('1T09:59:59.250'),
  sidecar: {
    sample: 'S1 \u0000',
    material: null,
    instrument: null,
    boundary: null,
    note: null,
    recipe: null,
  },
  state: 'receiving',
  contentSha256: null,
  receivedBytes: null,
  datasetId: null,
  problem: null,
  createdAt: at('1T10:00:00.123'),
  expiresAt: at('2T10:00:00.123'),
  endedAt: null,
  ...change,
});

const { versions } = contractRepositories();

describe.each(versions)('upload repository in %s', (_, open) => {
  let all: Repositories;
  beforeEach(async () => {
    all = await open();
  });
  afterEach(() => all.close());

  const begun = async (change: Partial<Upload> = {}): Promise<Upload> => {
    const upload = anUpload(change);
    expect(await all.uploads.begin(upload, null)).toBe(true);
    return upload;
  };

  it('keeps records whole, for their owner alone, newest first', async () => {
    const first = await begun();
    const bare = { sha256: null, instrument: null, session: null, modifiedAt: null, sidecar: null };
    const second = await begun({ ...bare, createdAt: at('1T11:00:00') });
    await begun({ ownerId: 'other' });
    expect(await all.uploads.find('lab', first.id)).toEqual(first);
    expect(await all.uploads.find('other', first.id)).toBeNull();
    const page = await all.uploads.list('lab', { limit: 1, cursor: null });
    expect(page.items).toEqual([second]);
    const rest = await all.uploads.list('lab', { limit: 9, cursor: page.nextCursor });
    expect(rest).toEqual({ items: [first], nextCursor: null });
  });

  it('ends an upload once: the first wins', async () => {
    const { id } = await begun();
    const datasetId = randomUUID();
    await all.uploads.renew(id, at('3T10:00:00'));
    expect((await all.uploads.find('lab', id))!.expiresAt).toEqual(at('3T10:00:00'));
    await all.uploads.noteContent(id, 'b'.repeat(64));
    const ends = await Promise.all([
      all.uploads.end(id, { state: 'accepted', datasetId, receivedBytes: 2 ** 33 + 1 }, at('1T10:05:00')),
      all.uploads.end(id, { state: 'accepted', datasetId, receivedBytes: 2 ** 33 + 1 }, at('1T10:05:00')),
    ]);
    expect(ends.filter(Boolean)).toHaveLength(1);
    expect(await all.uploads.end(id, { state: 'expired', receivedBytes: 1 }, at('2T00:00:00'))).toBe(false);
    expect(await all.uploads.remove('lab', id)).toBe(false);
    await all.uploads.noteContent(id, 'c'.repeat(64));
    expect(await all.uploads.find('lab', id)).toMatchObject({
      ...{ state: 'accepted', datasetId, contentSha256: 'b'.repeat(64), receivedBytes: 2 ** 33 + 1 },
      endedAt: at('1T10:05:00'),
    });
    const refused = await begun();
    await all.uploads.end(
      refused.id,
      { state: 'refused', problem: PROBLEM, receivedBytes: 3 },
      at('1T11:00:00'),
    );
    expect(await all.uploads.find('lab', refused.id)).toMatchObject({ state: 'refused', problem: PROBLEM });
  });

  it('removes what is still received, of its owner', async () => {
    const { id } = await begun();
    expect(await all.uploads.remove('other', id)).toBe(false);
    expect(await all.uploads.remove('lab', id)).toBe(true);
    expect(await all.uploads.remove('lab', id)).toBe(false);
    expect(await all.uploads.find('lab', id)).toBeNull();
  });

  it('counts blobs once and the whole size of what is on its way', async () => {
    const { dataset, job } = aDataset('lab', { sizeBytes: 100 });
    await all.datasets.submit(dataset, job);
    const copy = aDataset('lab', { sizeBytes: 100, sha256: dataset.sha256, fileName: 'copy.dm4' });
    await all.datasets.submit(copy.dataset, copy.job);
    const other = aDataset('other', { sizeBytes: 7 });
    await all.datasets.submit(other.dataset, other.job);
    await begun({ sizeBytes: 30 });
    const { id } = await begun({ sizeBytes: 5 });
    await all.uploads.end(id, { state: 'expired', receivedBytes: 1 }, at('2T10:00:00'));
    expect(await all.uploads.usage('lab')).toEqual({ datasetBytes: 100, uploadBytes: 30 });
    expect(await all.uploads.usage('nobody')).toEqual({ datasetBytes: 0, uploadBytes: 0 });
  });

  it('lets no more begin than there is room for, also at once', async () => {
    const many = Array.from({ length: 8 }, () => anUpload({ sizeBytes: 30 }));
    const answers = await Promise.all(many.map((upload) => all.uploads.begin(upload, 100)));
    expect(answers.filter((answer) => answer)).toHaveLength(3);
    expect(answers.filter((answer) => !answer)).toHaveLength(5);
    expect(await all.uploads.begin(anUpload({ sizeBytes: 10 }), 100)).toBe(true);
    expect(await all.uploads.begin(anUpload({ ownerId: 'other', sizeBytes: 100 }), 100)).toBe(true);
  });

  it('counts datasets that are submitted at once: no more come in than there is room for', async () => {
    await begun({ sizeBytes: 30 });
    const submit = (sha256: string, fileName: string, ownerId = 'lab') => {
      const { dataset, job } = aDataset(ownerId, { sha256, fileName, sizeBytes: 30 });
      return all.datasets.submit(dataset, job, 100);
    };
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (__, i) => submit(String(i).repeat(64), `${i}`)),
    );
    const taken = answers.filter(({ status }) => status === 'fulfilled');
    expect(taken).toHaveLength(2);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'quota-exceeded' });
    const { items } = await all.datasets.list('lab', { limit: 9, cursor: null });
    expect(items).toHaveLength(2);
    expect((await all.jobs.list('lab', { limit: 9, cursor: null })).items).toHaveLength(2);
    const [{ sha256, fileName }] = items;
    expect((await submit(sha256, fileName)).created).toBe(false);
    expect((await submit(sha256, 'another name')).created).toBe(true); // the same bytes lie there once
    expect((await submit(sha256, fileName, 'other')).created).toBe(true);
    await expect(submit('f'.repeat(64), 'f')).rejects.toMatchObject({ code: 'quota-exceeded' });
  });

  it('tells housekeeping what is received, and forgets what ended long ago', async () => {
    const [open, ended] = [await begun({ ownerId: 'other' }), await begun()];
    await all.uploads.end(ended.id, { state: 'expired', receivedBytes: 0 }, at('2T10:00:00'));
    expect((await all.uploads.receiving()).map(({ id }) => id)).toEqual([open.id]);
    await all.uploads.removeEnded(at('2T10:00:00'));
    expect(await all.uploads.find('lab', ended.id)).not.toBeNull();
    await all.uploads.removeEnded(at('2T10:00:01'));
    expect(await all.uploads.find('lab', ended.id)).toBeNull();
    expect(await all.uploads.find('other', open.id)).toEqual(open);
  });
});
