import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { Request } from 'express';
import { Identity } from '../auth/identity.js';

/** Requests whose key has a number of its own: what they are counted under, and up to what. */
const own = new WeakMap<Request, { readonly tracker: string; readonly limit: number | null }>();

const requestOf = (context: ExecutionContext): Request => context.switchToHttp().getRequest<Request>();

/** For the options of the throttler: the number of the key, else that of the service. */
export const limitOf =
  (ofService: number) =>
  (context: ExecutionContext): number =>
    own.get(requestOf(context))?.limit ?? ofService;

/**
 * How often: by key, or by address where there is none or a wrong one, so that whoever tries keys gains nothing by trying
 * many. The number of the service holds for each route; a key's own number holds for all its requests together.
 */
@Injectable()
export class RequestLimitsGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    @Inject(Reflector) reflector: Reflector,
    @Inject(Identity) private readonly identity: Identity,
  ) {
    super(options, storage, reflector);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const principal = await this.identity.of(request);
    if (principal?.keyId != null) {
      own.set(request, { tracker: `key:${principal.keyId}`, limit: principal.limits.requestsPerMinute });
    }
    return super.canActivate(context);
  }

  protected override async getTracker(request: Request): Promise<string> {
    return own.get(request)?.tracker ?? super.getTracker(request);
  }

  protected override generateKey(context: ExecutionContext, tracker: string, name: string): string {
    const isCountedWhole = (own.get(requestOf(context))?.limit ?? null) !== null;
    return isCountedWhole ? `${tracker} whole` : super.generateKey(context, tracker, name);
  }
}
