import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_IMPORT_OPTIONS } from '../../src/science/catalogue/imports/import-types.js';
import type { PreparedDraft } from '../../src/workflows/ports/catalogue.js';
import type { CatalogueImport, ImportFound } from '../../src/workflows/ports/catalogue-imports.js';
import type { Job } from '../../src/workflows/ports/records.js';
import { problemOf } from '../../src/workflows/problems.js';
import { queuedJob } from '../../src/workflows/queued-job.js';
import { aDraft, aMacroscopicBoundary, aValue } from '../support/catalogue-drafts.js';
import { aDataset } from '../support/records.js';
import { type Repositories, contractRepositories } from '../support/repositories.js';

const { versions } = contractRepositories();

const STAMP = { at: new Date('2026-03-01T10:00:00.123Z'), by: 'key-1' };
const LATER = { at: new Date('2026-03-02T10:00:00.000Z'), by: 'key-2' };
const [ID, READING, COMMITTING, AGAIN] = ['f0', 'f1', 'f2', 'f3'].map(
  (end) => `00000000-0000-7000-8000-0000000000${end}`,
);
const FILE = 'f'.repeat(64);
const FOUND: ImportFound = {
  ...{ format: 'grip-csv', nRows: 2, nDrafts: 1, nNewBoundaries: 1, nKnownBoundaries: 0 },
  problems: [{ row: 2, message: 'no energy' }],
  takenFromNames: [{ label: 'material', value: 'fcc Cu', fileName: 'a.csv' }],
  draftsBlob: 'd'.repeat(64),
};
const LOST = problemOf('worker-lost', 'too often');

const DRAFTS: readonly PreparedDraft[] = [
  aDraft(aMacroscopicBoundary('k'), [aValue('gb_energy_J_m2', 0.95)]),
];

const jobOf = (id: string): Job =>
  queuedJob({ id, ownerId: 'lab', kind: 'import', subjectId: ID, createdAt: STAMP.at });

const RECORD: CatalogueImport = {
  ...{ id: ID, ownerId: 'lab', fileName: 'a.csv', sha256: FILE, state: 'reading', jobId: READING },
  task: { files: [{ name: 'a.csv', sha256: FILE }], options: NO_IMPORT_OPTIONS },
  ...{ problem: null, found: null, commitAskedBy: null, committed: null, stamp: STAMP },
};

describe.each(versions)('imports in %s', (_, open) => {
  let at: Repositories;
  beforeEach(async () => {
    at = await open();
    await at.catalogueImports.submit(RECORD, jobOf(READING));
  });
  afterEach(() => at.close());

  const shown = () => at.catalogueImports.find('lab', ID);
  const job = (id: string) => at.jobs.find('lab', id);
  const commit = (id: string) => at.catalogueImports.beginCommit(ID, 'key-2', jobOf(id));

  it('are queued with their record, for their owner', async () => {
    expect(await at.queued()).toEqual([READING]);
    expect(await shown()).toEqual(RECORD);
    expect(await at.catalogueImports.find('other', ID)).toBeNull();
    expect(await at.catalogueImports.list('lab', 5)).toEqual([RECORD]);
    expect(await at.catalogueImports.list('other', 5)).toEqual([]);
    const loaded = await at.catalogueImports.load(ID);
    expect(loaded).toMatchObject({ record: RECORD, job: { id: READING, kind: 'import', subjectId: ID } });
    expect(await at.catalogueImports.load(READING)).toBeNull();
  });

  it('keep the blobs of their files until they are read, then what was read', async () => {
    expect(await at.blobReferences.all()).toEqual(new Set([FILE]));
    await at.catalogueImports.finishReading(READING, FOUND);
    expect(await at.blobReferences.all()).toEqual(new Set([FOUND.draftsBlob]));
  });

  it('are read once, and taken in once, with the end of the job', async () => {
    expect(await commit(COMMITTING)).toBe(false);
    expect(await at.catalogueImports.finishReading(READING, FOUND)).toBe(true);
    expect(await at.catalogueImports.finishReading(READING, { ...FOUND, nRows: 9 })).toBe(false);
    expect(await shown()).toEqual({ ...RECORD, state: 'previewed', found: FOUND });
    expect(await job(READING)).toMatchObject({ state: 'succeeded', progress: 1 });
    expect(await commit(COMMITTING)).toBe(true);
    expect(await commit(AGAIN)).toBe(false);
    expect(await shown()).toMatchObject({ state: 'committing', jobId: COMMITTING, commitAskedBy: 'key-2' });
    expect(await at.catalogueImports.finishCommit(COMMITTING, DRAFTS, LATER)).toBe(true);
    expect(await at.catalogueImports.finishCommit(COMMITTING, DRAFTS, LATER)).toBe(false);
    const record = (await shown())!;
    expect(record).toMatchObject({ state: 'committed', committed: { stamp: LATER } });
    expect(record.committed!.added).toMatchObject([{ isNewBoundary: true, nNewProperties: 1 }]);
    expect(await at.catalogue.count('lab', {})).toBe(1);
    expect(await job(COMMITTING)).toMatchObject({ state: 'succeeded' });
  });

  it('that fail say why: unread ones are lost, read ones can be taken in again', async () => {
    await at.catalogueImports.finishReading(READING, FOUND);
    await commit(COMMITTING);
    expect(await at.catalogueImports.fail(COMMITTING, LOST)).toBe(true);
    expect(await at.catalogueImports.fail(COMMITTING, LOST)).toBe(false);
    expect(await shown()).toMatchObject({ state: 'previewed', problem: LOST, found: FOUND });
    expect(await job(COMMITTING)).toMatchObject({ state: 'failed', problem: LOST });
    expect(await at.catalogueImports.finishCommit(COMMITTING, DRAFTS, LATER)).toBe(false);
    expect(await at.catalogue.count('lab', {})).toBe(0);
    expect(await commit(AGAIN)).toBe(true);
    expect(await shown()).toMatchObject({ state: 'committing', problem: null });
  });

  it('that are cancelled say so', async () => {
    expect(await at.jobs.cancel('lab', READING)).toBe(true);
    expect(await shown()).toMatchObject({ state: 'failed', problem: { code: 'cancelled' }, found: null });
    expect(await at.catalogueImports.finishReading(READING, FOUND)).toBe(false);
    expect(await commit(COMMITTING)).toBe(false);
  });

  it('stay when a dataset is removed', async () => {
    const { dataset, job: reading } = aDataset('lab');
    await at.datasets.submit(dataset, reading);
    await at.datasets.remove('lab', dataset.id);
    expect(await job(READING)).not.toBeNull();
  });
});
