import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Upload } from '../ports/uploads.js';
import { SubmitDataset } from '../submit-dataset.js';
import { MemoryBlobStore } from '../testing/memory-blob-store.js';
import { MemoryDatabase } from '../testing/memory-database.js';
import { MemoryDatasetRepository } from '../testing/memory-datasets.js';
import { MemoryJobRepository } from '../testing/memory-jobs.js';
import { MemoryKeyRepository } from '../testing/memory-keys.js';
import { CountingIds, TestClock } from '../testing/test-clock.js';
import { MemoryUploadBytes } from '../testing/memory-upload-bytes.js';
import { MemoryWorkLocks } from '../testing/memory-work-locks.js';
import { MemoryUploadRepository } from '../testing/memory-uploads.js';
import { UploadDays } from '../upload-days.js';
import { FinishUpload } from './finish-upload.js';
import { SweepUploads } from './sweep-uploads.js';

const HOUR_S = 3600;
const TEXT = '1 2\n3 4\n5 6\n7 8\n';
const DAY_LIMIT = { keyId: 'k', limits: { requestsPerMinute: null, uploadBytesPerDay: TEXT.length } };

function places() {
  const clock = new TestClock();
  const database = new MemoryDatabase(clock);
  const bytes = new MemoryUploadBytes();
  const locks = new MemoryWorkLocks();
  const blobs = new MemoryBlobStore(clock, bytes.takeFile);
  const uploads = new MemoryUploadRepository(database);
  const datasets = new MemoryDatasetRepository(database);
  const jobs = new MemoryJobRepository(database);
  const days = new UploadDays(new MemoryKeyRepository(database), clock);
  const rules = { maxBytes: 1e6, quotaBytes: null };
  const ids = new CountingIds();
  const submitDataset = new SubmitDataset({ blobs, datasets, jobs, uploads, clock, ids }, rules);
  const finish = new FinishUpload({ uploads, bytes, blobs, datasets, jobs, submitDataset, clock });
  const sweep = new SweepUploads({ uploads, bytes, locks, finish, days, clock });
  return { clock, database, bytes, locks, uploads, datasets, days, sweep };
}

let at: ReturnType<typeof places>;
beforeEach(() => {
  at = places();
});

/** Begun now, with the first of its bytes; it expires in an hour. */
async function begun(id: string, nBytes: number, fileName = 'a.txt'): Promise<void> {
  const now = at.clock.now();
  const upload: Upload = {
    ...{ id, ownerId: 'alice', by: 'key:k', fileName, sizeBytes: TEXT.length, state: 'receiving' },
    ...{ sha256: null, instrument: null, session: null, modifiedAt: null, sidecar: null },
    ...{ contentSha256: null, receivedBytes: null, datasetId: null, problem: null },
    ...{ createdAt: now, expiresAt: new Date(now.getTime() + HOUR_S * 1000), endedAt: null },
  };
  await at.uploads.begin(upload, null);
  await at.bytes.create(id);
  await at.bytes.append(id, 0, inOnePiece(TEXT.slice(0, nBytes)));
}

async function* inOnePiece(text: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(text);
}

const stateOf = async (id: string) => (await at.uploads.find('alice', id))?.state ?? null;

describe('an upload that is received', () => {
  it('is left alone until it expires; then its bytes go and its day has those back that did not come', async () => {
    await begun('u', 6);
    await at.days.claim(DAY_LIMIT, TEXT.length);
    at.clock.advance(HOUR_S - 1);
    await at.sweep.run();
    expect(await stateOf('u')).toBe('receiving');
    at.clock.advance(1);
    await at.sweep.run();
    expect(await at.uploads.find('alice', 'u')).toMatchObject({ state: 'expired', receivedBytes: 6 });
    expect(await at.bytes.list()).toEqual([]);
    expect(await at.days.claim(DAY_LIMIT, TEXT.length - 6)).toBeNull();
    expect(await at.days.claim(DAY_LIMIT, 1)).not.toBeNull();
  });

  it('is finished when all of it is here, also when it would have expired', async () => {
    await begun('u', TEXT.length);
    at.clock.advance(2 * HOUR_S);
    await at.sweep.run();
    const { datasetId, ...upload } = (await at.uploads.find('alice', 'u'))!;
    expect(upload).toMatchObject({ state: 'accepted', receivedBytes: TEXT.length });
    expect(await at.datasets.find('alice', datasetId!)).toMatchObject({
      fileName: 'a.txt',
      state: 'ingesting',
    });
    await at.sweep.run();
    expect(at.database.datasets.size).toBe(1);
  });

  it('is refused with the reason when what is here is no file that is read, and the others are looked after', async () => {
    await begun('bad', TEXT.length, 'a.dm4');
    await begun('good', TEXT.length);
    await at.sweep.run();
    expect(await at.uploads.find('alice', 'bad')).toMatchObject({
      state: 'refused',
      problem: { status: 415 },
    });
    expect(await stateOf('good')).toBe('accepted');
  });

  it('whose bytes cannot be read keeps nobody else waiting', async () => {
    await begun('unreadable', TEXT.length);
    await begun('good', TEXT.length);
    await at.bytes.create('stray');
    const whole = at.bytes.whole.bind(at.bytes);
    vi.spyOn(at.bytes, 'whole').mockImplementation(async (id) => {
      if (id === 'unreadable') throw new Error('EIO');
      return whole(id);
    });
    await expect(at.sweep.run()).rejects.toThrow('EIO');
    expect([await stateOf('unreadable'), await stateOf('good')]).toEqual(['receiving', 'accepted']);
    expect(await at.bytes.list()).toEqual(['unreadable']);
  });

  it('is not touched while somebody holds it', async () => {
    await begun('u', 6);
    at.clock.advance(HOUR_S);
    const release = (await at.locks.tryHold('u'))!;
    await at.sweep.run();
    expect(await stateOf('u')).toBe('receiving');
    await release();
    await at.sweep.run();
    expect(await stateOf('u')).toBe('expired');
  });
});

it('bytes that nobody knows of go, records are forgotten after 30 days', async () => {
  await at.bytes.create('stray');
  await begun('u', 6);
  at.clock.advance(HOUR_S);
  await at.sweep.run();
  expect(await at.bytes.list()).toEqual([]);
  at.clock.advance(30 * 24 * HOUR_S);
  await at.sweep.run();
  expect(await stateOf('u')).toBe('expired');
  at.clock.advance(1);
  await at.sweep.run();
  expect(await stateOf('u')).toBeNull();
});
