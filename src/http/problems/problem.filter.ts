import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { requestIdOf } from '../requests/request-id.js';
import { allowedMethods } from './allowed-methods.js';
import { type Explanation, explain } from './explain.js';
import { HttpProblem } from './http-problem.js';

const UNEXPECTED: Explanation = {
  status: 500,
  code: 'internal-error',
  title: 'Something went wrong here',
  detail: 'The service met an error that it did not expect; its log has more under the requestId.',
};

/** The one place where an error becomes an answer: RFC 9457, with the code of whoever threw it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const explanation = explain(unroutedMethod(error, request) ?? error);
    if (explanation === null) this.log(error, request);
    if (response.headersSent) response.destroy();
    else send(request, response, explanation ?? UNEXPECTED);
  }

  private log(error: unknown, request: Request): void {
    const stack = error instanceof Error ? error.stack : String(error);
    this.logger.error(`${request.method} ${request.path} ${requestIdOf(request)}`, stack);
  }
}

/** The router says 404 for a known path with another method, too; only it throws NotFoundException. */
function unroutedMethod(error: unknown, request: Request): HttpProblem | null {
  if (!(error instanceof NotFoundException)) return null;
  const allowed = allowedMethods(request.app, request.path);
  if (allowed.length === 0) return null;
  const Allow = allowed.join(', ');
  return new HttpProblem('method-not-allowed', `Allowed here: ${Allow}.`, { headers: { Allow } });
}

/** Clients of the upload protocol know its errors as text; everybody who takes JSON gets the problem. */
const wantsText = (request: Request): boolean =>
  request.accepts(['application/problem+json', 'application/json']) === false &&
  request.accepts('text/plain') !== false;

function send(request: Request, response: Response, explanation: Explanation): void {
  const { headers = {}, errors, code, title, status, detail } = explanation;
  response.removeHeader('Content-Disposition');
  response.removeHeader('Content-Length');
  response.set(headers).status(status);
  if (wantsText(request)) return void response.type('text/plain').send(`${title}: ${detail}\n`);
  response.type('application/problem+json');
  response.send(
    JSON.stringify({
      type: `urn:kaimen:problem:${code}`,
      title,
      status,
      detail,
      instance: request.originalUrl.split('?', 1)[0],
      code,
      requestId: requestIdOf(request),
      ...(errors === undefined ? {} : { errors }),
    }),
  );
}
