import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';

interface IntegerOptions {
  readonly min: number;
  readonly max: number;
  readonly default?: number;
  readonly description?: string;
}

/** A decimal integer in a query; nothing else that JavaScript would take for a number. */
export const QueryInteger = (options: IntegerOptions): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => (/^\d{1,15}$/.test(String(value)) ? Number(value) : NaN)),
    IsOptional(),
    IsInt(),
    Min(options.min),
    Max(options.max),
    ApiProperty({
      type: 'integer',
      required: false,
      minimum: options.min,
      maximum: options.max,
      default: options.default,
      description: options.description,
    }),
  );

/** `true` or `false` in a query. */
export const QueryBoolean = (
  description: string,
  options: { readonly default: boolean | undefined } = { default: false },
): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown))),
    IsOptional(),
    IsBoolean(),
    ApiProperty({ type: 'boolean', required: false, ...options, description }),
  );
