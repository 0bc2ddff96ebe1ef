import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BlobStore } from '../../workflows/ports/blob-store.js';
import { UploadRepository } from '../../workflows/ports/uploads.js';
import { SweepBlobs } from '../../workflows/sweep-blobs.js';
import { Needs } from '../auth/needs.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { StorageDto, SweepReportDto, SweepRequestDto } from './storage.dto.js';

@ApiTags('storage')
@Controller('api/v1/storage')
@Needs('admin')
export class StorageController {
  constructor(
    @Inject(SweepBlobs) private readonly sweepBlobs: SweepBlobs,
    @Inject(BlobStore) private readonly blobs: BlobStore,
    @Inject(UploadRepository) private readonly uploads: UploadRepository,
  ) {}

  /** What is stored, and what of it no record points to any more. Looks through everything: seconds for a million files. */
  @Get()
  @ApiProblems(401, 403)
  async show(): Promise<StorageDto> {
    const [survey, uploads] = await Promise.all([this.sweepBlobs.survey(), this.uploads.receiving()]);
    const uploadBytes = uploads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return { store: this.blobs.kind, ...survey, nUploads: uploads.length, uploadBytes };
  }

  /** Removes what no record points to and is older than an hour, as happens every hour anyway. */
  @Post('sweep')
  @HttpCode(200)
  @ApiProblems(400, 401, 403, 415, 422)
  async sweep(@Body() { dryRun = false }: SweepRequestDto): Promise<SweepReportDto> {
    const report = await this.sweepBlobs.run({ dryRun });
    return { dryRun, ...report, sha256s: [...report.sha256s] };
  }
}
