import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { HttpProblem } from '../problems/http-problem.js';

/** Parameter of a handler: the body as it was parsed, for one that is no object; the handler checks it. */
export const JsonValue = createParamDecorator((_data: unknown, context: ExecutionContext): unknown => {
  const body = context.switchToHttp().getRequest<Request>().body as unknown;
  if (body === undefined) {
    throw new HttpProblem('unsupported-media-type', 'Send a body of type application/json.');
  }
  return body;
});
