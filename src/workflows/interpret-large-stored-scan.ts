import type { ByteSource, OpenByteSource } from '../science/formats/byte-source.js';
import { textOfBytes } from '../science/formats/text-bytes.js';
import type { FullResolution } from '../science/interpretation/large-scan/full-resolution.js';
import {
  interpretLargeScan,
  type LargeInterpretationRun,
  type MapBlock,
} from '../science/interpretation/large-scan/interpret-large-scan.js';
import type { LargeScanInput } from '../science/interpretation/large-scan/large-scan-input.js';
import type { Json } from '../science/spectra/spectrum-image.js';
import { bytesOfCounts, copyCounts, putText, readBlob } from './blob-bytes.js';
import { headlineOf } from './batches/headline.js';
import { resultParts } from './exports/result-json.js';
import type { RunReader } from './models/served-models.js';
import type { BlobStore } from './ports/blob-store.js';
import type { AnalysisOutcome } from './ports/records.js';
import type { StoredScan, StoredScanRequest } from './stored-scan.js';

/**
 * Runs a recipe on ingested scans that do not fit in memory: counts are read in blocks, maps go to the store as they are
 * made. The blob of the preprocessed spectra (of summed pixels) holds the maps of all pixels after them.
 *
 * @throws SpectrumError when a step cannot work on this scan
 */
export async function interpretLargeStoredScan(
  { blobs, models }: { readonly blobs: BlobStore; readonly models?: RunReader },
  request: StoredScanRequest,
  onProgress: (fraction: number, stage: string) => void,
): Promise<AnalysisOutcome> {
  const opened: OpenByteSource[] = [];
  const load = async ({ listing, fileName, sha256, format }: StoredScan): Promise<LargeScanInput> => {
    const counts = await blobs.openAt(listing.countsBlob);
    opened.push(counts);
    const { title, nPixels, nChannels, energy, navigation, intensityUnit, acquisition } = listing;
    const metadata = textOfBytes(await readBlob(blobs, listing.metadataBlob));
    const originalMetadata = JSON.parse(metadata) as Json;
    return {
      scan: { title, nPixels, nChannels, energy, navigation, intensityUnit, acquisition, originalMetadata },
      counts: {
        read: (first, into) => copyCounts(counts.read(first * nChannels * 4, into.byteLength), into),
      },
      name: fileName,
      sha256,
      format,
      scanIndex: listing.index,
      warnings: listing.warnings,
    };
  };
  try {
    const coreLoss = await load(request.coreLoss);
    const lowLoss = request.lowLoss && (await load(request.lowLoss));
    const { recipe, version } = request;
    const measured = await interpretLargeScan({ coreLoss, lowLoss, recipe, version, onProgress });
    const run = (await models?.describe(measured, recipe)) ?? measured;
    const { preprocessedBlob, fullResolution } = await storeMaps(blobs, run, coreLoss);
    const result = { ...run.result, fullResolution };
    onProgress(1, 'storing the result');
    const resultBlob = await putText(blobs, resultParts(result));
    return { resultBlob, preprocessedBlob, headline: headlineOf(result), softwareVersion: version };
  } finally {
    for (const source of opened) source.close();
  }
}

/** Where the values of a block lie among those of all blocks, plane after plane within a block. */
type Extent = Pick<MapBlock, 'firstPixel' | 'nPixels'>;

/**
 * Maps are made some pixels at a time, all planes of them, but read plane by plane: they are stored once as they come
 * (that blob is left to the sweep) and then in order. All planes of a large map would not fit in memory.
 */
async function storeMaps(
  blobs: BlobStore,
  { maps, planes, preprocessed, binning }: LargeInterpretationRun,
  { scan: { nPixels, navigation } }: LargeScanInput,
): Promise<{ preprocessedBlob: string; fullResolution: FullResolution }> {
  const extents: Extent[] = [];
  const asMade = await blobs.put(blockBytes(maps(), extents));
  const spectra = bytesOfCounts(preprocessed.counts);
  const source = await blobs.openAt(asMade.sha256);
  try {
    const { sha256 } = await blobs.put(inOrder(spectra, source, { extents, nPlanes: planes.length }));
    const placed = planes.map((plane, k) => ({ ...plane, offset: spectra.length + k * nPixels * 4 }));
    return { preprocessedBlob: sha256, fullResolution: { navigation, nPixels, binning, planes: placed } };
  } finally {
    source.close();
  }
}

async function* blockBytes(maps: AsyncIterable<MapBlock>, extents: Extent[]): AsyncIterable<Uint8Array> {
  for await (const { firstPixel, nPixels, values } of maps) {
    extents.push({ firstPixel, nPixels });
    for (const plane of values) yield bytesOfCounts(Float32Array.from(plane));
  }
}

async function* inOrder(
  spectra: Uint8Array,
  source: ByteSource,
  { extents, nPlanes }: { extents: readonly Extent[]; nPlanes: number },
): AsyncIterable<Uint8Array> {
  yield spectra;
  for (let plane = 0; plane < nPlanes; plane++) {
    for (const { firstPixel, nPixels } of extents) {
      yield await Promise.resolve(source.read(4 * (firstPixel * nPlanes + plane * nPixels), 4 * nPixels));
    }
  }
}
