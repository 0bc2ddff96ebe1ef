import { ApiProperty } from '@nestjs/swagger';
import { ColumnDto } from '../catalogue-tables/catalogue-table.dto.js';
import { ADJUSTMENTS, CORRELATION_METHODS } from './statistics-query.dto.js';

const UNKNOWN_NUMBER = { type: Number, nullable: true } as const;
const UNKNOWN_TEXT = { type: String, nullable: true } as const;
const INTEGER = { type: 'integer' } as const;
const NUMBERS = { type: 'array', items: { type: 'number' } } as const;

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

export class IntervalDto {
  low!: number;
  high!: number;
  level!: number;
  /** fisher-z, bonett-wright, fieller. */
  method!: string;
}

export class BootstrapIntervalDto {
  /** bca */
  method!: string;
  @ApiProperty(UNKNOWN_NUMBER)
  low!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  high!: number | null;
  level!: number;
  @ApiProperty(INTEGER)
  nResamples!: number;
  /** Samples without a correlation. */
  @ApiProperty(INTEGER)
  nUndefined!: number;
  /** Why there is no interval. */
  @ApiProperty(UNKNOWN_TEXT)
  reason!: string | null;
}

export class TiesDto {
  @ApiProperty(INTEGER)
  x!: number;
  @ApiProperty(INTEGER)
  y!: number;
}

/** A correlation of two columns over the rows where both are known. */
export class CorrelationDto {
  @ApiProperty(INTEGER)
  n!: number;
  @ApiProperty(UNKNOWN_NUMBER)
  estimate!: number | null;
  /** Why there is no estimate: constant-column, too-few-rows. */
  @ApiProperty({ type: RemarkDto, nullable: true })
  reason!: RemarkDto | null;
  /** Two-sided. */
  @ApiProperty(UNKNOWN_NUMBER)
  p!: number | null;
  /** student-t, exact or normal. */
  @ApiProperty(UNKNOWN_TEXT)
  pMethod!: string | null;
  @ApiProperty({ type: IntervalDto, nullable: true })
  interval!: IntervalDto | null;
  @ApiProperty({ type: BootstrapIntervalDto, nullable: true })
  bootstrap!: BootstrapIntervalDto | null;
  /** Rows that share their value with another one. */
  ties!: TiesDto;
  /** few-rows, nearly-constant, perfect. */
  warnings!: RemarkDto[];
}

/** One correlation of all rows with what tells the groups apart taken off. */
export class WithinCorrelationDto {
  @ApiProperty(INTEGER)
  n!: number;
  @ApiProperty(INTEGER)
  nGroups!: number;
  @ApiProperty(UNKNOWN_NUMBER)
  estimate!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  p!: number | null;
  @ApiProperty(UNKNOWN_TEXT)
  pMethod!: string | null;
  @ApiProperty({ type: IntervalDto, nullable: true })
  interval!: IntervalDto | null;
}

export class PartialCorrelationDto {
  @ApiProperty(INTEGER)
  n!: number;
  /** What was taken off. */
  controls!: string[];
  @ApiProperty(UNKNOWN_NUMBER)
  estimate!: number | null;
  @ApiProperty({ type: RemarkDto, nullable: true })
  reason!: RemarkDto | null;
  @ApiProperty(UNKNOWN_NUMBER)
  p!: number | null;
  @ApiProperty({ type: IntervalDto, nullable: true })
  interval!: IntervalDto | null;
}

export class GroupCorrelationDto {
  group!: string;
  correlation!: CorrelationDto;
}

/** Mean of the correlations of the groups by Fisher's z, and whether they are one number. */
export class CombinedCorrelationDto {
  @ApiProperty(INTEGER)
  nGroups!: number;
  @ApiProperty(UNKNOWN_NUMBER)
  estimate!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  p!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  low!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  high!: number | null;
  /** Cochran's Q. */
  @ApiProperty(UNKNOWN_NUMBER)
  q!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  iSquared!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  heterogeneityP!: number | null;
}

export class LeftOutDto {
  group!: string;
  @ApiProperty(UNKNOWN_NUMBER)
  pooled!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  within!: number | null;
}

/** Whether over all rows the columns go together the other way than within the groups. */
export class SimpsonDto {
  @ApiProperty({ type: Boolean, nullable: true })
  signsDiffer!: boolean | null;
  /** Both intervals exclude 0. */
  isClear!: boolean;
  opposed!: string[];
  @ApiProperty(UNKNOWN_TEXT)
  message!: string | null;
}

