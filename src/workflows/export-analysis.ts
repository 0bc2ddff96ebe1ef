import { textOfBytes, utf8Bytes } from '../science/formats/text-bytes.js';
import type { Json } from '../science/spectra/spectrum-image.js';
import { readBlob } from './blob-bytes.js';
import { componentsCsv } from './exports/components-csv.js';
import { analysisCrate, type AnalysisRecords } from './exports/crate/analysis-crate.js';
import { scicatJson } from './exports/crate/scicat.js';
import { profilesCsv } from './exports/profiles-csv.js';
import { MAX_REPORT_COUNTS, reportHtml } from './exports/report-html.js';
import { resultJson } from './exports/result-json.js';
import { type FindRecords, scanOf } from './find-records.js';
import type { BlobStore } from './ports/blob-store.js';
import type { ReportTemplate } from './ports/report-template.js';
import type { FinishedAnalysis, ReadResults } from './read-results.js';
import { collectCounts, type ReadSpectra } from './read-spectra.js';

export const EXPORT_TYPES = {
  'profiles.csv': 'text/csv; charset=utf-8',
  'components.csv': 'text/csv; charset=utf-8',
  'result.json': 'application/json; charset=utf-8',
  'scan.hspy': 'application/x-hdf5',
  'scan.nxs': 'application/x-hdf5',
  'spectrum.msa': 'text/plain; charset=utf-8',
  'report.html': 'text/html; charset=utf-8',
  'ro-crate.zip': 'application/zip',
  'scicat.json': 'application/json; charset=utf-8',
} as const;

export type ExportName = keyof typeof EXPORT_TYPES;

/** Most counts that are written as .hspy or .nxs (512 MB): the file is made in memory. */
const MAX_SCAN_COUNTS = 2 ** 27;

export interface ExportPorts {
  readonly results: ReadResults;
  readonly spectra: ReadSpectra;
  readonly records: FindRecords;
  readonly blobs: BlobStore;
  readonly template: ReportTemplate;
}

/** Files to take an analysis away with. */
export class ExportAnalysis {
  constructor(private readonly ports: ExportPorts) {}

  /** @throws WorkflowError not-found, not-finished, range-too-large (the scan of very large ones) */
  async run(ownerId: string, id: string, name: ExportName): Promise<Uint8Array> {
    const finished = await this.ports.results.ofAnalysis(ownerId, id);
    const { result } = finished;
    switch (name) {
      case 'profiles.csv':
        return utf8Bytes(profilesCsv(result));
      case 'components.csv':
        return utf8Bytes(componentsCsv(result));
      case 'result.json':
        return utf8Bytes(resultJson(result));
      case 'report.html':
        return utf8Bytes(await this.report(ownerId, finished));
      case 'ro-crate.zip':
        return analysisCrate(await this.recordsOf(ownerId, finished));
      case 'scicat.json':
        return utf8Bytes(scicatJson(await this.recordsOf(ownerId, finished)));
      case 'scan.hspy':
      case 'scan.nxs':
      case 'spectrum.msa':
        return this.scan(ownerId, finished, name);
    }
  }

  private async recordsOf(ownerId: string, { analysis, result }: FinishedAnalysis): Promise<AnalysisRecords> {
    const { coreLoss, lowLoss, jobId } = analysis;
    const ids = new Set([coreLoss, lowLoss].flatMap((scan) => scan?.datasetId ?? []));
    const datasets = await Promise.all([...ids].map((id) => this.ports.records.dataset(ownerId, id)));
    return { analysis, result, datasets, job: await this.ports.records.job(ownerId, jobId) };
  }

  private async report(ownerId: string, { analysis, result }: FinishedAnalysis): Promise<string> {
    const template = await this.ports.template.read();
    const nCounts = result.scan.nPixels * result.calibration.energy.nChannels;
    const isSmall = nCounts <= MAX_REPORT_COUNTS;
    return reportHtml(template, result, isSmall ? await this.counts(ownerId, analysis.id, nCounts) : null);
  }

  private async scan(
    ownerId: string,
    { analysis, result }: FinishedAnalysis,
    name: 'scan.hspy' | 'scan.nxs' | 'spectrum.msa',
  ): Promise<Uint8Array> {
    // Loaded when it is asked for: it brings the HDF5 library with it.
    const { interpretedHspy, interpretedMsa, interpretedNexus } =
      await import('./exports/interpreted-hspy.js');
    const counts = await this.counts(ownerId, analysis.id, MAX_SCAN_COUNTS);
    if (name === 'spectrum.msa') return interpretedMsa(result, counts);
    const { datasetId, scanIndex } = analysis.coreLoss;
    const { metadataBlob } = scanOf(await this.ports.records.dataset(ownerId, datasetId), scanIndex);
    const metadata = textOfBytes(await readBlob(this.ports.blobs, metadataBlob));
    const write = name === 'scan.nxs' ? interpretedNexus : interpretedHspy;
    return write(result, counts, JSON.parse(metadata) as Json);
  }

  private async counts(ownerId: string, id: string, maxCounts: number): Promise<Float32Array> {
    const all = { from: 0, to: null, sum: false };
    return collectCounts(await this.ports.spectra.ofAnalysis(ownerId, id, all), maxCounts);
  }
}
