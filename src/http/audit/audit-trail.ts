import { Inject, Injectable, Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { type AuditEvent, AuditLog } from '../../workflows/ports/audit-log.js';
import { Clock } from '../../workflows/ports/clock.js';
import { type Principal, principalIn } from '../auth/principal.js';
import { REPLAYED } from '../idempotency/replayed-answer.filter.js';
import { requestIdOf } from '../requests/request-id.js';
import { isOfInterest, isRefusal } from './audited.js';
import { RefusalQuota } from './refusal-quota.js';

/**
 * Writes what was changed, who signed in and who was refused: one line when the answer is sent, whatever it was that
 * answered. Lines that come while others are written are written together.
 */
@Injectable()
export class AuditTrail {
  private readonly logger = new Logger('audit');
  private readonly quota: RefusalQuota;
  private readonly waiting: AuditEvent[] = [];
  private writing: Promise<void> | null = null;

  constructor(
    @Inject(AuditLog) private readonly log: AuditLog,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.quota = new RefusalQuota(clock);
  }

  /** For Express, before everything that may answer. */
  readonly watch = (request: Request, response: Response, next: NextFunction): void => {
    const address = request.ip ?? null; // a line that was cut has none any more
    response.once('close', () => {
      if (response.hasHeader(REPLAYED)) return; // it was done before
      const status = response.headersSent ? response.statusCode : CLIENT_LEFT;
      const asked = { method: request.method, route: routeOf(request), status };
      if (!isOfInterest(asked, request.headers.authorization !== undefined)) return;
      if (isRefusal(status) && !this.quota.take(address ?? '')) return;
      this.write({ ...eventOf(request, response, status), at: this.clock.now(), address });
    });
    next();
  };

  /** Until all is written that was to be written. */
  async settled(): Promise<void> {
    while (this.writing !== null) await this.writing;
  }

  private write(event: AuditEvent): void {
    this.waiting.push(event);
    this.writing ??= this.drain();
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const events = this.waiting.splice(0, BATCH);
      try {
        await this.log.append(events);
      } catch (error) {
        // What cannot be written there is at least in the log of the process.
        this.logger.error(`Not in the audit log: ${JSON.stringify(events)}`, String(error));
      }
    }
    this.writing = null;
  }
}

/** Of one statement. */
const BATCH = 500;

/** As proxies log a client that did not wait for the answer. */
const CLIENT_LEFT = 499;

function eventOf(request: Request, response: Response, status: number): Omit<AuditEvent, 'at' | 'address'> {
  const principal = principalIn(request);
  const isSignIn = routeOf(request) === SIGN_IN;
  return {
    ownerId: principal?.ownerId ?? null,
    actor: principal?.by ?? 'nobody',
    action: isSignIn ? 'sign-in' : status === 401 ? 'key-refused' : `${request.method} ${routeOf(request)}`,
    subject: status === 401 ? keyIdIn(request) : subjectOf(request, response, principal),
    status,
    requestId: requestIdOf(request),
  };
}

export const SIGN_IN = '/auth/sign-in';

/** The route, not the path: what differs is the subject. Where none answered, the path without its query. */
const routeOf = (request: Request): string =>
  (request.route as { path?: string } | undefined)?.path ?? request.path.slice(0, LONGEST);

const LONGEST = 200;

/** The id of the key that was tried is no secret; what follows it is. */
const keyIdIn = ({ headers }: Request): string | null =>
  /^Bearer +kaimen_([0-9a-f-]{36})_/i.exec(headers.authorization ?? '')?.[1] ?? null;

function subjectOf(request: Request, response: Response, principal: Principal | null): string | null {
  const named = Object.values(request.params)[0];
  if (typeof named === 'string') return named.slice(0, LONGEST);
  const location = response.getHeader('Location');
  const isMade = principal !== null && typeof location === 'string' && location.startsWith('/api/');
  return isMade ? location.slice(location.lastIndexOf('/') + 1) : null;
}
