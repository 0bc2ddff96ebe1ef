import { utf8Bytes } from '../science/formats/text-bytes.js';
import type { ReadScan } from '../science/spectra/read-result.js';
import { openIfReadInBlocks } from '../science/spectra/open-spectrum-file.js';
import { readSpectrumFile } from '../science/spectra/read-spectrum-file.js';
import { describeScan } from '../science/spectra/scan-statistics.js';
import { bytesOfCounts, putBytes, readBlob } from './blob-bytes.js';
import { ingestInBlocks } from './ingest-in-blocks.js';
import type { BlobStore } from './ports/blob-store.js';
import type { DatasetSummary, ScanListing } from './ports/records.js';

export type OnProgress = (fraction: number, stage: string) => void;

/**
 * The deep parse of an upload: reads the file and stores the counts and the original metadata of each scan as blobs,
 * so that slices are served by byte range and the file is never parsed again. Doing it twice stores the same blobs.
 */
export class IngestDataset {
  constructor(private readonly blobs: BlobStore) {}

  /** @throws FormatError when the file cannot be read as spectra */
  async run(file: { sha256: string; fileName: string }, onProgress: OnProgress): Promise<DatasetSummary> {
    onProgress(0.05, 'reading the file');
    const source = await this.blobs.openAt(file.sha256);
    try {
      const open = await openIfReadInBlocks(source, file.fileName);
      if (open !== null) return await ingestInBlocks(this.blobs, open, onProgress);
    } finally {
      source.close();
    }
    return this.ingestWhole(file, onProgress);
  }

  private async ingestWhole(
    file: { sha256: string; fileName: string },
    onProgress: OnProgress,
  ): Promise<DatasetSummary> {
    const bytes = await readBlob(this.blobs, file.sha256);
    onProgress(0.2, 'looking into it');
    const read = await readSpectrumFile(bytes, file.fileName);
    const scans: ScanListing[] = [];
    for (const [index, one] of read.scans.entries()) {
      onProgress(0.5 + (0.5 * index) / read.scans.length, 'storing spectra');
      scans.push(await this.store(one, index));
    }
    const { format, formatVersion, skipped, warnings } = read;
    return { format, formatVersion, scans, skipped, warnings };
  }

  private async store(read: ReadScan, index: number): Promise<ScanListing> {
    const { title, navigation, energy, nPixels, nChannels, intensityUnit, acquisition } = read.scan;
    return {
      index,
      title,
      navigation,
      energy,
      nPixels,
      nChannels,
      dtype: read.dtype,
      intensityUnit,
      acquisition,
      ...describeScan(read),
      warnings: read.warnings,
      countsBlob: await putBytes(this.blobs, bytesOfCounts(read.scan.counts)),
      metadataBlob: await putBytes(this.blobs, utf8Bytes(JSON.stringify(read.scan.originalMetadata))),
    };
  }
}
