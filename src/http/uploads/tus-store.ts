import { DataStore, Upload as TusUpload } from '@tus/server';
import { ScienceError } from '../../science/units/science-error.js';
import type { Clock } from '../../workflows/ports/clock.js';
import type { UploadBytes } from '../../workflows/ports/upload-bytes.js';
import type { Upload, UploadRepository } from '../../workflows/ports/uploads.js';
import type { UploadRules } from '../../workflows/uploads/begin-upload.js';
import { keyIdOf } from '../../workflows/uploads/sweep-uploads.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { refuseOther } from '../auth/bound-instrument.js';
import type { UploadBudget } from '../limits/upload-budget.js';
import type { UploadMetrics } from '../metrics/upload-metrics.js';
import { HttpProblem } from '../problems/http-problem.js';
import { metadataOf } from './upload-metadata.js';
import { bodyOf, uploadRequest } from './upload-request.js';

export interface TusStorePorts {
  readonly uploads: UploadRepository;
  readonly bytes: UploadBytes;
  readonly clock: Clock;
  readonly budget: UploadBudget;
  readonly metrics: UploadMetrics;
  readonly rules: UploadRules;
}

export const TUS_EXTENSIONS = ['creation', 'creation-with-upload', 'expiration', 'termination'];

/** What the library asks of a store, for the uploads of whoever asks: records and bytes lie behind their own ports. */
export class TusStore extends DataStore {
  override extensions = [...TUS_EXTENSIONS];

  constructor(private readonly ports: TusStorePorts) {
    super();
  }

  override async create(upload: TusUpload): Promise<TusUpload> {
    await this.ports.bytes.create(upload.id);
    return upload;
  }

  /** @throws WorkflowError not-found, upload-expired; HttpProblem wrong-instrument; ScienceError  what it was refused for */
  override async getUpload(id: string): Promise<TusUpload> {
    const upload = await this.find(id);
    const offset = await this.offsetOf(upload);
    return new TusUpload({ id, size: upload.sizeBytes, offset, metadata: metadataOf(upload) });
  }

  /** The library's stream is empty: see `bodyOf`. */
  override async write(_stream: unknown, id: string, offset: number): Promise<number> {
    const { uploads, bytes, clock, metrics, rules } = this.ports;
    const { sizeBytes } = await this.find(id);
    if (offset === sizeBytes) return offset;
    const tooMany = new HttpProblem('payload-too-large', `The upload has ${sizeBytes} bytes; more came.`);
    const body = bodyOf(uploadRequest().request, (n) => (offset + n > sizeBytes ? tooMany : null));
    try {
      return await bytes.append(id, offset, metrics.counted(body));
    } finally {
      await uploads.renew(id, new Date(clock.now().getTime() + rules.keepMs));
    }
  }

  override async remove(id: string): Promise<void> {
    const { uploads, bytes, budget } = this.ports;
    const { ownerId } = uploadRequest().caller;
    const upload = await this.find(id);
    const received = await this.offsetOf(upload);
    if (!(await uploads.remove(ownerId, id))) {
      throw new WorkflowError('already-ended', 'It was taken in; remove its dataset instead.');
    }
    await bytes.remove(id);
    await budget.giveBack({ keyId: keyIdOf(upload) }, upload.sizeBytes - received);
  }

  private async find(id: string): Promise<Upload> {
    const { caller } = uploadRequest();
    const upload = await this.ports.uploads.find(caller.ownerId, id);
    if (upload === null) throw new WorkflowError('not-found', `There is no upload ${id}.`);
    refuseOther(caller, upload.instrument);
    const isStale = upload.state === 'receiving' && upload.expiresAt <= this.ports.clock.now();
    if (upload.state === 'expired' || isStale) throw expired();
    if (upload.problem !== null) throw new ScienceError(upload.problem.code, upload.problem.detail);
    return upload;
  }

  private async offsetOf({ id, state, sizeBytes, contentSha256 }: Upload): Promise<number> {
    if (state === 'accepted') return sizeBytes;
    const there = await this.ports.bytes.sizeOf(id);
    if (there !== null) return there;
    if (contentSha256 === null) throw expired();
    return sizeBytes; // it is a blob already; the last step is missing
  }
}

const expired = (): WorkflowError =>
  new WorkflowError('upload-expired', 'Nothing was added to it for too long; send it anew.');
