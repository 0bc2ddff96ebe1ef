import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsIn,
  IsNumber,
  IsOptional,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { GROUP_NAMES, type GroupName } from '../../workflows/catalogue/tables/question-columns.js';
import { CatalogueFilterQueryDto } from '../catalogue/catalogue-filter.dto.js';
import { QueryInteger } from '../requests/query-fields.js';
import type { QueryValues } from './permalink.js';

export const CORRELATION_METHODS = ['pearson', 'spearman', 'kendall'] as const;
export const ADJUSTMENTS = ['bh', 'holm', 'bonferroni', 'none'] as const;

/** Names of columns with commas between them. */
const QueryNames = (description: string, { least = 1, most = 20 } = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => String(value).split(',')),
    ArrayMinSize(least),
    ArrayMaxSize(most),
    ArrayUnique(),
    Matches(/^[a-z]\w{0,62}$/, { each: true, message: ({ property }) => `${property} must be names of columns` }),
    ApiProperty({ type: String, description }),
  ); // prettier-ignore

/** What rows are grouped by: 'none' is to be said. */
export class GroupedQueryDto extends CatalogueFilterQueryDto {
  @Transform(({ value }) => String(value).split(','))
  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @ArrayUnique()
  @IsIn(['none', ...GROUP_NAMES], { each: true })
  @ApiProperty({
    type: String,
    required: false,
    default: 'material',
    description: `some of ${GROUP_NAMES.join(', ')}, or none: rows of several groups are then pooled`,
  })
  group_by: (GroupName | 'none')[] = ['material'];
}

/** Confidence of intervals. */
class LevelQueryDto extends GroupedQueryDto {
  @Transform(({ value }) => (/^0?\.\d{1,6}$/.test(String(value)) ? Number(value) : NaN))
  @IsNumber()
  @Min(0.5)
  @Max(0.9999)
  @ApiProperty({ required: false, default: 0.95, description: 'confidence of intervals' })
  ci: number = 0.95;

  @QueryInteger({ min: 0, max: 4_294_967_295, default: 1, description: 'of what is drawn by chance' })
  seed: number = 1;
}

export class CorrelationQueryDto extends LevelQueryDto {
  @QueryNames('columns of numbers; without y all pairs of them')
  x!: string[];

  @IsOptional()
  @QueryNames('each is paired with each of x')
  @ApiPropertyOptional({ type: String })
  y?: string[];

  @IsOptional()
  @QueryNames('taken off both columns: partial correlations (not of kendall)', { most: 5 })
  @ApiPropertyOptional({ type: String })
  control?: string[];

  @IsIn(CORRELATION_METHODS)
  @ApiProperty({
    enum: CORRELATION_METHODS,
    enumName: 'CorrelationMethod',
    required: false,
    default: 'spearman',
    description:
      '`method` says which values are asked for; pearson, spearman and kendall there are taken for this',
  })
  statistic: (typeof CORRELATION_METHODS)[number] = 'spearman';

  @IsIn(ADJUSTMENTS)
  @ApiProperty({ enum: ADJUSTMENTS, enumName: 'PAdjustment', required: false, default: 'bh' })
  adjust: (typeof ADJUSTMENTS)[number] = 'bh';

  @IsOptional()
  @Matches(/^(BCa:)?[1-9]\d{2,5}$/, { message: 'bootstrap must be BCa:N, N from 100' })
  @ApiPropertyOptional({ description: 'an interval from samples of the rows, too: BCa:5000' })
  bootstrap?: string;
}

export class RegressionQueryDto extends LevelQueryDto {
  @QueryNames('predictors', { most: 10 })
  x!: string[];

  @Matches(/^[a-z]\w{0,62}$/)
  @ApiProperty({ description: 'the column that is explained' })
  y!: string;

  @QueryInteger({ min: 2, max: 20, default: 5, description: 'folds of rows of the cross-validation' })
  folds: number = 5;
}

export class ScatterQueryDto extends GroupedQueryDto {
  @Matches(/^[a-z]\w{0,62}$/)
  x!: string;

  @Matches(/^[a-z]\w{0,62}$/)
  y!: string;
}

export class PairsQueryDto extends GroupedQueryDto {
  @QueryNames('columns of numbers, two to eight', { least: 2, most: 8 })
  x!: string[];
}

export class ViolinQueryDto extends GroupedQueryDto {
  @Matches(/^[a-z]\w{0,62}$/)
  y!: string;
}

/** [] where no groups were asked for. */
export const groupNames = ({ group_by }: GroupedQueryDto): GroupName[] =>
  group_by.flatMap((name) => (name === 'none' ? [] : [name]));

/** `method=kendall` as analysts write it: no method of values is called so. */
export function withStatistic(query: CorrelationQueryDto): CorrelationQueryDto {
  const statistic = CORRELATION_METHODS.find((name) => name === query.method);
  return statistic === undefined ? query : { ...query, statistic, method: undefined };
}

const OWN: readonly string[] = [
  ...['x', 'y', 'control', 'statistic', 'adjust', 'ci', 'seed', 'bootstrap', 'folds', 'group_by'],
];

/** The part of a query that says which boundaries. */
export const filterValues = (query: QueryValues): QueryValues =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !OWN.includes(name)));
