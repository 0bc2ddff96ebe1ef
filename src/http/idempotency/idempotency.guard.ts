import { type CanActivate, type ExecutionContext, Inject, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { Clock } from '../../workflows/ports/clock.js';
import {
  KEPT_MS,
  KeptAnswers,
  type KeptAnswer,
  type RequestKey,
} from '../../workflows/ports/kept-answers.js';
import { WorkLocks } from '../../workflows/ports/work-locks.js';
import { principalOf } from '../auth/principal.js';
import { HttpProblem } from '../problems/http-problem.js';
import { beforeEnd } from './before-end.js';
import { fingerprintOf, readToEnd, wasRead } from './body-hash.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { ReplayedAnswer } from './replayed-answer.filter.js';
import { SECRET_ANSWER } from './secret-answer.js';

/** Larger answers are not kept: asked again, the route works again. */
const MAX_BYTES = 2 ** 20;
/** Refusals that the same request always gets. Others may pass (not there yet, too often, no room): it may try again. */
const FINAL = [400, 412, 413, 415, 422];
const HEADERS = ['Location', 'Content-Type', 'Tus-Resumable', 'Upload-Offset', 'Upload-Expires'];

/** A POST that is sent again with its Idempotency-Key gets the answer of the first one; the work is done once. */
@Injectable()
export class IdempotencyGuard implements CanActivate {
  private readonly logger = new Logger('idempotency');

  constructor(
    private readonly reflector: Reflector,
    @Inject(KeptAnswers) private readonly answers: KeptAnswers,
    @Inject(WorkLocks) private readonly locks: WorkLocks,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const key = request.method === 'POST' ? idempotencyKeyOf(request) : null;
    if (key === null) return true;
    const { ownerId, by } = principalOf(request);
    const of = { ownerId, by, key };
    const release = await this.locks.tryHold(lockOf(of), () => undefined);
    const kept = await this.keptBefore(of, release);
    if (kept !== null) throw await replyOf(request, kept);
    if (release === null) throw inProgress();
    const isSecret = this.reflector.get<true | undefined>(SECRET_ANSWER, context.getHandler()) === true;
    const response = http.getResponse<Response>();
    beforeEnd(response, async (body) => {
      try {
        if (isToKeep(request, response, body)) await this.keep(of, request, isSecret ? null : body);
      } catch (error) {
        this.logger.error(`The answer to ${request.method} ${request.path} is not kept`, String(error));
      } finally {
        await release();
      }
    });
    return true;
  }

  /** When there is one, or that cannot be told, nobody works: the lock is given back. */
  private async keptBefore(of: RequestKey, release: Release): Promise<KeptAnswer | null> {
    let isFree = false;
    try {
      const kept = await this.answers.find(of, new Date(this.clock.now().getTime() - KEPT_MS));
      isFree = kept === null;
      return kept;
    } finally {
      if (!isFree) await release?.();
    }
  }

  private keep(of: RequestKey, request: Request, body: Uint8Array | null): Promise<void> {
    const response = request.res!;
    const headers = HEADERS.flatMap((name) => {
      const value = response.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    });
    return this.answers.keep(of, {
      ...{ fingerprint: fingerprintOf(request), status: response.statusCode, body },
      headers: Object.fromEntries(headers) as Record<string, string>,
      at: this.clock.now(),
    });
  }
}

type Release = (() => Promise<void>) | null;

const lockOf = ({ ownerId, by, key }: RequestKey): string => `request ${JSON.stringify([ownerId, by, key])}`;

/** Also not one of which a part is on its way already: it was streamed. */
const isToKeep = (request: Request, response: Response, body: Uint8Array): boolean =>
  (response.statusCode < 300 || FINAL.includes(response.statusCode)) &&
  body.length <= MAX_BYTES &&
  !response.headersSent &&
  wasRead(request);

/** What is said in place of working again. */
async function replyOf(request: Request, kept: KeptAnswer): Promise<Error> {
  if (!(await readToEnd(request))) return new HttpProblem('invalid-request', 'The body broke off.');
  if (fingerprintOf(request) !== kept.fingerprint) {
    const detail = 'This Idempotency-Key came with another request before; choose a new key for a new one.';
    return new HttpProblem('idempotency-key-reused', detail);
  }
  return kept.body === null ? secretNotKept(kept.headers) : new ReplayedAnswer(kept, kept.body);
}

function secretNotKept({ Location }: KeptAnswer['headers']): HttpProblem {
  const where = Location === undefined ? '' : ` What was made is ${Location}.`;
  const detail = `It was done, but its answer held a secret, which is told once and not kept.${where} Have another secret made.`;
  return new HttpProblem('secret-not-kept', detail, { headers: Location === undefined ? {} : { Location } });
}

const inProgress = (): HttpProblem =>
  new HttpProblem('idempotency-in-progress', 'The same request is still being worked on; ask again.', {
    headers: { 'Retry-After': '1' },
  });
