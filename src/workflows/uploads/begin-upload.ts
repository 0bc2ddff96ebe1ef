import type { Clock } from '../ports/clock.js';
import type { Upload, UploadFacts, UploadRepository } from '../ports/uploads.js';
import { safeFileName } from '../safe-file-name.js';
import { WorkflowError } from '../workflow-error.js';

export interface UploadRules {
  /** Largest file that is taken. */
  readonly maxBytes: number;
  /** Of one owner: the files of its datasets and what is on its way to them; null: no limit. */
  readonly quotaBytes: number | null;
  /** An upload that nothing was added to for so long is given up. */
  readonly keepMs: number;
}

/** Takes note of a file that is going to come in pieces, and reserves room for it. */
export class BeginUpload {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly clock: Clock,
    private readonly rules: UploadRules,
  ) {}

  /** @throws WorkflowError invalid-filename, payload-too-large, quota-exceeded */
  async run(sender: Pick<Upload, 'id' | 'ownerId' | 'by'>, facts: UploadFacts): Promise<Upload> {
    const { maxBytes, quotaBytes, keepMs } = this.rules;
    const fileName = safeFileName(facts.fileName);
    if (facts.sizeBytes > maxBytes) {
      throw new WorkflowError('payload-too-large', `The limit is ${maxBytes} bytes.`);
    }
    const createdAt = this.clock.now();
    const upload: Upload = {
      ...facts,
      ...sender,
      fileName,
      state: 'receiving',
      ...{ contentSha256: null, receivedBytes: null, datasetId: null, problem: null },
      createdAt,
      expiresAt: new Date(createdAt.getTime() + keepMs),
      endedAt: null,
    };
    if (!(await this.uploads.begin(upload, quotaBytes))) throw quotaExceeded(quotaBytes!);
    return upload;
  }
}

export const quotaExceeded = (quotaBytes: number): WorkflowError =>
  new WorkflowError(
    'quota-exceeded',
    `Your files would take more than the ${quotaBytes} bytes that you may keep here; remove datasets that you need no more.`,
  );
