import { randomUUID } from 'node:crypto';
import { DEFAULT_RECIPE } from '../../src/science/interpretation/recipe.js';
import { UNKNOWN_ACQUISITION } from '../../src/science/spectra/spectrum-image.js';
import type { Analysis, ApiKey, Dataset, DatasetSummary, Job } from '../../src/workflows/ports/records.js';

const hash = (): string => (randomUUID() + randomUUID()).replaceAll('-', '');

export function aDataset(ownerId: string, change: Partial<Dataset> = {}): { dataset: Dataset; job: Job } {
  const jobId = randomUUID();
  const dataset: Dataset = {
    id: randomUUID(),
    ownerId,
    sha256: hash(),
    fileName: 'line µ.dm4',
    sizeBytes: 2 ** 33 + 1,
    state: 'ingesting',
    problem: null,
    summary: null,
    jobId,
    createdAt: new Date('2026-03-01T10:00:00.123Z'),
    ...change,
  };
  return { dataset, job: aJob('ingest', dataset) };
}

export function anAnalysis(
  dataset: Dataset,
  change: Partial<Analysis> = {},
): { analysis: Analysis; job: Job } {
  const analysis: Analysis = {
    id: randomUUID(),
    ownerId: dataset.ownerId,
    coreLoss: { datasetId: dataset.id, scanIndex: 0 },
    lowLoss: { datasetId: dataset.id, scanIndex: 1 },
    recipe: DEFAULT_RECIPE,
    jobId: randomUUID(),
    resultBlob: null,
    preprocessedBlob: null,
    createdAt: new Date('2026-03-01T11:00:00.456Z'),
    ...change,
  };
  return { analysis, job: aJob('analysis', analysis) };
}

function aJob(kind: Job['kind'], subject: Dataset | Analysis): Job {
  return {
    id: subject.jobId,
    ownerId: subject.ownerId,
    kind,
    subjectId: subject.id,
    state: 'queued',
    progress: 0,
    stage: 'queued',
    problem: null,
    createdAt: subject.createdAt,
    startedAt: null,
    finishedAt: null,
  };
}

/** With the characters that files hold and databases do not like. */
export const aSummary = (): DatasetSummary => ({
  format: 'dm4',
  formatVersion: '4',
  scans: [
    {
      index: 0,
      title: 'NUL \u0000 and half a pair \ud800',
      navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 0.5, size: 3 }],
      energy: { offsetEv: -2.5, scaleEv: 0.25, nChannels: 4 },
      nPixels: 3,
      nChannels: 4,
      dtype: 'float32',
      intensityUnit: 'e-',
      acquisition: UNKNOWN_ACQUISITION,
      sum: 12.5,
      first: 0,
      max: 3,
      zeroLossInRange: true,
      warnings: [],
      countsBlob: hash(),
      metadataBlob: hash(),
    },
  ],
  skipped: [],
  warnings: [],
});

export const aKey = (change: Partial<ApiKey> = {}): ApiKey => ({
  id: randomUUID(),
  ownerId: 'lab',
  name: 'laptop',
  scopes: ['datasets:read', 'admin'],
  secretSha256: hash(),
  createdAt: new Date('2026-03-01T10:00:00.001Z'),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  ...change,
});
