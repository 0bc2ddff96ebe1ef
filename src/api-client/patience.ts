import { ApiError } from './client.js';

/** How long the service may be away while something is followed. A service that is starting or busy comes back; any other refusal stays one. */
export class Patience {
  private heardAt = Date.now();

  /** @param ms  Infinity waits for it to come back */
  constructor(private readonly ms: number = 30_000) {}

  heard(): void {
    this.heardAt = Date.now();
  }

  /** @throws the error itself, where waiting does not help or has taken too long */
  bear(error: unknown): void {
    if (isRefusal(error) || Date.now() - this.heardAt > this.ms) throw error;
  }

  /** Soon after a break, seldom when the service stays away. */
  async pause(shortestMs = 300): Promise<void> {
    const ms = Math.min(5_000, Math.max(shortestMs, (Date.now() - this.heardAt) / 4));
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError && ![429, 502, 503, 504].includes(error.problem.status);
