import { ApiProperty } from '@nestjs/swagger';
import { AnswerDto, INTEGER, RemarkDto, UNKNOWN_NUMBER, UNKNOWN_TEXT } from './answer.dto.js';
import { ADJUSTMENTS, CORRELATION_METHODS } from './statistics-query.dto.js';

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
