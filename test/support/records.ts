import { randomUUID } from 'node:crypto';
import { PLAIN_CANDIDATE } from '../../src/science/grain-boundaries/candidate.js';
import { DEFAULT_RECIPE } from '../../src/science/interpretation/recipe.js';
import { UNKNOWN_ACQUISITION } from '../../src/science/spectra/spectrum-image.js';
import type { Headline } from '../../src/workflows/ports/headline.js';
import type { Analysis, ApiKey, Dataset, DatasetSummary, Job } from '../../src/workflows/ports/records.js';
import type { BoundaryRecord, Search } from '../../src/workflows/ports/search-records.js';

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
    sidecar: null,
    sidecarProblem: null,
    instrument: null,
    session: null,
    modifiedAt: null,
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
    recipeSha256: 'ab12',
    savedRecipe: { id: randomUUID(), version: 2 },
    jobId: randomUUID(),
    resultBlob: null,
    preprocessedBlob: null,
    headline: null,
    softwareVersion: null,
    createdAt: new Date('2026-03-01T11:00:00.456Z'),
    ...change,
  };
  return { analysis, job: aJob('analysis', analysis) };
}

export function aSearch(ownerId: string, change: Partial<Search> = {}): { search: Search; job: Job } {
  const search: Search = {
    id: randomUUID(),
    ownerId,
    label: 'Σ5 (210)[001]',
    engine: 'table',
    recipe: null,
    settings: {
      method: { name: 'kriging', acquisition: 'expected-improvement', nInitial: 6, topK: 20 },
      seed: 1,
      budget: 40,
      toleranceJPerM2: 0.0005,
    },
    learnFrom: [randomUUID()],
    parallel: 4,
    headBlob: hash(),
    nCandidates: 100,
    expectedImprovementJPerM2: null,
    stopped: null,
    jobId: randomUUID(),
    createdAt: new Date('2026-03-01T12:00:00.789Z'),
    ...change,
  };
  return { search, job: aJob('search', search) };
}

export const aBoundary = (search: Search, change: Partial<BoundaryRecord> = {}): BoundaryRecord => ({
  id: randomUUID(),
  ownerId: search.ownerId,
  searchId: search.id,
  candidateIndex: 7,
  identity: {
    label: 'Σ5 (210)[001] symmetric tilt, fcc Cu',
    kind: 'symmetric-tilt',
    sigma: 5,
    axis: [0, 0, 1],
    misorientationDeg: 36.87,
    grains: [
      { crystal: 'fcc', elements: ['Cu'], plane: [2, 1, 0] },
      { crystal: 'fcc', elements: ['Cu'], plane: [2, -1, 0] },
    ],
  },
  properties: {
    energyJPerM2: 0.9511,
    excessVolumeAngstrom: 0.322,
    atomFraction: 0,
    minimumDistanceAngstrom: 2.4,
    meanBondAngstrom: 2.56,
    coordinationDeficit: 1.5,
    nAtoms: 91,
  },
  origin: {
    parameters: PLAIN_CANDIDATE,
    engine: { name: 'kaimen-eam', version: '1', potential: 'Cu', potentialSha256: null, citation: null },
    protocol: {
      cell: 'free-surfaces',
      grainThicknessAngstrom: 30,
      freeZoneAngstrom: 7,
      forceTolerance: 0.001,
      maxEvaluations: 1000,
      minimumDistanceShare: 0.7,
    },
    nEvaluations: 40,
  },
  structureBlob: hash(),
  createdAt: new Date('2026-03-01T13:00:00.789Z'),
  ...change,
});

function aJob(kind: Job['kind'], subject: Dataset | Analysis | Search): Job {
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

export const A_HEADLINE: Headline = {
  rank: 3,
  edges: ['O_K', 'Mn_L3'],
  elements: ['O', 'Mn'],
  nClusters: 2,
  changePoints: [{ position: 15.25, unit: 'nm' }],
  descriptors: [
    { id: 'thickness', label: 'Thickness', unit: '', mean: 0.4, std: 0.01, spread: null, nPositions: 1 },
  ],
};

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
  instrument: null,
  requestsPerMinute: null,
  uploadBytesPerDay: null,
  secretSha256: hash(),
  createdAt: new Date('2026-03-01T10:00:00.001Z'),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  ...change,
});
