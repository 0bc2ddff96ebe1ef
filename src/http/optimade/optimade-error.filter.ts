import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { OptimadeError } from '../../workflows/optimade/optimade-error.js';
import { explain } from '../problems/explain.js';
import { requestIdOf } from '../requests/request-id.js';
import { OptimadeAnswers } from './optimade-answers.js';

interface Told {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly source?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Errors below /optimade are JSON:API, which its clients read, not RFC 9457. */
@Catch()
export class OptimadeErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('optimade');

  constructor(@Inject(OptimadeAnswers) private readonly answers: OptimadeAnswers) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, headers = {}, ...told } = this.told(error, response.req);
    response.set(headers);
    this.answers.send(response, { errors: [{ status: String(status), ...told }] }, {}, status);
  }

  private told(error: unknown, request: Request): Told {
    if (error instanceof OptimadeError) return toldOf(error);
    const explanation = explain(error);
    if (explanation !== null) {
      const { status, code, title, detail, headers } = explanation;
      return { status, code, title, detail, ...(headers && { headers }) };
    }
    const stack = error instanceof Error ? error.stack : String(error);
    this.logger.error(`${request.method} ${request.path} ${requestIdOf(request)}`, stack);
    const detail = `The service met an error that it did not expect; its log has more under ${requestIdOf(request)}.`;
    return { status: 500, code: 'internal-error', title: 'Something went wrong here', detail };
  }
}

function toldOf(error: OptimadeError): Told {
  const { status, code, title, message, details } = error;
  const parameter = details.at === undefined ? details.parameter : 'filter';
  return {
    status,
    code,
    title,
    detail: message,
    ...(parameter === undefined ? {} : { source: { parameter } }),
  };
}
