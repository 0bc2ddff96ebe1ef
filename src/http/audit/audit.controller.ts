import { Controller, Get, Inject, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Request } from 'express';
import { auditCsv, auditEvents, auditNdjson } from '../../workflows/audit/audit-lines.js';
import { AuditLog } from '../../workflows/ports/audit-log.js';
import { Needs } from '../auth/needs.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { binaryAnswer } from '../requests/binary-answer.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { Produces } from '../requests/produces.js';
import { AuditListDto, AuditQueryDto } from './audit.dto.js';
import { toAuditEventDto, toAuditFilter } from './audit.mapper.js';

const CSV = 'text/csv';
const NDJSON = 'application/x-ndjson';
const TYPES = ['application/json', CSV, NDJSON];

@ApiTags('audit')
@Controller('api/v1/audit')
@Needs('admin')
export class AuditController {
  constructor(@Inject(AuditLog) private readonly log: AuditLog) {}

  /** What was changed, who signed in and who was refused, newest first; as text/csv or application/x-ndjson all of it. */
  @Get()
  @Produces(...TYPES)
  @ApiExtraModels(AuditListDto)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AuditListDto) } },
      [CSV]: { schema: { type: 'string' } },
      [NDJSON]: { schema: { type: 'string' } },
    },
  })
  @ApiProblems(400, 401, 403, 406)
  async list(@Query() query: AuditQueryDto, @Req() request: Request): Promise<AuditListDto | StreamableFile> {
    const filter = toAuditFilter(query);
    const type = request.accepts(TYPES);
    const all = auditEvents(this.log, filter);
    if (type === CSV)
      return binaryAnswer(auditCsv(all), { type: `${CSV}; charset=utf-8`, fileName: 'audit.csv' });
    if (type === NDJSON) return binaryAnswer(auditNdjson(all), { type: NDJSON, fileName: 'audit.ndjson' });
    const { items, nextCursor } = await this.log.list(filter, PageQueryDto.toPageRequest(query));
    return { items: items.map(toAuditEventDto), nextCursor };
  }
}
