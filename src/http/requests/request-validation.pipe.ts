import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { type FieldError, HttpProblem } from '../problems/http-problem.js';

/** Checks bodies and queries against their DTO; what the DTO does not know is refused. */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype, data }: ArgumentMetadata): Promise<unknown> {
    // A single named value (`@Query('token')`) has no DTO: its handler looks at it.
    if (metatype === undefined || data !== undefined) return value;
    if (type === 'body') return fromBody(value, metatype as Type<object>);
    if (type === 'query') return fromQuery(value as Record<string, unknown>, metatype as Type<object>);
    return value;
  }
}

async function fromBody(value: unknown, dto: Type<object>): Promise<object> {
  if (value === undefined) {
    throw new HttpProblem('unsupported-media-type', 'Send a body of type application/json.');
  }
  return checkedObject(value, dto, '#');
}

/** An object of this form. @throws HttpProblem validation-error, with pointers below `pointer` */
export async function checkedObject<T extends object>(
  value: unknown,
  dto: Type<T>,
  pointer: string,
): Promise<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidBody([{ detail: 'must be an object', pointer }]);
  }
  const { instance, errors } = await check(value, dto, pointer);
  if (errors.length > 0) throw invalidBody(errors);
  return instance;
}

async function fromQuery(value: Record<string, unknown>, dto: Type<object>): Promise<object> {
  const repeated = Object.keys(value).find((name) => typeof value[name] !== 'string');
  if (repeated !== undefined) {
    throw new HttpProblem('invalid-parameter', `The parameter ${repeated} stands more than once.`);
  }
  const { instance, errors } = await check(value, dto);
  if (errors.length > 0) {
    throw new HttpProblem('invalid-parameter', errors.map(({ detail }) => detail).join('; ') + '.');
  }
  return instance;
}

function invalidBody(errors: readonly FieldError[]): HttpProblem {
  const detail = errors.map((error) => `${error.pointer}: ${error.detail}`).join('; ');
  return new HttpProblem('validation-error', `${detail}.`, { errors });
}

async function check<T extends object>(
  value: object,
  dto: Type<T>,
  pointer = '#',
): Promise<{ instance: T; errors: FieldError[] }> {
  const instance = plainToInstance(dto, value);
  const found = await validate(instance, { whitelist: true, forbidNonWhitelisted: true });
  return { instance, errors: found.flatMap((error) => fieldErrors(error, pointer)) };
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.values(error.constraints ?? {}).map((detail) => ({ detail, pointer }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, pointer))];
}
