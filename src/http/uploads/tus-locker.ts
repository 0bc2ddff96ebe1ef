import type { Lock, Locker } from '@tus/server';
import type { WorkLocks } from '../../workflows/ports/work-locks.js';
import { HttpProblem } from '../problems/http-problem.js';
import { uploadRequest } from './upload-request.js';

const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 25;

/**
 * One request at a time works on an upload. A later one asks the one before, in this process, to stop: after a broken
 * connection that one may wait for bytes that never come. One in another process is waited for.
 */
export class TusLocker implements Locker {
  private readonly stops = new Map<string, () => void>();

  constructor(private readonly locks: WorkLocks) {}

  newLock(id: string): Lock {
    let release: (() => Promise<void>) | undefined;
    return {
      lock: async () => {
        const { request } = uploadRequest();
        const hasBody = request.method === 'PATCH' || request.method === 'POST';
        release = await this.hold(id, () => void (hasBody && request.destroy()));
      },
      unlock: async () => release?.(),
    };
  }

  /** @throws HttpProblem upload-locked  somebody holds it too long */
  async hold(id: string, stop: () => void = () => undefined): Promise<() => Promise<void>> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      const release = await this.locks.tryHold(id, stop);
      if (release !== null) {
        this.stops.set(id, stop);
        return () => {
          this.stops.delete(id);
          return release();
        };
      }
      this.stops.get(id)?.();
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    throw new HttpProblem('upload-locked', 'Another request works on this upload; ask again.', {
      headers: { 'Retry-After': '1' },
    });
  }
}
