import { textOfBytes } from '../science/formats/text-bytes.js';
import type { ScanInput } from '../science/interpretation/interpretation-input.js';
import { interpretScan } from '../science/interpretation/interpret-scan.js';
import { isLargeScan } from '../science/interpretation/large-scan/large-scan-input.js';
import type { Json } from '../science/spectra/spectrum-image.js';
import { bytesOfCounts, countsOfBytes, putBytes, putText, readBlob } from './blob-bytes.js';
import { headlineOf } from './batches/headline.js';
import { resultParts } from './exports/result-json.js';
import { interpretLargeStoredScan } from './interpret-large-stored-scan.js';
import type { RunReader } from './models/served-models.js';
import type { OnProgress } from './ingest-dataset.js';
import type { BlobStore } from './ports/blob-store.js';
import type { AnalysisOutcome } from './ports/records.js';
import type { StoredScan, StoredScanRequest } from './stored-scan.js';

export type { StoredScan, StoredScanRequest } from './stored-scan.js';

/** Whether its scans are analysed in blocks, in bounded memory. */
export const isLargeRequest = ({ coreLoss, lowLoss }: StoredScanRequest): boolean =>
  isLargeScan(coreLoss.listing) || (lowLoss !== null && isLargeScan(lowLoss.listing));

/** Runs a recipe on ingested scans and stores what it found. Doing it twice stores the same blobs. */
export class InterpretStoredScan {
  /** @param models  networks that recipes may name; absent: none are at hand */
  constructor(
    private readonly blobs: BlobStore,
    private readonly models?: RunReader,
  ) {}

  /** @throws SpectrumError when a step cannot work on this scan; WorkflowError not-found  a network */
  async run(request: StoredScanRequest, onProgress: OnProgress): Promise<AnalysisOutcome> {
    if (isLargeRequest(request)) {
      return interpretLargeStoredScan({ blobs: this.blobs, models: this.models }, request, onProgress);
    }
    onProgress(0, 'reading spectra');
    const coreLoss = await this.load(request.coreLoss);
    const lowLoss = request.lowLoss && (await this.load(request.lowLoss));
    const { recipe, version } = request;
    const measured = interpretScan({ coreLoss, lowLoss, recipe, version, onProgress });
    const run = (await this.models?.describe(measured, recipe)) ?? measured;
    onProgress(1, 'storing the result');
    return {
      resultBlob: await putText(this.blobs, resultParts(run.result)),
      preprocessedBlob: await putBytes(this.blobs, bytesOfCounts(run.preprocessed.counts)),
      headline: headlineOf(run.result),
      softwareVersion: version,
    };
  }

  private async load({ listing, fileName, sha256, format }: StoredScan): Promise<ScanInput> {
    const { title, nPixels, nChannels, energy, navigation, intensityUnit, acquisition } = listing;
    const metadata = textOfBytes(await readBlob(this.blobs, listing.metadataBlob));
    return {
      scan: {
        title,
        counts: countsOfBytes(await readBlob(this.blobs, listing.countsBlob)),
        nPixels,
        nChannels,
        energy,
        navigation,
        intensityUnit,
        acquisition,
        originalMetadata: JSON.parse(metadata) as Json,
      },
      name: fileName,
      sha256,
      format,
      scanIndex: listing.index,
      warnings: listing.warnings,
    };
  }
}
