import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsInt, IsNumber, IsOptional } from 'class-validator';

const NUMBER = /^[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})(e[+-]?\d{1,3})?$/i;

/** A decimal number of a query; what is none becomes NaN and is refused. */
export const numberOf = (word: string): number => (NUMBER.test(word) ? Number(word) : NaN);

/** '0,0,1' as numbers. */
export const numbersIn = ({ value }: { value: unknown }): number[] => String(value).split(',').map(numberOf);

const list = (n: number, each: PropertyDecorator, description: string): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    Transform(numbersIn),
    ArrayMinSize(n),
    ArrayMaxSize(n),
    each,
    ApiPropertyOptional({ type: String, description }),
  );

/** Three whole numbers with commas between them. */
export const QueryIndices = (description: string): PropertyDecorator =>
  list(3, IsInt({ each: true }), description);

/** Three rows of a matrix with commas between all nine. */
export const QueryAxes = (description: string): PropertyDecorator =>
  list(9, IsNumber({}, { each: true }), description);
