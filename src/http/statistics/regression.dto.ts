import { ApiProperty } from '@nestjs/swagger';
import { AnswerDto, GroupSizeDto, INTEGER, UNKNOWN_NUMBER, UNKNOWN_TEXT } from './answer.dto.js';

const NUMBERS = { type: 'array', items: { type: 'number' } } as const;

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
