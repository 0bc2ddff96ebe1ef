import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Matches,
} from 'class-validator';
import { ALL_SCOPES } from '../../workflows/manage-keys.js';
import type { Scope } from '../../workflows/ports/records.js';

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
}

export class KeyDto {
  id!: string;
  name!: string;
  ownerId!: string;
  @ApiProperty({ enum: ALL_SCOPES, enumName: 'Scope', isArray: true })
  scopes!: Scope[];
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