export class ColumnPairDto {
  x!: string;
  y!: string;
  /** Over all rows of any group. */
  pooled!: CorrelationDto;
  @ApiProperty(UNKNOWN_NUMBER)
  pAdjusted!: number | null;
  @ApiProperty({ type: WithinCorrelationDto, nullable: true })
  within!: WithinCorrelationDto | null;
  @ApiProperty(UNKNOWN_NUMBER)
  withinPAdjusted!: number | null;
  /** Those with most rows, at most 100. */
  groups!: GroupCorrelationDto[];
  @ApiProperty({ type: CombinedCorrelationDto, nullable: true })
  combined!: CombinedCorrelationDto | null;
  /** Estimates without each of `groups`; null: fewer than two, or too many rows for ranks made anew. */
  @ApiProperty({ type: [LeftOutDto], nullable: true })
  leaveOneOut!: LeftOutDto[] | null;
  @ApiProperty({ type: SimpsonDto, nullable: true })
  simpson!: SimpsonDto | null;
  /** Rows with both values but no group: they are in nothing here. */
  @ApiProperty(INTEGER)
  nWithoutGroup!: number;
  /** With `control`. */
  @ApiProperty({ type: PartialCorrelationDto, nullable: true })
  partial!: PartialCorrelationDto | null;
}

export class CorrelationsDto extends AnswerDto {
  @ApiProperty({ enum: CORRELATION_METHODS, enumName: 'CorrelationMethod' })
  statistic!: (typeof CORRELATION_METHODS)[number];
  @ApiProperty({ enum: ADJUSTMENTS, enumName: 'PAdjustment' })
  adjust!: (typeof ADJUSTMENTS)[number];
  /** Tests that p was adjusted for: pairs with an estimate. */
  @ApiProperty(INTEGER)
  familySize!: number;
  @ApiProperty(INTEGER)
  withinFamilySize!: number;
  pairs!: ColumnPairDto[];
}

export class CoefficientDto {
  name!: string;
  value!: number;
  std!: number;
  @ApiProperty(UNKNOWN_NUMBER)
  t!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  p!: number | null;
  low!: number;
  high!: number;
}

export class GroupInterceptDto extends GroupSizeDto {
  value!: number;
}

export class FTestDto {
  f!: number;
  @ApiProperty(INTEGER)
  numeratorDof!: number;
  @ApiProperty(INTEGER)
  denominatorDof!: number;
  p!: number;
}

/** Of a fit with one intercept for all rows: a group left out has none of its own to be predicted by. */
export class CrossValidationDto {
  /** rows: folds drawn by chance; groups: each in turn. */
  @ApiProperty({ enum: ['rows', 'groups'] })
  by!: 'rows' | 'groups';
  @ApiProperty(INTEGER)
  nFolds!: number;
  @ApiProperty(INTEGER)
  nPredicted!: number;
  /** Against the mean of the rows fitted: 0 is what knowing the mean gives. */
  @ApiProperty(UNKNOWN_NUMBER)
  rSquared!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  rootMeanSquareError!: number | null;
  @ApiProperty(UNKNOWN_TEXT)
  reason!: string | null;
}

/** To draw: along one predictor, the others at their means. */
export class BandDto {
  predictor!: string;
  @ApiProperty(UNKNOWN_TEXT)
  group!: string | null;
  @ApiProperty(NUMBERS)
  at!: number[];
  @ApiProperty(NUMBERS)
  fit!: number[];
  @ApiProperty(NUMBERS)
  meanLow!: number[];
  @ApiProperty(NUMBERS)
  meanHigh!: number[];
  @ApiProperty(NUMBERS)
  rowLow!: number[];
  @ApiProperty(NUMBERS)
  rowHigh!: number[];
}

/** Least squares, an intercept for each group. */
export class RegressionDto extends AnswerDto {
  y!: string;
  predictors!: string[];
  @ApiProperty(INTEGER)
  n!: number;
  /** Rows less what was fitted. */
  @ApiProperty(INTEGER)
  dof!: number;
  /** null: each group has its own. */
  @ApiProperty({ type: CoefficientDto, nullable: true })
  intercept!: CoefficientDto | null;
  @ApiProperty({ type: [GroupInterceptDto], nullable: true })
  groupIntercepts!: GroupInterceptDto[] | null;
  coefficients!: CoefficientDto[];
  /** Group intercepts included. */
  @ApiProperty(UNKNOWN_NUMBER)
  rSquared!: number | null;
  @ApiProperty(UNKNOWN_NUMBER)
  adjustedRSquared!: number | null;
  /** Of the variance within groups. */
  @ApiProperty(UNKNOWN_NUMBER)
  withinRSquared!: number | null;
  residualStd!: number;
  @ApiProperty({ type: FTestDto, nullable: true })
  f!: FTestDto | null;
  crossValidation!: CrossValidationDto[];
  bands!: BandDto[];
}
