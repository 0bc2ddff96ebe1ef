import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { JobState } from '../../workflows/ports/records.js';
import { ReasonDto } from '../problems/problem.dto.js';
import { PageQueryDto } from '../requests/page-query.dto.js';

const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

export class JobQueryDto extends PageQueryDto {
  @IsOptional()
  @IsIn(JOB_STATES)
  @ApiProperty({ enum: JOB_STATES, enumName: 'JobState', required: false })
  state?: JobState;
}

export class JobDto {
  id!: string;
  @ApiProperty({ enum: ['ingest', 'analysis', 'search', 'import'] })
  kind!: 'ingest' | 'analysis' | 'search' | 'import';
  /** The dataset, analysis, search or import it works for. */
  subjectId!: string;
  @ApiProperty({ enum: JOB_STATES, enumName: 'JobState' })
  state!: JobState;
  /** 0 … 1 */
  progress!: number;
  /** What it is doing now, for people. */
  stage!: string;
  @ApiProperty({ type: ReasonDto, nullable: true })
  problem!: ReasonDto | null;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;
}

export class JobListDto {
  items!: JobDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** What happened to a job; `data` of a server-sent event of type `job`. */
export class JobEventDto {
  /** Grows within a job; the id of the event. */
  seq!: number;
  jobId!: string;
  @ApiProperty({ enum: JOB_STATES, enumName: 'JobState' })
  state!: JobState;
  progress!: number;
  stage!: string;
  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
}
