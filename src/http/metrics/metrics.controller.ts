import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Gauge } from 'prom-client';
import { JobRepository } from '../../workflows/ports/repositories.js';
import { Needs } from '../auth/needs.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { Produces } from '../requests/produces.js';
import { MetricsRegistry } from './metrics-registry.js';

@ApiTags('health')
@Controller('api/v1/metrics')
@Needs('admin')
export class MetricsController {
  constructor(
    private readonly metrics: MetricsRegistry,
    @Inject(JobRepository) jobs: JobRepository,
  ) {
    new Gauge({
      name: 'kaimen_jobs',
      help: 'Jobs by state',
      labelNames: ['state'],
      registers: [metrics.registry],
      async collect() {
        for (const [state, count] of Object.entries(await jobs.countByState())) this.set({ state }, count);
      },
    });
  }

  /** Figures for Prometheus. */
  @Get()
  @Produces('text/plain')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems(401, 403, 406)
  show(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
