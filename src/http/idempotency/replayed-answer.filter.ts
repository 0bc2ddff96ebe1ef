import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { KeptAnswer } from '../../workflows/ports/kept-answers.js';

/** An answer in place of the handler's. Thrown, because some handlers write theirs themselves: Nest could not replace it. */
export class ReplayedAnswer extends Error {
  constructor(
    readonly answer: KeptAnswer,
    readonly body: Uint8Array,
  ) {
    super('It was answered before.');
  }
}

export const REPLAYED = 'Idempotency-Replayed';

@Catch(ReplayedAnswer)
export class ReplayedAnswerFilter implements ExceptionFilter<ReplayedAnswer> {
  catch({ answer: { status, headers }, body }: ReplayedAnswer, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    response
      .status(status)
      .set(headers)
      .set({ [REPLAYED]: 'true', 'Content-Length': String(body.length) });
    response.end(body);
  }
}
