import type {
  Acquisition,
  EnergyAxis,
  NavigationAxis,
  Warning,
} from '../../science/spectra/spectrum-image.js';

/** Bodies of the service as src/http/README.md describes them; times are ISO 8601 texts. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface Job {
  readonly id: string;
  readonly kind: 'ingest' | 'analysis';
  readonly subjectId: string;
  readonly state: JobState;
  readonly progress: number;
  readonly stage: string;
  readonly problem: Problem | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export interface JobEvent {
  readonly seq: number;
  readonly jobId: string;
  readonly state: JobState;
  readonly progress: number;
  readonly stage: string;
}

export interface Scan {
  readonly index: number;
  readonly title: string;
  readonly navigation: readonly NavigationAxis[];
  readonly energy: EnergyAxis;
  readonly nPixels: number;
  readonly nChannels: number;
  readonly intensityUnit: string;
  readonly acquisition: Acquisition;
  readonly zeroLossInRange: boolean;
  readonly warnings: readonly Warning[];
}

export interface Dataset {
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly state: 'ingesting' | 'ready' | 'rejected';
  readonly problem: Problem | null;
  readonly summary: {
    readonly format: string;
    readonly scans: readonly Scan[];
    readonly skipped: readonly {
      readonly title: string;
      readonly shape: readonly number[];
      readonly reason: string;
    }[];
    readonly warnings: readonly Warning[];
  } | null;
  readonly jobId: string;
  readonly createdAt: string;
}

export interface ScanReference {
  readonly datasetId: string;
  readonly scanIndex: number;
}

export interface Analysis {
  readonly id: string;
  readonly coreLoss: ScanReference;
  readonly lowLoss: ScanReference | null;
  readonly job: Job;
  readonly createdAt: string;
}

export interface AnalysisRequest {
  readonly datasetId: string;
  readonly scanIndex?: number;
  readonly lowLossDatasetId?: string;
  readonly lowLossScanIndex?: number;
  readonly recipe?: unknown;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface SubmittedDataset {
  readonly dataset: Dataset;
  readonly job: Job;
}

export const hasEnded = (state: JobState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
