import type { Clock } from '../ports/clock.js';
import type { UploadBytes } from '../ports/upload-bytes.js';
import type { WorkLocks } from '../ports/work-locks.js';
import type { Upload, UploadRepository } from '../ports/uploads.js';
import type { UploadDays } from '../upload-days.js';
import { eachTried } from '../each-tried.js';
import { ScienceError } from '../../science/units/science-error.js';
import type { FinishUpload } from './finish-upload.js';

const REMEMBERED_MS = 30 * 86_400_000;

export interface SweepUploadsPorts {
  readonly uploads: UploadRepository;
  readonly bytes: UploadBytes;
  readonly locks: WorkLocks;
  readonly finish: FinishUpload;
  readonly days: UploadDays;
  readonly clock: Clock;
}

/**
 * Housekeeping of uploads: stale ones expire, whole ones that nobody finished (the service died after the last byte) are
 * finished, bytes without a record go, records that ended long ago are forgotten.
 */
export class SweepUploads {
  constructor(private readonly ports: SweepUploadsPorts) {}

  /** One that fails (a file that cannot be read) stops none of the others. @throws the first failure */
  async run(): Promise<void> {
    const { uploads, bytes, clock } = this.ports;
    // Bytes are listed first: a record is written before its bytes, so none of these is without one because it is young.
    const stored = await bytes.list();
    const receiving = await uploads.receiving();
    const known = new Set(receiving.map(({ id }) => id));
    const strays = stored.filter((id) => !known.has(id));
    await eachTried([
      ...receiving.map((upload) => () => this.alone(upload.id, () => this.lookAfter(upload))),
      ...strays.map((id) => () => this.alone(id, () => bytes.remove(id))),
      () => uploads.removeEnded(new Date(clock.now().getTime() - REMEMBERED_MS)),
    ]);
  }

  private async lookAfter({ id, ownerId }: Upload): Promise<void> {
    const { uploads, bytes, finish, clock } = this.ports;
    const upload = await uploads.find(ownerId, id);
    if (upload?.state !== 'receiving') return;
    const receivedBytes = await bytes.sizeOf(id);
    const isWhole =
      receivedBytes === upload.sizeBytes || (receivedBytes === null && upload.contentSha256 !== null);
    if (isWhole) await finish.run(upload).catch(ignoreRefusal);
    else if (upload.expiresAt <= clock.now()) await this.expire(upload, receivedBytes ?? 0);
  }

  private async expire(upload: Upload, receivedBytes: number): Promise<void> {
    const { uploads, bytes, days, clock } = this.ports;
    await uploads.end(upload.id, { state: 'expired', receivedBytes }, clock.now());
    await bytes.remove(upload.id);
    await days.giveBack({ keyId: keyIdOf(upload) }, upload.sizeBytes - receivedBytes);
  }

  /** Not now when somebody is at work on it. */
  private async alone(id: string, what: () => Promise<void>): Promise<void> {
    const release = await this.ports.locks.tryHold(id, () => undefined);
    if (release === null) return;
    try {
      await what();
    } finally {
      await release();
    }
  }
}

/** The key that sent it; null: a session. */
export const keyIdOf = ({ by }: Pick<Upload, 'by'>): string | null =>
  by.startsWith('key:') ? by.slice('key:'.length) : null;

/** Why it was refused is kept with it. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ScienceError)) throw error;
}
