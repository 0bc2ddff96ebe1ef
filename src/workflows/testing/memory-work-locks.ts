import { WorkLocks } from '../ports/work-locks.js';

/** For one process. */
export class MemoryWorkLocks extends WorkLocks {
  private readonly held = new Set<string>();

  async tryHold(name: string): Promise<(() => Promise<void>) | null> {
    if (this.held.has(name)) return null;
    this.held.add(name);
    return async () => void this.held.delete(name);
  }
}
