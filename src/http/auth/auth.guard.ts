import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ManageKeys } from '../../workflows/manage-keys.js';
import type { ApiKey, Scope, Session } from '../../workflows/ports/records.js';
import { SignIn } from '../../workflows/sign-in.js';
import { HttpProblem } from '../problems/http-problem.js';
import { type Need, NEEDS } from './needs.js';
import { type Principal, setPrincipal } from './principal.js';
import { readSessionCookie } from './session-cookie.js';

const ANY_KEY: readonly Need[] = ['signed-in', 'anybody'];
const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Who is it, and may they? A handler without `@Needs` is a fault of the program and is refused to everybody. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(ManageKeys) private readonly keys: ManageKeys,
    @Inject(SignIn) private readonly sessions: SignIn,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needs = this.reflector.getAllAndOverride<readonly Need[] | undefined>(NEEDS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (needs === undefined) throw new Error(`${context.getClass().name} does not say what it needs.`);
    if (needs.includes('nothing')) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const principal = await this.identify(request);
    if (principal === null) {
      // Nobody may be anybody; a key that is wrong is not nobody.
      if (needs.includes('anybody') && request.headers.authorization === undefined) return true;
      throw unauthorized();
    }
    if (!needs.some((need) => ANY_KEY.includes(need) || principal.scopes.includes(need as Scope))) {
      throw new HttpProblem('insufficient-scope', `This needs the scope ${needs.join(' or ')}.`);
    }
    setPrincipal(request, principal);
    return true;
  }

  /** A key that is sent counts, also beside a cookie; a wrong one is not forgiven because of the cookie. */
  private async identify(request: Request): Promise<Principal | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      const key = token === undefined ? null : await this.keys.recognise(token);
      return key && principalOfKey(key);
    }
    const cookie = readSessionCookie(request);
    if (cookie === null) return null;
    const session = await this.sessions.recognise(cookie);
    if (session !== null) checkOrigin(request);
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

const principalOfSession = ({ ownerId, scopes }: Session): Principal => ({
  ownerId,
  scopes,
  by: 'session',
  keyId: null,
  instrument: null,
  limits: { requestsPerMinute: null, uploadBytesPerDay: null },
});

/** One answer for a key that is missing, malformed, unknown, revoked or expired. */
const unauthorized = (): HttpProblem =>
  new HttpProblem('unauthorized', 'Send a valid key as "Authorization: Bearer …", or sign in.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="kaimen"' },
  });

/** A browser sends its cookie along whoever wrote the page, so what changes something must come from our own page. */
function checkOrigin(request: Request): void {
  if (READING_METHODS.has(request.method)) return;
  const { origin } = request.headers;
  if (origin === undefined || origin !== `${request.protocol}://${request.host}`) {
    throw new HttpProblem(
      'forbidden-origin',
      'A signed-in browser changes things from the page of this service only.',
    );
  }
}
