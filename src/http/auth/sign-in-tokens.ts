import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../workflows/ports/clock.js';
import { Secrets } from '../../workflows/ports/secrets.js';
import type { Rights } from './principal.js';

const LIFETIME_MS = 24 * 3600 * 1000;

/**
 * One-time tokens that sign a browser in, as `kaimen serve` prints one. They live in this process only, so a restart
 * forgets those that were not used.
 */
@Injectable()
export class SignInTokens {
  private readonly issued = new Map<string, { principal: Rights; expiresAt: number }>();

  constructor(
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** A token for `GET /auth/sign-in?token=…`: good once, within a day. */
  issue(principal: Rights): string {
    const token = this.secrets.random();
    const expiresAt = this.clock.now().getTime() + LIFETIME_MS;
    this.issued.set(this.secrets.sha256(token), { principal, expiresAt });
    return token;
  }

  /** Whom a token signs in; null when it was used, has expired or was never issued. */
  redeem(token: string): Rights | null {
    const hash = this.secrets.sha256(token);
    const found = this.issued.get(hash);
    this.issued.delete(hash);
    return found !== undefined && found.expiresAt > this.clock.now().getTime() ? found.principal : null;
  }
}
