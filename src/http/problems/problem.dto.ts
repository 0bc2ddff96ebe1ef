import { ApiProperty } from '@nestjs/swagger';
import { PROBLEM_CODES } from '../../workflows/problems.js';
import { HTTP_PROBLEM_CODES } from './http-problem.js';

/** Every code that this version of the service can answer with. */
const CODES = [...new Set<string>([...PROBLEM_CODES, ...HTTP_PROBLEM_CODES])].sort();

export class FieldErrorDto {
  detail!: string;
  /** JSON pointer into the body, as a URI fragment: '#/recipe/seed'. */
  pointer!: string;
}

/** Why a request or a job failed: RFC 9457. Programs read `code`; it is stable. */
export class ProblemDto {
  /** urn:kaimen:problem:<code> */
  type!: string;
  title!: string;
  status!: number;
  detail!: string;
  /** The path that was asked for. */
  instance!: string;
  @ApiProperty({ enum: CODES, enumName: 'ProblemCode' })
  code!: string;
  requestId!: string;
  errors?: FieldErrorDto[];
}

/** Why a dataset was rejected or a job failed; as in an error answer, without the parts that belong to a request. */
export class ReasonDto {
  @ApiProperty({ enum: CODES, enumName: 'ProblemCode' })
  code!: string;
  status!: number;
  title!: string;
  detail!: string;
}
