import type { UploadRules } from '../workflows/uploads/begin-upload.js';
import { OPTIMADE_PROVIDER, type OptimadeProvider } from '../workflows/optimade/provider.js';

/** What the HTTP interface has to be told; `app/` fills it from the configuration. */
export class HttpOptions {
  /** Largest file that is taken. */
  readonly maxUploadBytes: number;
  /** Of one owner: its files and what is on its way; null: no limit. */
  readonly quotaBytes: number | null;
  /** An upload in pieces that nothing was added to for so long is given up. */
  readonly uploadExpiryH: number;
  /** Folder with the built page (index.html, assets); null serves the API alone. */
  readonly webRoot: string | null;
  /** Folder with the programs for PCs at microscopes; null: none are served. */
  readonly agentRoot: string | null;
  /** Requests a minute from one address before 429. */
  readonly requestsPerMinute: number;
  /** Jobs that wait; with as many, nothing that makes more is taken in. */
  readonly maxQueuedJobs: number;
  /** Version of the software, as the API states it. */
  readonly version: string;
  /** Reverse proxies in front, each of which adds to X-Forwarded-*; with 0 those headers are ignored. */
  readonly trustProxy: number;
  /** Of this database in OPTIMADE: own properties are `_<prefix>_<name>`. */
  readonly optimadePrefix: string;
  readonly optimadeProvider: OptimadeProvider;

  constructor(options: Pick<HttpOptions, 'maxUploadBytes' | 'webRoot' | 'version'> & Partial<HttpOptions>) {
    this.maxUploadBytes = options.maxUploadBytes;
    this.quotaBytes = options.quotaBytes ?? null;
    this.uploadExpiryH = options.uploadExpiryH ?? 24;
    this.webRoot = options.webRoot;
    this.agentRoot = options.agentRoot ?? null;
    this.version = options.version;
    this.requestsPerMinute = options.requestsPerMinute ?? 3000;
    this.maxQueuedJobs = options.maxQueuedJobs ?? 20_000;
    this.trustProxy = options.trustProxy ?? 0;
    this.optimadePrefix = options.optimadePrefix ?? 'kaimen';
    this.optimadeProvider = options.optimadeProvider ?? OPTIMADE_PROVIDER;
  }
}

export const uploadRulesOf = ({ maxUploadBytes, quotaBytes, uploadExpiryH }: HttpOptions): UploadRules => ({
  maxBytes: maxUploadBytes,
  quotaBytes,
  keepMs: uploadExpiryH * 3_600_000,
});
