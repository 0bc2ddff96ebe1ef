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
  code!: string;
  requestId!: string;
  errors?: FieldErrorDto[];
}

/** Why a dataset was rejected or a job failed; as in an error answer, without the parts that belong to a request. */
export class ReasonDto {
  code!: string;
  status!: number;
  title!: string;
  detail!: string;
}
