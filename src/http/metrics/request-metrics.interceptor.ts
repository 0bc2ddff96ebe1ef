import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Histogram } from 'prom-client';
import type { Observable } from 'rxjs';
import { MetricsRegistry } from './metrics-registry.js';

/** How long requests take, by route (not by path: ids would make a series each), method and status. */
@Injectable()
export class RequestMetricsInterceptor implements NestInterceptor {
  private readonly durations: Histogram<'method' | 'route' | 'status'>;

  constructor({ registry }: MetricsRegistry) {
    this.durations = new Histogram({
      name: 'kaimen_http_request_duration_seconds',
      help: 'Time from the guards to the end of the answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers: [registry],
    });
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const stop = this.durations.startTimer({ method: request.method, route: routeOf(request) });
    response.once('close', () => stop({ status: response.statusCode }));
    return next.handle();
  }
}

const routeOf = (request: Request): string => (request.route as { path: string } | undefined)?.path ?? 'none';
