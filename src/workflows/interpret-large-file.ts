import type { ByteSource } from '../science/formats/byte-source.js';
import { textOfBytes } from '../science/formats/text-bytes.js';
import type { FullResolution } from '../science/interpretation/large-scan/full-resolution.js';
import type { InterpretationResult } from '../science/interpretation/interpretation-result.js';
import { resolveRecipe } from '../science/interpretation/resolve-recipe.js';
import { openIfReadInBlocks } from '../science/spectra/open-spectrum-file.js';
import { SpectrumError, type Json } from '../science/spectra/spectrum-image.js';
import { collectBlob, putBytes, readBlob } from './blob-bytes.js';
import { IngestDataset } from './ingest-dataset.js';
import { ingestInBlocks } from './ingest-in-blocks.js';
import { naming } from './interpret-file.js';
import { InterpretStoredScan, type StoredScan } from './interpret-stored-scan.js';
import type { RunReader } from './models/served-models.js';
import { npyHead } from './exports/npy-head.js';
import type { BlobStore } from './ports/blob-store.js';
import type { DatasetSummary } from './ports/records.js';
import { sameNavigationShape, simultaneousLowLoss } from './simultaneous-low-loss.js';
import { WorkflowError } from './workflow-error.js';

/**
 * Whether a file is too large to be loaded, as it lies or unpacked.
 *
 * @throws FormatError when it cannot be read as spectra
 */
export async function isLargeFile(source: ByteSource, name: string): Promise<boolean> {
  try {
    const open = await openIfReadInBlocks(source, name);
    open?.close();
    return open !== null;
  } catch (error) {
    throw naming(name, error);
  }
}

export interface LargeFile {
  readonly name: string;
  /** Hex. */
  readonly sha256: string;
  readonly source: ByteSource & { readonly close: () => void };
  /** For a file that is small after all. */
  readonly readWhole: () => Promise<Uint8Array>;
}

export interface InterpretLargeFileRequest {
  readonly file: LargeFile;
  readonly lowLossFile: LargeFile | null;
  readonly scanIndex: number | null;
  readonly recipe: unknown;
  readonly version: string;
  readonly onProgress: (fraction: number, stage: string) => void;
  /** As of interpretFile. */
  readonly models?: RunReader;
}

export interface LargeFileRun {
  readonly result: InterpretationResult;
  /** Of the summed pixels. */
  readonly counts: Float32Array;
  readonly originalMetadata: Json;
  readonly lowLossName: string | null;
  /** Null for a scan that fitted in memory after all. */
  readonly maps: {
    readonly index: FullResolution;
    readonly npyHead: Uint8Array;
    /** All planes, float32. */
    readonly bytes: AsyncIterable<Uint8Array>;
  } | null;
}

/** Share of the work that reading the file is. */
const READ = 0.3;

/**
 * What interpretFile does, for a file that does not fit in memory: through a store, as the service does.
 *
 * @throws as interpretFile
 */
export async function interpretLargeFile(
  blobs: BlobStore,
  request: InterpretLargeFileRequest,
): Promise<LargeFileRun> {
  const recipe = resolveRecipe(request.recipe);
  const { file, version, onProgress } = request;
  const summary = await ingest(blobs, file, (share, stage) => onProgress(READ * share, stage));
  const { scans } = summary;
  const index =
    request.scanIndex ??
    Math.max(
      0,
      scans.findIndex((scan) => !scan.zeroLossInRange),
    );
  if (index >= scans.length) {
    throw new WorkflowError(
      'no-such-scan',
      `${file.name} has scans 0 to ${scans.length - 1}; there is no scan ${index}.`,
    );
  }
  const coreLoss = stored(summary, file, index);
  const lowLoss = await lowLossOf(blobs, request, summary, coreLoss);
  const interpretation = new InterpretStoredScan(blobs, request.models);
  const blob = await interpretation.run({ coreLoss, lowLoss, recipe, version }, (share, stage) =>
    onProgress(READ + (1 - READ) * share, stage),
  );
  const result = JSON.parse(textOfBytes(await readBlob(blobs, blob.resultBlob))) as InterpretationResult;
  const { fullResolution } = result;
  const nCounts = result.scan.nPixels * result.calibration.energy.nChannels;
  const metadata = textOfBytes(await readBlob(blobs, coreLoss.listing.metadataBlob));
  return {
    result,
    counts: await collectBlob(blobs, blob.preprocessedBlob, nCounts),
    originalMetadata: JSON.parse(metadata) as Json,
    lowLossName: lowLoss?.fileName ?? null,
    maps:
      fullResolution === undefined
        ? null
        : {
            index: fullResolution,
            npyHead: npyHead([fullResolution.planes.length, ...fullResolution.navigation.map((a) => a.size)]),
            bytes: blobs.open(blob.preprocessedBlob, { start: nCounts * 4, end: Number.MAX_SAFE_INTEGER }),
          },
  };
}

async function ingest(
  blobs: BlobStore,
  { name, source, readWhole }: LargeFile,
  onProgress: (fraction: number, stage: string) => void,
): Promise<DatasetSummary> {
  const open = await openIfReadInBlocks(source, name);
  if (open !== null) return ingestInBlocks(blobs, open, onProgress);
  const sha256 = await putBytes(blobs, await readWhole());
  return new IngestDataset(blobs).run({ sha256, fileName: name }, onProgress);
}

const stored = (
  { scans, format }: DatasetSummary,
  { name, sha256 }: LargeFile,
  index: number,
): StoredScan => ({ listing: scans[index], fileName: name, sha256, format });

async function lowLossOf(
  blobs: BlobStore,
  { file, lowLossFile }: InterpretLargeFileRequest,
  summary: DatasetSummary,
  coreLoss: StoredScan,
): Promise<StoredScan | null> {
  if (lowLossFile === null) {
    const same = simultaneousLowLoss(summary.scans, coreLoss.listing.index);
    return same === null ? null : stored(summary, file, same);
  }
  const low = await ingest(blobs, lowLossFile, () => undefined);
  const fitting = low.scans.findIndex(
    (scan) => scan.zeroLossInRange && sameNavigationShape(scan, coreLoss.listing),
  );
  const index = fitting >= 0 ? fitting : low.scans.findIndex((scan) => scan.zeroLossInRange);
  if (index < 0) {
    throw new SpectrumError('no-zero-loss-peak', `${lowLossFile.name} has no scan with zero loss in range.`);
  }
  return stored(low, lowLossFile, index);
}
