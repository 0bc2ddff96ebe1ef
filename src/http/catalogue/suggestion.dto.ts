import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { QueryInteger } from '../requests/query-fields.js';
import { CatalogueBoundarySummaryDto } from './catalogue.dto.js';

/** Pixels [from, to) of the scan. */
export class RegionQueryDto {
  @QueryInteger({ min: 0, max: 2 ** 31, default: 0, description: 'first pixel' })
  from: number = 0;

  @QueryInteger({ min: 1, max: 2 ** 31, description: 'the pixel after the last; left out: to the end' })
  to?: number;
}

export class KeepQueryDto extends RegionQueryDto {
  @IsOptional()
  @IsUUID()
  @ApiPropertyOptional({ description: 'keep this boundary only; left out: all that are told' })
  boundary?: string;
}

/** A number that a network read, beside that of the boundary's structures. */
export class ComparisonDto {
  column!: string;
  label!: string;
  unit!: string;
  measured!: number;
  measuredStd!: number;
  stored!: number;
  storedStd!: number;
  /** (measured − stored) over both doubts. */
  deviation!: number;
}

export class SuggestionDto {
  boundary!: CatalogueBoundarySummaryDto;
  /** 0 … 1: ranks, is no probability. */
  score!: number;
  /** Its part that comes from the elements found. */
  elementScore!: number;
  comparisons!: ComparisonDto[];
  @ApiProperty({ type: [String] })
  reasons!: string[];
}

export class SuggestionListDto {
  items!: SuggestionDto[];
}
