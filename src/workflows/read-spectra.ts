import type { EnergyAxis } from '../science/spectra/spectrum-image.js';
import { type FindRecords, scanOf } from './find-records.js';
import type { BlobStore } from './ports/blob-store.js';
import type { SpectraBlob, ReadResults } from './read-results.js';
import { WorkflowError } from './workflow-error.js';

/** Which spectra: pixels [from, to), `to` null is the end; their sum when `sum` is true. */
export interface SpectraRequest {
  readonly from: number;
  readonly to: number | null;
  readonly sum: boolean;
}

/** Spectra of some pixels; `chunks` are little-endian float32, [nPixels × nChannels], pixel slow. */
export interface Spectra {
  readonly nPixels: number;
  readonly nChannels: number;
  readonly energy: EnergyAxis;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Most numbers of an answer in JSON, which has to be held in memory. */
export const MAX_JSON_COUNTS = 2 ** 21;

/** Reads spectra of datasets and of analyses by byte range, without reading the rest. */
export class ReadSpectra {
  constructor(
    private readonly blobs: BlobStore,
    private readonly records: FindRecords,
    private readonly results: ReadResults,
  ) {}

  /** Spectra as the file has them. @throws WorkflowError not-found, no-such-scan, invalid-parameter */
  async ofDataset(
    ownerId: string,
    at: { id: string; index: number },
    request: SpectraRequest,
  ): Promise<Spectra> {
    const scan = scanOf(await this.records.dataset(ownerId, at.id), at.index);
    return this.slice({ blob: scan.countsBlob, nPixels: scan.nPixels, energy: scan.energy }, request);
  }

  /** Spectra after preprocessing, on the calibrated axis. @throws WorkflowError not-found, not-finished, invalid-parameter */
  async ofAnalysis(ownerId: string, id: string, request: SpectraRequest): Promise<Spectra> {
    return this.slice(await this.results.spectraOfAnalysis(ownerId, id), request);
  }

  private async slice(source: SpectraBlob, request: SpectraRequest): Promise<Spectra> {
    const { blob, energy } = source;
    const to = request.to ?? source.nPixels;
    if (request.from >= to || to > source.nPixels) {
      throw new WorkflowError(
        'invalid-parameter',
        `Pixels [${request.from}, ${to}) are not a range of the ${source.nPixels} pixel(s) there are.`,
      );
    }
    const { nChannels } = energy;
    const bytesPerPixel = nChannels * 4;
    const chunks = this.blobs.open(blob, { start: request.from * bytesPerPixel, end: to * bytesPerPixel });
    if (!request.sum) return { nPixels: to - request.from, nChannels, energy, chunks };
    return { nPixels: 1, nChannels, energy, chunks: only(await sumOfPixels(chunks, nChannels)) };
  }
}

/**
 * The counts of spectra as one array.
 *
 * @throws WorkflowError range-too-large  more than `maxCounts`
 */
export async function collectCounts(spectra: Spectra, maxCounts = MAX_JSON_COUNTS): Promise<Float32Array> {
  const nCounts = spectra.nPixels * spectra.nChannels;
  if (nCounts > maxCounts) {
    throw new WorkflowError(
      'range-too-large',
      `These are ${nCounts} numbers, more than the ${maxCounts} of one answer; ask for fewer pixels, or for application/octet-stream.`,
    );
  }
  const counts = new Float32Array(nCounts);
  await forEachCount(spectra.chunks, (count, i) => (counts[i] = count));
  return counts;
}

/** Sum over pixels in double precision, as little-endian float32. */
async function sumOfPixels(chunks: AsyncIterable<Uint8Array>, nChannels: number): Promise<Uint8Array> {
  const sums = new Float64Array(nChannels);
  await forEachCount(chunks, (count, i) => (sums[i % nChannels] += count));
  const view = new DataView(new ArrayBuffer(nChannels * 4));
  sums.forEach((sum, i) => view.setFloat32(i * 4, sum, true));
  return new Uint8Array(view.buffer);
}

/** Chunks may end within a number; the bytes left over go before the next chunk. */
async function forEachCount(
  chunks: AsyncIterable<Uint8Array>,
  each: (count: number, index: number) => void,
): Promise<void> {
  let rest = new Uint8Array(0);
  let index = 0;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const whole = bytes.length - (bytes.length % 4);
    for (let at = 0; at < whole; at += 4) each(view.getFloat32(at, true), index++);
    rest = bytes.slice(whole);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
