import { textOfBytes } from '../science/formats/text-bytes.js';
import type { FullResolution } from '../science/interpretation/large-scan/full-resolution.js';
import type { InterpretationResult } from '../science/interpretation/interpretation-result.js';
import type { EnergyAxis } from '../science/spectra/spectrum-image.js';
import { readBlob } from './blob-bytes.js';
import type { FindRecords } from './find-records.js';
import type { BlobStore } from './ports/blob-store.js';
import type { Analysis } from './ports/records.js';
import { WorkflowError } from './workflow-error.js';

export interface FinishedAnalysis {
  readonly analysis: Analysis;
  readonly result: InterpretationResult;
  readonly preprocessedBlob: string;
}

/** Where spectra lie: float32 [nPixels × energy.nChannels]. */
export interface SpectraBlob {
  readonly blob: string;
  readonly nPixels: number;
  readonly energy: EnergyAxis;
}

type Shape = Omit<SpectraBlob, 'blob'>;

/** Analyses whose shape is remembered: more than anybody looks at in turn, some kilobytes in all. */
const MAX_SHAPES = 256;

/** A result that was stored. */
export async function resultOfBlob(blobs: BlobStore, resultBlob: string): Promise<InterpretationResult> {
  return JSON.parse(textOfBytes(await readBlob(blobs, resultBlob))) as InterpretationResult;
}

/** What analyses found. */
export class ReadResults {
  /** By result blob, least recently used first. A blob is named by its content, so what is here never becomes wrong. */
  private readonly shapes = new Map<string, Promise<Shape>>();

  constructor(
    private readonly blobs: BlobStore,
    private readonly records: FindRecords,
  ) {}

  /** The result as its JSON bytes. @throws WorkflowError not-found, not-finished */
  async bytesOfAnalysis(ownerId: string, id: string): Promise<AsyncIterable<Uint8Array>> {
    return this.blobs.open((await this.finished(ownerId, id)).resultBlob);
  }

  /** The result, parsed. @throws WorkflowError not-found, not-finished */
  async ofAnalysis(ownerId: string, id: string): Promise<FinishedAnalysis> {
    const { analysis, resultBlob, preprocessedBlob } = await this.finished(ownerId, id);
    return { analysis, result: await this.parsed(resultBlob), preprocessedBlob };
  }

  /**
   * Where the preprocessed spectra of an analysis lie, on the calibrated axis, without reading its result again for each slice of them.
   *
   * @throws WorkflowError not-found, not-finished
   */
  async spectraOfAnalysis(ownerId: string, id: string): Promise<SpectraBlob> {
    const { resultBlob, preprocessedBlob } = await this.finished(ownerId, id);
    return { blob: preprocessedBlob, ...(await this.shapeOf(resultBlob)) };
  }

  /**
   * What maps of all pixels there are, for a scan that was too large for memory.
   *
   * @throws WorkflowError not-found (also when there are none: then the result itself is of all pixels), not-finished
   */
  async mapsOfAnalysis(ownerId: string, id: string): Promise<FullResolution> {
    const { fullResolution } = (await this.ofAnalysis(ownerId, id)).result;
    if (fullResolution !== undefined) return fullResolution;
    throw new WorkflowError('not-found', 'The result is of all pixels already: there are no other maps.');
  }

  /** One of them: little-endian float32 [nPixels], C order of `navigation`. @throws WorkflowError as mapsOfAnalysis */
  async mapOfAnalysis(
    ownerId: string,
    id: string,
    planeId: string,
  ): Promise<{ sizeBytes: number; chunks: AsyncIterable<Uint8Array> }> {
    const { planes, nPixels } = await this.mapsOfAnalysis(ownerId, id);
    const plane = planes.find((one) => one.id === planeId);
    if (plane === undefined) throw new WorkflowError('not-found', `There is no map ${planeId}.`);
    const { preprocessedBlob } = await this.finished(ownerId, id);
    const sizeBytes = 4 * nPixels;
    const range = { start: plane.offset, end: plane.offset + sizeBytes };
    return { sizeBytes, chunks: this.blobs.open(preprocessedBlob, range) };
  }

  private shapeOf(resultBlob: string): Promise<Shape> {
    const known = this.shapes.get(resultBlob);
    const shape = known ?? this.readShape(resultBlob);
    this.shapes.delete(resultBlob);
    this.shapes.set(resultBlob, shape);
    if (this.shapes.size > MAX_SHAPES) this.shapes.delete(this.shapes.keys().next().value!);
    // What could not be read is not remembered.
    if (known === undefined) shape.catch(() => this.shapes.delete(resultBlob));
    return shape;
  }

  private async readShape(resultBlob: string): Promise<Shape> {
    const { scan, calibration } = await this.parsed(resultBlob);
    return { nPixels: scan.nPixels, energy: calibration.energy };
  }

  private parsed(resultBlob: string): Promise<InterpretationResult> {
    return resultOfBlob(this.blobs, resultBlob);
  }

  private async finished(
    ownerId: string,
    id: string,
  ): Promise<{ analysis: Analysis; resultBlob: string; preprocessedBlob: string }> {
    const analysis = await this.records.analysis(ownerId, id);
    const { resultBlob, preprocessedBlob } = analysis;
    if (resultBlob !== null && preprocessedBlob !== null) return { analysis, resultBlob, preprocessedBlob };
    const job = await this.records.job(ownerId, analysis.jobId);
    throw new WorkflowError('not-finished', `The analysis has no result; its job is ${job.state}.`);
  }
}
