import { IsBoolean, IsOptional } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';

export class StorageDto {
  @ApiProperty({ enum: ['memory', 'file-system', 's3'] })
  store!: 'memory' | 'file-system' | 's3';
  nBlobs!: number;
  bytes!: number;
  /** What a sweep would remove now: no record points to it, and it is older than an hour. */
  nUnreferenced!: number;
  unreferencedBytes!: number;
  /** Uploads on their way. */
  nUploads!: number;
  /** What is reserved for them: their whole sizes. */
  uploadBytes!: number;
}

export class SweepRequestDto {
  /** Say what would be removed, and remove nothing. */
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

export class SweepReportDto {
  dryRun!: boolean;
  /** In a dry run: how many would be. */
  nRemoved!: number;
  bytes!: number;
  /** The first hundred. */
  sha256s!: string[];
}
