import { getJson, postJson, problemOf, remove } from './api.js';
import type {
  Analysis,
  AnalysisRequest,
  Dataset,
  Job,
  Page,
  Problem,
  SubmittedAnalysis,
} from './api-types.js';
import { jobEnd } from './follow.js';
import { existingFor, planAnalyses } from './plan-analyses.js';
import {
  takeInDemo,
  uploadFile,
  UploadCancelled,
  type TakenIn,
  type Upload,
  type UploadHears,
} from './upload.js';

export interface UploadItem {
  readonly key: number;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  /** When its sending began (again), and how much the service had by then. */
  readonly startedAt: number;
  readonly startedBytes: number;
  /** Why it stands still, while it is paused. */
  readonly pausedBy: 'asked' | 'connection' | null;
  readonly state: 'waiting' | 'sending' | 'paused' | 'reading' | 'ready' | 'failed' | 'cancelled';
  /** While the service reads the file. */
  readonly job: Job | null;
  readonly problem: Problem | null;
  readonly dataset: Dataset | null;
  /** The service had this file before: cancelling must not remove it. */
  readonly wasThere: boolean;
}

const IN_WORK: ReadonlySet<UploadItem['state']> = new Set(['waiting', 'sending', 'paused', 'reading']);

/** What is handed to the service: a file of the user, or the demo scan that the service makes. */
interface Source {
  readonly name: string;
  readonly size: number;
  readonly send: (hears: UploadHears) => Upload;
}

const DEMO: Source = {
  name: 'Demo scan',
  size: 0,
  send: () => {
    const nothing = (): void => undefined;
    return { done: takeInDemo(), pause: nothing, resume: nothing, cancel: nothing };
  },
};

/** Files on their way: sent one after the other, read, and, when their group is complete, analysed. */
export class UploadQueue {
  private items: readonly UploadItem[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly sending = new Map<number, Upload>();
  /** Those that are cancelled while the service has them or is about to: aborted to say so. */
  private readonly cancelled = new Map<number, AbortController>();
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

  pause(key: number): void {
    this.sending.get(key)?.pause();
  }

  resume(key: number): void {
    this.sending.get(key)?.resume();
  }

  /** Takes a file back at any moment before it has been read; what was there before stays. */
  cancel(key: number): void {
    this.cancelled.get(key)?.abort();
    this.sending.get(key)?.cancel();
    if (this.stateOf(key) === 'waiting') this.change(key, { state: 'cancelled' });
  }

  /** Files dropped together belong together: a core loss finds its low loss among them. */
  add(files: readonly File[]): Promise<void> {
    return this.addGroup(
      files.map((file) => ({
        name: file.name,
        size: file.size,
        send: (hears) => uploadFile(file, hears),
      })),
    );
  }

  addDemo(): Promise<void> {
    return this.addGroup([DEMO]);
  }

  private stateOf(key: number): UploadItem['state'] | undefined {
    return this.items.find((item) => item.key === key)?.state;
  }

  private async addGroup(sources: readonly Source[]): Promise<void> {
    const group = sources.map((source) => ({ source, key: this.nextKey++ }));
    const fresh = group.map(({ source, key }): UploadItem => ({
      ...{ key, fileName: source.name, sizeBytes: source.size, sentBytes: 0, startedAt: Date.now() },
      ...{ startedBytes: 0, pausedBy: null },
      ...{ state: 'waiting', job: null, problem: null, dataset: null, wasThere: false },
    }));
    this.replace([...this.items, ...fresh]);
    const reading: Promise<Dataset | null>[] = [];
    for (const { source, key } of group) {
      const sent = await this.sendOne(source, key);
      if (sent !== null) reading.push(sent.read);
    }
    const datasets = (await Promise.all(reading)).filter((d): d is Dataset => d !== null);
    const plan = planAnalyses(datasets);
    for (const request of plan) await this.analyse(request, plan.length === 1);
    // Beside a problem, what went well stays as well, with a link: the page goes nowhere by itself then.
    if (!this.needsLook()) for (const dataset of datasets) this.dismissReady(dataset.id);
  }

  /** True while something has gone wrong and was not dismissed, or may still go wrong. */
  needsLook(): boolean {
    return this.items.some((i) => i.problem !== null || IN_WORK.has(i.state));
  }

  private dismissReady(datasetId: string): void {
    this.replace(
      this.items.filter((i) => i.state !== 'ready' || i.dataset?.id !== datasetId || i.problem !== null),
    );
  }

  /** The reading is wrapped, so that waiting for the sending does not also wait for it. */
  private async sendOne(source: Source, key: number): Promise<{ read: Promise<Dataset | null> } | null> {
    if (this.stateOf(key) !== 'waiting') return null;
    const cancelled = new AbortController();
    const upload = source.send(this.hearsOf(key));
    this.sending.set(key, upload);
    this.cancelled.set(key, cancelled);
    this.change(key, { state: 'sending', startedAt: Date.now() });
    try {
      const { dataset, job, created } = await upload.done;
      const { fileName } = dataset;
      this.change(key, {
        state: 'reading',
        fileName,
        dataset,
        job,
        sentBytes: source.size,
        wasThere: !created,
      });
      return { read: this.readOne(key, { dataset, job, created }, cancelled.signal) };
    } catch (error) {
      const broken = error instanceof UploadCancelled;
      this.change(key, broken ? { state: 'cancelled' } : { state: 'failed', problem: problemOf(error) });
      this.cancelled.delete(key);
      return null;
    } finally {
      this.sending.delete(key);
    }
  }

  private hearsOf(key: number): UploadHears {
    let isFirst = true;
    return {
      onProgress: (sentBytes) => {
        // What was there before it began says nothing of how fast it goes.
        const began = isFirst ? { startedAt: Date.now(), startedBytes: sentBytes } : {};
        isFirst = false;
        this.change(key, { sentBytes, ...began });
      },
      onPause: (pausedBy) => this.change(key, { state: 'paused', pausedBy }),
      onResume: () => {
        isFirst = true;
        this.change(key, { state: 'sending', pausedBy: null });
      },
    };
  }

  private async readOne(
    key: number,
    { dataset, job, created }: TakenIn,
    cancelled: AbortSignal,
  ): Promise<Dataset | null> {
    try {
      const ended = await jobEnd(job, (next) => this.change(key, { job: next }), cancelled);
      const now = await getJson<Dataset>(`/datasets/${dataset.id}`, cancelled);
      if (now.state === 'ready') {
        this.change(key, { state: 'ready', dataset: now });
        return now;
      }
      const state = ended.state === 'cancelled' ? 'cancelled' : 'failed';
      this.change(key, { state, dataset: now, problem: now.problem ?? ended.problem });
    } catch (error) {
      if (cancelled.aborted) await this.takeBack(key, dataset.id, created);
      else this.change(key, { state: 'failed', problem: problemOf(error) });
    } finally {
      this.cancelled.delete(key);
    }
    return null;
  }

  /** Removing a dataset also ends the job that reads it. */
  private async takeBack(key: number, datasetId: string, created: boolean): Promise<void> {
    try {
      if (created) await remove(`/datasets/${datasetId}`);
      this.change(key, { state: 'cancelled' });
    } catch (error) {
      this.change(key, { state: 'failed', problem: problemOf(error) });
    }
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
