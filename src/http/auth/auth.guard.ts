import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Scope } from '../../workflows/ports/records.js';
import { HttpProblem } from '../problems/http-problem.js';
import { Identity } from './identity.js';
import { type Need, NEEDS } from './needs.js';
import { setPrincipal } from './principal.js';

const ANY_KEY: readonly Need[] = ['signed-in', 'anybody'];
const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Who is it, and may they? A handler without `@Needs` is a fault of the program and is refused to everybody. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly identity: Identity,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needs = this.reflector.getAllAndOverride<readonly Need[] | undefined>(NEEDS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (needs === undefined) throw new Error(`${context.getClass().name} does not say what it needs.`);
    if (needs.includes('nothing')) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const principal = await this.identity.of(request);
    if (principal === null) {
      // Nobody may be anybody; a key that is wrong is not nobody.
      if (needs.includes('anybody') && request.headers.authorization === undefined) return true;
      throw unauthorized();
    }
    setPrincipal(request, principal);
    if (principal.keyId === null) checkOrigin(request);
    if (!needs.some((need) => ANY_KEY.includes(need) || principal.scopes.includes(need as Scope))) {
      throw new HttpProblem('insufficient-scope', `This needs the scope ${needs.join(' or ')}.`);
    }
    return true;
  }
}

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
