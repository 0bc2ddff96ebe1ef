import { utf8Bytes } from '../science/formats/text-bytes.js';
import type { OpenSpectrumFile, ScanSource } from '../science/spectra/scan-source.js';
import { StatisticsTally } from '../science/spectra/scan-statistics.js';
import { bytesOfCounts, putBytes } from './blob-bytes.js';
import type { BlobStore } from './ports/blob-store.js';
import type { DatasetSummary, ScanListing } from './ports/records.js';

/**
 * What IngestDataset does, for a file that does not fit in memory: its counts go from the file to the store in blocks.
 *
 * @param file  closed here
 * @throws FormatError when its values cannot be read
 */
export async function ingestInBlocks(
  blobs: BlobStore,
  file: OpenSpectrumFile,
  onProgress: (fraction: number, stage: string) => void,
): Promise<DatasetSummary> {
  try {
    const nValues = file.scans.reduce((sum, { nPixels, nChannels }) => sum + nPixels * nChannels, 0);
    const scans: ScanListing[] = [];
    let nBefore = 0;
    for (const [index, scan] of file.scans.entries()) {
      const before = nBefore;
      const tell = (nPixels: number): void =>
        onProgress(0.05 + (0.95 * (before + nPixels * scan.nChannels)) / nValues, 'storing spectra');
      scans.push(await store(blobs, scan, index, tell));
      nBefore += scan.nPixels * scan.nChannels;
    }
    const { format, formatVersion, skipped, warnings } = file;
    return { format, formatVersion, scans, skipped, warnings };
  } finally {
    file.close();
  }
}

async function store(
  blobs: BlobStore,
  source: ScanSource,
  index: number,
  tell: (nPixels: number) => void,
): Promise<ScanListing> {
  const { title, navigation, energy, nPixels, nChannels, intensityUnit, acquisition } = source.scan;
  const tally = new StatisticsTally();
  const countsBlob = await blobs.put(countsOf(source, tally, tell));
  return {
    index,
    title,
    navigation,
    energy,
    nPixels,
    nChannels,
    dtype: source.dtype,
    intensityUnit,
    acquisition,
    ...tally.of(source.scan),
    warnings: source.warnings,
    countsBlob: countsBlob.sha256,
    metadataBlob: await putBytes(blobs, utf8Bytes(JSON.stringify(source.scan.originalMetadata))),
  };
}

async function* countsOf(
  source: ScanSource,
  tally: StatisticsTally,
  tell: (nPixels: number) => void,
): AsyncIterable<Uint8Array> {
  for await (const { firstPixel, counts } of source.blocks()) {
    tally.add(counts);
    tell(firstPixel);
    yield bytesOfCounts(counts);
  }
}
