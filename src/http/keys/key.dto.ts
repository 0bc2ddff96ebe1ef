import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { ALL_SCOPES } from '../../workflows/manage-keys.js';
import type { Scope } from '../../workflows/ports/records.js';
import { INSTRUMENT_NAME } from '../../workflows/instruments/instrument-name.js';

/** A pebibyte. */
const MAX_UPLOAD_BYTES_PER_DAY = 2 ** 50;

export class CreateKeyDto {
  /** What the key is for, for people. */
  @IsString()
  @Length(1, 100)
  name!: string;

  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(ALL_SCOPES, { each: true })
  @ApiProperty({ enum: ALL_SCOPES, enumName: 'Scope', isArray: true })
  scopes!: Scope[];

  /** Whose records the key sees; without it those of the caller. */
  @IsOptional()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  owner?: string;

  /** When the key stops working; without it never. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @ApiProperty({ required: false, type: String, format: 'date-time' })
  expiresAt?: string;

  /** The one instrument whose files it may send; without it those of any. */
  @IsOptional()
  @Matches(INSTRUMENT_NAME)
  instrument?: string;

  /** Before 429; without it as many as the service allows anybody. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 1_000_000 })
  requestsPerMinute?: number;

  /** Before 429, by days of UTC; without it as many as fit. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_UPLOAD_BYTES_PER_DAY)
  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: MAX_UPLOAD_BYTES_PER_DAY })
  uploadBytesPerDay?: number;
}

export class KeyDto {
  id!: string;
  name!: string;
  ownerId!: string;
  @ApiProperty({ enum: ALL_SCOPES, enumName: 'Scope', isArray: true })
  scopes!: Scope[];
  @ApiProperty({ type: String, nullable: true })
  instrument!: string | null;
  @ApiProperty({ type: 'integer', nullable: true })
  requestsPerMinute!: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  uploadBytesPerDay!: number | null;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastUsedAt!: string | null;
}

export class CreatedKeyDto extends KeyDto {
  /** The key as it is sent, `kaimen_<id>_<secret>`. It is shown this once. */
  token!: string;
}

export class KeyListDto {
  items!: KeyDto[];
}
