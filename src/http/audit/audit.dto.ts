import { ApiProperty } from '@nestjs/swagger';
import { IsISO8601, IsOptional, Length } from 'class-validator';
import { PageQueryDto } from '../requests/page-query.dto.js';

export class AuditQueryDto extends PageQueryDto {
  /** Of this id or name alone. */
  @IsOptional()
  @Length(1, 200)
  subject?: string;

  /** By this one alone: `key:<id>`, `session` or `nobody`. */
  @IsOptional()
  @Length(1, 200)
  actor?: string;

  /** From this time on. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @ApiProperty({ required: false, type: String, format: 'date-time' })
  since?: string;

  /** Before this time. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @ApiProperty({ required: false, type: String, format: 'date-time' })
  until?: string;
}

/** Something that was changed, or that somebody was refused. */
export class AuditEventDto {
  /** Grows; gaps mean nothing. */
  seq!: number;
  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
  /** Whose records it was about; null: nobody was recognised. */
  @ApiProperty({ type: String, nullable: true })
  ownerId!: string | null;
  /** `key:<id>`, `session` or `nobody`. */
  actor!: string;
  /** Method and route, `sign-in` or `key-refused`. */
  action!: string;
  /** The id or name of what was changed, or the id of the key that was refused. */
  @ApiProperty({ type: String, nullable: true })
  subject!: string | null;
  /** Of the answer. */
  status!: number;
  @ApiProperty({ type: String, nullable: true })
  address!: string | null;
  @ApiProperty({ type: String, nullable: true })
  requestId!: string | null;
}

export class AuditListDto {
  items!: AuditEventDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
