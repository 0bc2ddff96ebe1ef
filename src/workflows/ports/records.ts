import type {
  Acquisition,
  EnergyAxis,
  NavigationAxis,
  Warning,
} from '../../science/spectra/spectrum-image.js';
import type { FormatId, SkippedImage } from '../../science/spectra/read-result.js';
import type { NamedBoundary } from '../../science/catalogue/describe-by-name.js';
import type { Recipe } from '../../science/interpretation/recipe.js';
import type { Headline } from './headline.js';
import type { SavedRecipeReference } from './recipe-records.js';

/** Why something failed: the parts of an RFC 9457 body that do not depend on the request. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** One scan of a dataset, as lists and the page need it. */
export interface ScanListing {
  readonly index: number;
  readonly title: string;
  readonly navigation: readonly NavigationAxis[];
  readonly energy: EnergyAxis;
  readonly nPixels: number;
  readonly nChannels: number;
  readonly dtype: string;
  readonly intensityUnit: string;
  readonly acquisition: Acquisition;
  readonly sum: number;
  readonly first: number;
  readonly max: number;
  /** True when the energy axis covers zero loss. */
  readonly zeroLossInRange: boolean;
  readonly warnings: readonly Warning[];
  /** Blob with the counts, little-endian float32 [nPixels × nChannels]: slices are read from it by byte range. */
  readonly countsBlob: string;
  /** Blob with the original metadata of the scan, kept whole, as JSON. */
  readonly metadataBlob: string;
}

export interface DatasetSummary {
  readonly format: FormatId;
  readonly formatVersion: string | null;
  readonly scans: readonly ScanListing[];
  readonly skipped: readonly SkippedImage[];
  readonly warnings: readonly Warning[];
}

/** What was known at the microscope and came along with the file; null: not told. */
export interface Sidecar {
  readonly sample: string | null;
  readonly material: string | null;
  readonly instrument: string | null;
  /** The boundary that the scan crosses. */
  readonly boundary: (NamedBoundary & { readonly material: string }) | null;
  /** What to analyse it with when it is ready: the id or the name of a saved recipe, or 'default'; null: as the rules say. */
  readonly recipe: string | null;
  readonly note: string | null;
}

/** An uploaded file of one owner. Its bytes lie in the blob store under `sha256`, also for other names of the same bytes. */
export interface Dataset {
  readonly id: string;
  readonly ownerId: string;
  readonly sha256: string;
  /** As the user named it; never a path on this machine. */
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly state: 'ingesting' | 'ready' | 'rejected';
  readonly problem: Problem | null;
  readonly summary: DatasetSummary | null;
  readonly sidecar: Sidecar | null;
  /** Why the sidecar's boundary could not be tied to an analysis, the last time that was tried. */
  readonly sidecarProblem: Problem | null;
  /** Which instrument sent it and in which session; when the file was last changed there. null: not told. */
  readonly instrument: string | null;
  readonly session: string | null;
  readonly modifiedAt: Date | null;
  readonly jobId: string;
  readonly createdAt: Date;
}

export interface ScanReference {
  readonly datasetId: string;
  readonly scanIndex: number;
}

export interface Analysis {
  readonly id: string;
  readonly ownerId: string;
  readonly coreLoss: ScanReference;
  readonly lowLoss: ScanReference | null;
  /** Whole: what the result is computed with. */
  readonly recipe: Recipe;
  /** Of the recipe as canonical JSON, hex; null for analyses from before it was kept. */
  readonly recipeSha256: string | null;
  /** Which saved recipe it was, if any. */
  readonly savedRecipe: SavedRecipeReference | null;
  readonly jobId: string;
  /** Set when the job has succeeded: InterpretationResult JSON, and the preprocessed counts (float32, as countsBlob). */
  readonly resultBlob: string | null;
  readonly preprocessedBlob: string | null;
  /** Set with them: what tables show of the result, and the version of the program that computed it. */
  readonly headline: Headline | null;
  readonly softwareVersion: string | null;
  readonly createdAt: Date;
}

/** What a finished analysis leaves. */
export interface AnalysisOutcome {
  readonly resultBlob: string;
  readonly preprocessedBlob: string;
  readonly headline: Headline;
  readonly softwareVersion: string;
}

/** Datasets of an owner: these, in this order, or all that fit, newest first. */
export type DatasetSelection =
  | { readonly ids: readonly string[] }
  | {
      /** `*` any characters, `?` one; case does not count. Null: any name. */
      readonly namePattern: string | null;
      readonly uploadedSince: Date | null;
      readonly format: string | null;
      /** As `namePattern`, of the instrument. */
      readonly instrument: string | null;
      /** Exactly. */
      readonly session: string | null;
    };

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface Job {
  readonly id: string;
  readonly ownerId: string;
  readonly kind: 'ingest' | 'analysis' | 'search' | 'import';
  /** The dataset, analysis, search or import it works for. */
  readonly subjectId: string;
  readonly state: JobState;
  /** 0 … 1 */
  readonly progress: number;
  /** What it is doing now, for people. */
  readonly stage: string;
  readonly problem: Problem | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** `seq` grows within a job; SSE sends it as the event id, and a client resumes after the last one it saw. */
export interface JobEvent {
  readonly seq: number;
  readonly jobId: string;
  readonly state: JobState;
  readonly progress: number;
  readonly stage: string;
  readonly at: Date;
}

export type Scope =
  | 'datasets:read'
  | 'datasets:write'
  | 'analyses:read'
  | 'analyses:write'
  | 'searches:read'
  | 'searches:write'
  | 'catalogue:read'
  | 'catalogue:write'
  | 'admin';

/** What one key may do at most; null: what the service allows anybody. */
export interface KeyLimits {
  readonly requestsPerMinute: number | null;
  /** Of uploads, by days of UTC. */
  readonly uploadBytesPerDay: number | null;
}

/** Only the hash of the secret is kept. */
export interface ApiKey extends KeyLimits {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** A key that is bound to an instrument sends the files of that one only; null: of any. */
  readonly instrument: string | null;
  readonly secretSha256: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A signed-in browser. Only the hash of the cookie's token is kept. */
export interface Session {
  readonly tokenSha256: string;
  readonly ownerId: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Hand it back to get the next page; null at the end. */
  readonly nextCursor: string | null;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}
