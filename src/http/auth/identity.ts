import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { ManageKeys } from '../../workflows/manage-keys.js';
import type { ApiKey, Session } from '../../workflows/ports/records.js';
import { SignIn } from '../../workflows/sign-in.js';
import type { Principal } from './principal.js';
import { readSessionCookie } from './session-cookie.js';

/** Who sends a request: found once, for all that ask. */
@Injectable()
export class Identity {
  private readonly known = new WeakMap<Request, Promise<Principal | null>>();

  constructor(
    @Inject(ManageKeys) private readonly keys: ManageKeys,
    @Inject(SignIn) private readonly sessions: SignIn,
  ) {}

  /** Null: nobody, or somebody whose key or session is not valid. */
  of(request: Request): Promise<Principal | null> {
    const found = this.known.get(request) ?? this.find(request);
    this.known.set(request, found);
    return found;
  }

  /** A key that is sent counts, also beside a cookie; a wrong one is not forgiven because of the cookie. */
  private async find(request: Request): Promise<Principal | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      const key = token === undefined ? null : await this.keys.recognise(token);
      return key && principalOfKey(key);
    }
    const cookie = readSessionCookie(request);
    const session = cookie === null ? null : await this.sessions.recognise(cookie);
    return session && principalOfSession(session);
  }
}

const principalOfKey = (key: ApiKey): Principal => ({
  ownerId: key.ownerId,
  scopes: key.scopes,
  by: `key:${key.id}`,
  keyId: key.id,
  instrument: key.instrument,
  limits: { requestsPerMinute: key.requestsPerMinute, uploadBytesPerDay: key.uploadBytesPerDay },
});

/** A session does what its owner may: it is bound to nothing, and as often as anybody. */
export const principalOfSession = ({ ownerId, scopes }: Pick<Session, 'ownerId' | 'scopes'>): Principal => ({
  ownerId,
  scopes,
  by: 'session',
  keyId: null,
  instrument: null,
  limits: { requestsPerMinute: null, uploadBytesPerDay: null },
});
