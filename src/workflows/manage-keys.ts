import type { Clock, Ids } from './ports/clock.js';
import type { ApiKey, KeyLimits, Scope } from './ports/records.js';
import type { KeyRepository } from './ports/repositories.js';
import type { Secrets } from './ports/secrets.js';
import { WorkflowError } from './workflow-error.js';

export const ALL_SCOPES: readonly Scope[] = [
  'datasets:read',
  'datasets:write',
  'analyses:read',
  'analyses:write',
  'searches:read',
  'searches:write',
  'catalogue:read',
  'catalogue:write',
  'admin',
];

export interface KeyRequest extends Partial<KeyLimits> {
  readonly name: string;
  readonly ownerId: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
  readonly instrument?: string | null;
}

export interface KeyPorts {
  readonly keys: KeyRepository;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A key in the form in which it is sent: `kaimen_<keyId>_<secret>`. */
const TOKEN = /^kaimen_([0-9a-f-]{36})_([0-9a-f]{64})$/;

/** API keys: made, listed, revoked, recognised. Only the hash of a secret is kept. */
export class ManageKeys {
  constructor(private readonly ports: KeyPorts) {}

  /** `token` is the only copy of the secret there will ever be. */
  async create(request: KeyRequest): Promise<{ key: ApiKey; token: string }> {
    const secret = this.ports.secrets.random();
    const key: ApiKey = {
      instrument: null,
      requestsPerMinute: null,
      uploadBytesPerDay: null,
      ...request,
      id: this.ports.ids.next(),
      secretSha256: this.ports.secrets.sha256(secret),
      createdAt: this.ports.clock.now(),
      revokedAt: null,
      lastUsedAt: null,
    };
    await this.ports.keys.add(key);
    return { key, token: `kaimen_${key.id}_${secret}` };
  }

  list(): Promise<readonly ApiKey[]> {
    return this.ports.keys.list();
  }

  /** @throws WorkflowError not-found */
  async revoke(id: string): Promise<void> {
    if (!(await this.ports.keys.revoke(id, this.ports.clock.now()))) {
      throw new WorkflowError('not-found', `There is no key ${id} that could be revoked.`);
    }
  }

  /** The key a token stands for; null when it is malformed, unknown, wrong, revoked or expired: not told apart. */
  async recognise(token: string): Promise<ApiKey | null> {
    const [, id, secret] = TOKEN.exec(token) ?? [];
    if (id === undefined) return null;
    const key = await this.ports.keys.findById(id);
    const now = this.ports.clock.now();
    // The comparison is made for unknown keys too, so that the time of the answer does not tell them apart.
    const right = this.ports.secrets.equal(
      this.ports.secrets.sha256(secret),
      key?.secretSha256 ?? '0'.repeat(64),
    );
    if (key === null || !right || key.revokedAt !== null) return null;
    if (key.expiresAt !== null && key.expiresAt <= now) return null;
    await this.touch(key, now);
    return key;
  }

  /** Last use to the minute is enough, and spares a write on each request. */
  private async touch(key: ApiKey, now: Date): Promise<void> {
    if (key.lastUsedAt === null || now.getTime() - key.lastUsedAt.getTime() > 60_000) {
      await this.ports.keys.touch(key.id, now);
    }
  }
}
