import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Injectable,
  Param,
  type PipeTransform,
  Put,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { INSTRUMENT_NAME } from '../../workflows/instruments/instrument-name.js';
import { ManageInstruments } from '../../workflows/instruments/manage-instruments.js';
import { boundInstrument, refuseBound } from '../auth/bound-instrument.js';
import { Needs } from '../auth/needs.js';
import { Caller, type Principal } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { HttpProblem } from '../problems/http-problem.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { InstrumentListDto, InstrumentReportDto } from './instrument.dto.js';
import { toInstrumentDto, toInstrumentReport } from './instrument.mapper.js';

@Injectable()
export class InstrumentNamePipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (INSTRUMENT_NAME.test(value)) return value;
    const detail =
      'A name of an instrument has 1 to 64 letters, digits, blanks, dots, hyphens and underscores.';
    throw new HttpProblem('validation-error', detail);
  }
}

/** Null: of all owners. */
const ownerSeenBy = ({ ownerId, scopes }: Principal): string | null =>
  scopes.includes('admin') ? null : ownerId;

@ApiTags('instruments')
@Controller('api/v1/instruments')
export class InstrumentsController {
  constructor(@Inject(ManageInstruments) private readonly instruments: ManageInstruments) {}

  /** What each watcher of the own instruments said last; with the scope admin of those of all owners. */
  @Get()
  @Needs('datasets:read', 'admin')
  @ApiProblems(401, 403, 406)
  async list(@Caller() caller: Principal): Promise<InstrumentListDto> {
    const found = await this.instruments.list(ownerSeenBy(caller));
    return { items: found.map(toInstrumentDto) };
  }

  /** A watcher says that it is there, every 30 s. */
  @Put(':name')
  @HttpCode(204)
  @Needs('datasets:write')
  @ApiProblems(400, 401, 403, 406, 415, 422)
  report(
    @Caller() caller: Principal,
    @Param('name', InstrumentNamePipe) name: string,
    @Body() body: InstrumentReportDto,
  ): Promise<void> {
    boundInstrument(caller, name);
    return this.instruments.report(caller.ownerId, name, toInstrumentReport(body));
  }

  /** Forgets a watcher that is no more, with the scope admin of any owner; when it reports again it is there again. */
  @Delete(':name/watchers/:id')
  @HttpCode(204)
  @Needs('datasets:write', 'admin')
  @ApiProblems(401, 403, 404, 406, 422)
  remove(
    @Caller() caller: Principal,
    @Param('name', InstrumentNamePipe) name: string,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<void> {
    refuseBound(caller);
    return this.instruments.remove(ownerSeenBy(caller), name, id);
  }
}
