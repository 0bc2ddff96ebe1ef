import type { Clock } from './ports/clock.js';
import type { Scope, Session } from './ports/records.js';
import type { SessionRepository } from './ports/repositories.js';
import type { Secrets } from './ports/secrets.js';

const LIFETIME_MS = 7 * 24 * 3600 * 1000;

/** Sessions of browsers: begun, recognised, ended. Only the hash of a session's token is kept. */
export class SignIn {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** `token` goes into the cookie; a session lasts a week. */
  async begin(who: {
    ownerId: string;
    scopes: readonly Scope[];
  }): Promise<{ token: string; expiresAt: Date }> {
    const token = this.secrets.random();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS);
    await this.sessions.removeExpired(createdAt);
    await this.sessions.add({ ...who, tokenSha256: this.secrets.sha256(token), createdAt, expiresAt });
    return { token, expiresAt };
  }

  /** The session of a token, or null when there is none or it has expired. */
  async recognise(token: string): Promise<Session | null> {
    const session = await this.sessions.find(this.secrets.sha256(token));
    return session !== null && session.expiresAt > this.clock.now() ? session : null;
  }

  async end(token: string): Promise<void> {
    await this.sessions.remove(this.secrets.sha256(token));
  }
}
