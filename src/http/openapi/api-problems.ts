import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from '../problems/problem.dto.js';

const WHY: Readonly<Record<number, string>> = {
  400: 'invalid-parameter, invalid-json, invalid-multipart',
  401: 'unauthorized',
  403: 'insufficient-scope, forbidden-origin',
  404: 'not-found, no-such-scan',
  406: 'not-acceptable',
  409: 'not-finished, already-ended, dataset-not-ready, dataset-rejected, conflicting-observation, import-has-problems, already-committed, offset-conflict',
  410: 'upload-expired',
  411: 'length-required',
  412: 'unsupported-protocol',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  422: 'validation-error, or the code of what is wrong with the content',
  423: 'upload-locked',
  503: 'overloaded, busy: come again as Retry-After says',
  507: 'quota-exceeded',
};

/** Documents the problems a handler answers with, by status. Each can also answer 429, 500, 503. */
export const ApiProblems = (...statuses: number[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemDto),
    ...[...new Set([...statuses, 429, 500, 503])].map((status) =>
      ApiResponse({
        status,
        description: WHY[status] ?? (status === 429 ? 'rate-limited' : 'internal-error'),
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
      }),
    ),
  );
