import { textOfBytes } from '../science/formats/text-bytes.js';
import type { InterpretationResult } from '../science/interpretation/interpretation-result.js';
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

/** What analyses found. */
export class ReadResults {
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
    const text = textOfBytes(await readBlob(this.blobs, resultBlob));
    return { analysis, result: JSON.parse(text) as InterpretationResult, preprocessedBlob };
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
