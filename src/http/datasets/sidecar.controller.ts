import { Body, Controller, Inject, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FindRecords } from '../../workflows/find-records.js';
import { refuseOther } from '../auth/bound-instrument.js';
import { Needs } from '../auth/needs.js';
import { Caller, type Principal } from '../auth/principal.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { DatasetDto } from './dataset.dto.js';
import { toDatasetDto } from './dataset.mapper.js';
import { SidecarDto } from './sidecar.dto.js';
import { toSidecar } from './sidecar.mapper.js';

@ApiTags('datasets')
@Controller('api/v1/datasets/:id/sidecar')
@Needs('datasets:write')
export class SidecarController {
  constructor(@Inject(FindRecords) private readonly records: FindRecords) {}

  /**
   * Another sidecar in place of the one there. A boundary that it names is tied to analyses that finish from now on. A key
   * that is bound to an instrument changes only datasets that this one sent.
   */
  @Put()
  @ApiProblems(400, 401, 403, 404, 406, 415, 422)
  async put(
    @Caller() caller: Principal,
    @Param('id', RecordIdPipe) id: string,
    @Body() sidecar: SidecarDto,
  ): Promise<DatasetDto> {
    const { ownerId } = caller;
    refuseOther(caller, (await this.records.dataset(ownerId, id)).instrument);
    return toDatasetDto(await this.records.setSidecar(ownerId, id, toSidecar(sidecar)));
  }
}
