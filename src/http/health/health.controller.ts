import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { SystemStatus } from '../../workflows/ports/system-status.js';
import { Needs } from '../auth/needs.js';
import { HttpOptions } from '../http-options.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { HealthDto } from './health.dto.js';

@ApiTags('health')
@Controller('api/v1/health')
@Needs('nothing')
@ApiSecurity({})
export class HealthController {
  constructor(
    @Inject(SystemStatus) private readonly system: SystemStatus,
    @Inject(HttpOptions) private readonly options: HttpOptions,
  ) {}

  /** Whether the process answers. */
  @Get()
  @ApiProblems(406)
  alive(): HealthDto {
    return { status: 'ok', version: this.options.version, checks: [] };
  }

  /** Whether it can work: database, queue, workers. 503 when something is missing. */
  @Get('ready')
  @ApiOkResponse({ type: HealthDto })
  @ApiResponse({ status: 503, type: HealthDto })
  @ApiProblems(406)
  async ready(@Req() request: Request): Promise<HealthDto> {
    const checks = [...(await this.system.checks())];
    const isOk = checks.every(({ ok }) => ok);
    request.res!.status(isOk ? 200 : 503);
    return { status: isOk ? 'ok' : 'failing', version: this.options.version, checks };
  }
}
