import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';

const LONGEST = 500;
const MOST = Number.MAX_SAFE_INTEGER;

/** What the watcher of an instrument says of itself. */
export class InstrumentReportDto {
  /** Program and version. */
  @IsString()
  @Length(1, 100)
  agent!: string;

  /** The machine on which it runs. */
  @IsString()
  @Length(1, 255)
  host!: string;

  /** Folders, as they are called there. */
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(0, LONGEST, { each: true })
  watching!: string[];

  /** Files that wait to be sent, and their size. */
  @IsInt()
  @Min(0)
  @Max(MOST)
  @ApiProperty({ type: 'integer', minimum: 0 })
  nPending!: number;

  @IsInt()
  @Min(0)
  @Max(MOST)
  @ApiProperty({ type: 'integer', minimum: 0 })
  pendingBytes!: number;

  /** Files that the service refused for good. */
  @IsInt()
  @Min(0)
  @Max(MOST)
  @ApiProperty({ type: 'integer', minimum: 0 })
  nRejected!: number;

  @IsOptional()
  @IsString()
  @Length(0, LONGEST)
  @ApiProperty({ type: String, required: false, nullable: true })
  lastFile?: string | null;

  @IsOptional()
  @IsISO8601({ strict: true })
  @ApiProperty({ type: String, format: 'date-time', required: false, nullable: true })
  lastFileAt?: string | null;

  /** Now, by its own clock. */
  @IsISO8601({ strict: true })
  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;

  /** It ends here, by itself. */
  @IsOptional()
  @IsBoolean()
  leaving?: boolean;
}

/** One watcher of an instrument. */
export class InstrumentDto {
  /** The same for the same machine and folders. */
  id!: string;
  name!: string;
  ownerId!: string;
  /** By the clock of the service. */
  @ApiProperty({ type: String, format: 'date-time' })
  lastSeenAt!: string;
  /** `late` after 2 minutes without a report, `gone` after 10, or when it has ended by itself. */
  @ApiProperty({ enum: ['here', 'late', 'gone'] })
  state!: 'here' | 'late' | 'gone';
  /** What somebody should look after. */
  @ApiProperty({ type: String, nullable: true })
  warning!: string | null;
  agent!: string;
  host!: string;
  watching!: string[];
  nPending!: number;
  pendingBytes!: number;
  nRejected!: number;
  @ApiProperty({ type: String, nullable: true })
  lastFile!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastFileAt!: string | null;
  /** When it said so, by its own clock. */
  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
  leaving!: boolean;
}

export class InstrumentListDto {
  items!: InstrumentDto[];
}
