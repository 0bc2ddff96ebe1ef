import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type MetaInput, metaOf } from '../../workflows/optimade/information.js';
import { Clock } from '../../workflows/ports/clock.js';
import { HttpOptions } from '../http-options.js';

const VERSIONED = /^\/optimade(\/v\d+(?:\.\d+)*)?/;
type Told = Pick<MetaInput, 'nReturned' | 'nAvailable' | 'hasMore' | 'warnings'>;

/** Answers as JSON:API has them, each with the `meta` of OPTIMADE. */
@Injectable()
export class OptimadeAnswers {
  constructor(
    @Inject(HttpOptions) private readonly options: HttpOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  send(response: Response, body: object, told: Told = {}, status = 200): void {
    const request = response.req;
    const meta = metaOf({
      representation: request.originalUrl.replace(VERSIONED, '') || '/',
      time: this.clock.now(),
      softwareVersion: this.options.version,
      prefix: this.options.optimadePrefix,
      provider: this.options.optimadeProvider,
      ...told,
    });
    // As bytes: Express would add a charset to text, and JSON:API allows no parameter of its media type.
    response.status(status).setHeader('Content-Type', 'application/vnd.api+json');
    response.send(Buffer.from(JSON.stringify({ ...body, meta })));
  }
}

/** https://host/optimade */
export const baseUrlOf = (request: Request): string => `${request.protocol}://${request.host}/optimade`;

/** The same question from another place on. */
export function pageUrl(request: Request, offset: number): string {
  const [path] = request.originalUrl.split('?', 1);
  const query = new URLSearchParams(request.query as Record<string, string>);
  query.set('page_offset', String(offset));
  return `${request.protocol}://${request.host}${path}?${query.toString()}`;
}
