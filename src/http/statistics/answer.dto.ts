import { ApiProperty } from '@nestjs/swagger';
import { ColumnDto } from '../catalogue-tables/catalogue-table.dto.js';

export const UNKNOWN_NUMBER = { type: Number, nullable: true } as const;
export const UNKNOWN_TEXT = { type: String, nullable: true } as const;
export const INTEGER = { type: 'integer' } as const;

/** Where the rows behind an answer are to be had. */
export class DataLinksDto {
  csv!: string;
  json!: string;
  ndjson!: string;
  parquet!: string;
}

export class RemarkDto {
  code!: string;
  message!: string;
}

export class GroupSizeDto {
  group!: string;
  @ApiProperty(INTEGER)
  n!: number;
}

/** What every answer says of itself. */
export class AnswerDto {
  /** The whole question, defaults too; equal questions have equal addresses. */
  permalink!: string;
  /** Boundaries that the filter gives; those with unknown values are in them. */
  @ApiProperty(INTEGER)
  rows!: number;
  data!: DataLinksDto;
  /** Among them: several-methods, several-materials, no-rows. */
  warnings!: RemarkDto[];
  /** Empty: rows are not grouped. energy_method joins by itself where values of several methods meet. */
  groupBy!: string[];
  /** Those with most rows, at most 100. */
  groups!: GroupSizeDto[];
  level!: number;
  @ApiProperty(INTEGER)
  seed!: number;
  columns!: ColumnDto[];
}
