import {
  AnalysisRepository,
  BlobReferences,
  DatasetRepository,
  type SubmittedRecord,
} from '../ports/repositories.js';
import type { CatalogueImport } from '../ports/catalogue-imports.js';
import { instrumentOf } from '../pipelines/matches-rule.js';
import { matchesPattern } from '../batches/name-pattern.js';
import type {
  Analysis,
  Dataset,
  DatasetSelection,
  Job,
  Page,
  PageRequest,
  Problem,
  Sidecar,
} from '../ports/records.js';
import { mayPass } from '../problems.js';
import { quotaExceeded } from '../uploads/begin-upload.js';
import { type MemoryDatabase, pageOf } from './memory-database.js';
import { usageIn } from './memory-uploads.js';

export class MemoryDatasetRepository extends DatasetRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async submit(dataset: Dataset, job: Job, maxBytes: number | null = null): Promise<SubmittedRecord> {
    const { ownerId, sha256, fileName } = dataset;
    for (const existing of this.db.datasets.values()) {
      if (existing.ownerId !== ownerId || existing.sha256 !== sha256 || existing.fileName !== fileName)
        continue;
      return mayPass(existing.problem)
        ? this.readAgain(existing, job)
        : { dataset: existing, created: false };
    }
    this.db.datasets.set(dataset.id, dataset);
    const { datasetBytes, uploadBytes } = usageIn(this.db, ownerId);
    if (maxBytes !== null && datasetBytes + uploadBytes > maxBytes) {
      this.db.datasets.delete(dataset.id);
      throw quotaExceeded(maxBytes);
    }
    this.db.addJob(job);
    return { dataset, created: true };
  }

  async find(ownerId: string, id: string): Promise<Dataset | null> {
    const dataset = this.db.datasets.get(id);
    return dataset?.ownerId === ownerId ? dataset : null;
  }

  async list(ownerId: string, page: PageRequest, sha256?: string): Promise<Page<Dataset>> {
    const isAsked = (dataset: Dataset): boolean =>
      dataset.ownerId === ownerId && (sha256 === undefined || dataset.sha256 === sha256);
    return pageOf([...this.db.datasets.values()].filter(isAsked), page);
  }

  async select(ownerId: string, selection: DatasetSelection, limit: number): Promise<readonly Dataset[]> {
    if ('ids' in selection) {
      const found = [...new Set(selection.ids)].flatMap((id) => this.db.datasets.get(id) ?? []);
      return found.filter((dataset) => dataset.ownerId === ownerId).slice(0, limit);
    }
    const { namePattern, uploadedSince, format, instrument, session } = selection;
    const fits = [...this.db.datasets.values()].filter(
      (dataset) =>
        dataset.ownerId === ownerId &&
        dataset.state === 'ready' &&
        (namePattern === null || matchesPattern(dataset.fileName, namePattern)) &&
        (uploadedSince === null || dataset.createdAt >= uploadedSince) &&
        (format === null || dataset.summary?.format === format) &&
        (instrument === null || matchesPattern(instrumentOf(dataset) ?? '', instrument)) &&
        (session === null || dataset.session === session),
    );
    return pageOf(fits, { limit, cursor: null }).items;
  }

  async setSidecar(ownerId: string, id: string, sidecar: Sidecar): Promise<Dataset | null> {
    return this.change(ownerId, id, { sidecar, sidecarProblem: null });
  }

  async noteSidecarProblem(ownerId: string, id: string, sidecarProblem: Problem | null): Promise<void> {
    await this.change(ownerId, id, { sidecarProblem });
  }

  async remove(ownerId: string, id: string): Promise<boolean> {
    const dataset = await this.find(ownerId, id);
    if (dataset === null) return false;
    for (const analysis of this.db.analyses.values()) {
      if (analysis.coreLoss.datasetId !== id && analysis.lowLoss?.datasetId !== id) continue;
      this.db.analyses.delete(analysis.id);
      this.db.removeJobsOf(analysis.id);
    }
    this.db.datasets.delete(id);
    this.db.removeJobsOf(id);
    return true;
  }

  private async change(ownerId: string, id: string, change: Partial<Dataset>): Promise<Dataset | null> {
    const dataset = await this.find(ownerId, id);
    if (dataset === null) return null;
    const changed = { ...dataset, ...change };
    this.db.datasets.set(id, changed);
    return changed;
  }

  private readAgain(existing: Dataset, job: Job): { dataset: Dataset; created: boolean } {
    const dataset: Dataset = { ...existing, state: 'ingesting', problem: null, jobId: job.id };
    this.db.datasets.set(dataset.id, dataset);
    this.db.addJob({ ...job, subjectId: dataset.id });
    return { dataset, created: true };
  }
}

export class MemoryAnalysisRepository extends AnalysisRepository {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async submit(analysis: Analysis, job: Job): Promise<Analysis> {
    this.db.analyses.set(analysis.id, analysis);
    this.db.addJob(job);
    return analysis;
  }

  async find(ownerId: string, id: string): Promise<Analysis | null> {
    const analysis = this.db.analyses.get(id);
    return analysis?.ownerId === ownerId ? analysis : null;
  }

  async list(ownerId: string, datasetId: string | null, page: PageRequest): Promise<Page<Analysis>> {
    const isAsked = (analysis: Analysis): boolean =>
      analysis.ownerId === ownerId && (datasetId === null || analysis.coreLoss.datasetId === datasetId);
    return pageOf([...this.db.analyses.values()].filter(isAsked), page);
  }
}

export class MemoryBlobReferences extends BlobReferences {
  constructor(private readonly db: MemoryDatabase) {
    super();
  }

  async all(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const { sha256, summary } of this.db.datasets.values()) {
      found.add(sha256);
      for (const scan of summary?.scans ?? []) found.add(scan.countsBlob).add(scan.metadataBlob);
    }
    for (const { resultBlob, preprocessedBlob } of this.db.analyses.values()) {
      if (resultBlob !== null) found.add(resultBlob);
      if (preprocessedBlob !== null) found.add(preprocessedBlob);
    }
    for (const { headBlob } of this.db.searches.values()) if (headBlob !== null) found.add(headBlob);
    for (const blob of [...this.db.imports.values()].flatMap(blobsOfImport)) found.add(blob);
    const structures = [...[...this.db.candidates.values()].flat(), ...this.db.boundaries.values()];
    for (const { structureBlob } of structures) if (structureBlob !== null) found.add(structureBlob);
    return found;
  }

  sweeping<T>(work: () => Promise<T>): Promise<T | null> {
    return work();
  }
}

const blobsOfImport = ({ state, task, found }: CatalogueImport): string[] => [
  ...(state === 'reading' ? task.files.map(({ sha256 }) => sha256) : []),
  ...(found === null ? [] : [found.draftsBlob]),
];
