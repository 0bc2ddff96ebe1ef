import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { SubmitDemo } from '../../workflows/demo/submit-demo.js';
import { SubmitDataset, type SubmittedDataset } from '../../workflows/submit-dataset.js';
import { Needs } from '../auth/needs.js';
import { Caller, OwnerId, type Principal } from '../auth/principal.js';
import { QueuesJobs } from '../limits/queue-room.guard.js';
import { StreamsBody } from '../limits/request-memory.js';
import { UploadBudget } from '../limits/upload-budget.js';
import { UploadMetrics } from '../metrics/upload-metrics.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { accepted } from '../requests/accepted.js';
import { SubmittedDatasetDto, UploadFormDto } from './dataset.dto.js';
import { toSubmittedDatasetDto } from './dataset.mapper.js';
import { receiveUpload } from './receive-upload.js';
import { sidecarOf } from './sidecar.mapper.js';

@ApiTags('datasets')
@Controller('api/v1/datasets')
@Needs('datasets:write')
export class UploadsController {
  constructor(
    @Inject(SubmitDataset) private readonly submitDataset: SubmitDataset,
    @Inject(SubmitDemo) private readonly submitDemo: SubmitDemo,
    private readonly metrics: UploadMetrics,
    private readonly budget: UploadBudget,
  ) {}

  /**
   * Takes a file in; it is read by a job. The same bytes under the same name again: 200 and the dataset there is, unless
   * reading it was cancelled, interrupted or beyond the limits: then it is read again.
   */
  @Post()
  @QueuesJobs()
  @StreamsBody()
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: UploadFormDto })
  @ApiResponse({
    status: 202,
    type: SubmittedDatasetDto,
    headers: { Location: { schema: { type: 'string' } } },
  })
  @ApiOkResponse({ type: SubmittedDatasetDto })
  @ApiProblems(400, 401, 403, 406, 411, 413, 415, 422, 507)
  async submit(@Caller() caller: Principal, @Req() request: Request): Promise<SubmittedDatasetDto> {
    const { ownerId, instrument } = caller;
    const submitted = await this.budget.during(caller, request.headers['content-length'], (counted) =>
      receiveUpload(request, async (file) => {
        const sidecar = await sidecarOf(file.sidecar);
        const bytes = this.metrics.counted(counted(file.bytes));
        const told = { instrument, session: null, modifiedAt: null };
        return this.submitDataset.run({ ...file, ...told, ownerId, sidecar, bytes });
      }),
    );
    return answer(request, submitted);
  }

  /** Takes the demo scan in, a line across an interface with known truth, as if it had been uploaded. */
  @Post('demo')
  @QueuesJobs()
  @HttpCode(202)
  @ApiResponse({
    status: 202,
    type: SubmittedDatasetDto,
    headers: { Location: { schema: { type: 'string' } } },
  })
  @ApiOkResponse({ type: SubmittedDatasetDto })
  @ApiProblems(401, 403, 406, 413, 507)
  async demo(@OwnerId() ownerId: string, @Req() request: Request): Promise<SubmittedDatasetDto> {
    return answer(request, await this.submitDemo.run(ownerId));
  }
}

function answer(request: Request, submitted: SubmittedDataset): SubmittedDatasetDto {
  accepted(request, `/api/v1/datasets/${submitted.dataset.id}`, submitted.created);
  return toSubmittedDatasetDto(submitted);
}
