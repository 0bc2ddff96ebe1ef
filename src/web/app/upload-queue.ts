import { getJson, postJson, problemOf } from './api.js';
import type {
  Analysis,
  AnalysisRequest,
  Dataset,
  Job,
  Page,
  Problem,
  SubmittedAnalysis,
} from './api-types.js';
import { jobEnd } from './follow-job.js';
import { existingFor, planAnalyses } from './plan-analyses.js';
import { uploadFile, UploadCancelled, type Upload } from './upload.js';

export interface UploadItem {
  readonly key: number;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  readonly startedAt: number;
  readonly state: 'waiting' | 'sending' | 'reading' | 'ready' | 'failed' | 'cancelled';
  /** While the service reads the file. */
  readonly job: Job | null;
  readonly problem: Problem | null;
  readonly dataset: Dataset | null;
}

/** Files on their way: sent one after the other, read, and, when their group is complete, analysed. */
export class UploadQueue {
  private items: readonly UploadItem[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly running = new Map<number, Upload>();
  private nextKey = 1;
  /** Hears of each analysis that was begun by an upload, and whether it is the only one of its group. */
  onAnalysis: (analysis: Analysis, alone: boolean) => void = () => undefined;

  get = (): readonly UploadItem[] => this.items;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  dismiss(key: number): void {
    this.replace(this.items.filter((item) => item.key !== key));
  }

  cancel(key: number): void {
    this.running.get(key)?.cancel();
    const item = this.items.find((i) => i.key === key);
    if (item?.state === 'waiting') this.change(key, { state: 'cancelled' });
    if (item?.state === 'reading' && item.job !== null) {
      postJson(`/jobs/${item.job.id}/cancel`).catch((error: unknown) =>
        this.change(key, { problem: problemOf(error) }),
      );
    }
  }

  /** Files dropped together belong together: a core loss finds its low loss among them. */
  async add(files: readonly File[]): Promise<void> {
    const group = files.map((file) => ({ file, key: this.nextKey++ }));
    const fresh = group.map(({ file, key }): UploadItem => ({
      ...{ key, fileName: file.name, sizeBytes: file.size, sentBytes: 0, startedAt: Date.now() },
      ...{ state: 'waiting', job: null, problem: null, dataset: null },
    }));
    this.replace([...this.items, ...fresh]);
    const reading: Promise<Dataset | null>[] = [];
    for (const { file, key } of group) {
      const sent = await this.sendOne(file, key);
      if (sent !== null) reading.push(sent.read);
    }
    const datasets = (await Promise.all(reading)).filter((d): d is Dataset => d !== null);
    const plan = planAnalyses(datasets);
    for (const request of plan) await this.analyse(request, plan.length === 1);
    for (const dataset of datasets) this.dismissReady(dataset.id);
  }

  private dismissReady(datasetId: string): void {
    this.replace(
      this.items.filter((i) => i.state !== 'ready' || i.dataset?.id !== datasetId || i.problem !== null),
    );
  }

  /** The reading is wrapped, so that waiting for the sending does not also wait for it. */
  private async sendOne(file: File, key: number): Promise<{ read: Promise<Dataset | null> } | null> {
    if (this.items.find((i) => i.key === key)?.state !== 'waiting') return null;
    const upload = uploadFile(file, (sentBytes) => this.change(key, { sentBytes }));
    this.running.set(key, upload);
    this.change(key, { state: 'sending', startedAt: Date.now() });
    try {
      const { dataset, job } = await upload.done;
      this.change(key, { state: 'reading', dataset, job, sentBytes: file.size });
      return { read: this.readOne(key, dataset, job) };
    } catch (error) {
      const cancelled = error instanceof UploadCancelled;
      this.change(key, cancelled ? { state: 'cancelled' } : { state: 'failed', problem: problemOf(error) });
      return null;
    } finally {
      this.running.delete(key);
    }
  }

  private async readOne(key: number, dataset: Dataset, job: Job): Promise<Dataset | null> {
    try {
      const ended = await jobEnd(job, (next) => this.change(key, { job: next }));
      const now = await getJson<Dataset>(`/datasets/${dataset.id}`);
      if (now.state === 'ready') {
        this.change(key, { state: 'ready', dataset: now });
        return now;
      }
      const state = ended.state === 'cancelled' ? 'cancelled' : 'failed';
      this.change(key, { state, dataset: now, problem: now.problem ?? ended.problem });
    } catch (error) {
      this.change(key, { state: 'failed', problem: problemOf(error) });
    }
    return null;
  }

  private async analyse(request: AnalysisRequest, alone: boolean): Promise<void> {
    try {
      const { items } = await getJson<Page<Analysis>>(`/analyses?datasetId=${request.datasetId}`);
      const analysis =
        existingFor(request, items) ?? (await postJson<SubmittedAnalysis>('/analyses', request)).analysis;
      this.onAnalysis(analysis, alone);
    } catch (error) {
      const item = this.items.find((i) => i.dataset?.id === request.datasetId);
      if (item !== undefined) this.change(item.key, { state: 'failed', problem: problemOf(error) });
    }
  }

  private change(key: number, change: Partial<UploadItem>): void {
    this.replace(this.items.map((item) => (item.key === key ? { ...item, ...change } : item)));
  }

  private replace(items: readonly UploadItem[]): void {
    this.items = items;
    this.listeners.forEach((listener) => listener());
  }
}
