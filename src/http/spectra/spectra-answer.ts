import { applyDecorators, type StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { Request } from 'express';
import {
  collectCounts,
  MAX_JSON_COUNTS,
  type Spectra,
  type SpectraRequest,
} from '../../workflows/read-spectra.js';
import type { RequestMemory } from '../limits/request-memory.js';
import { binaryAnswer } from '../requests/binary-answer.js';
import { Produces } from '../requests/produces.js';
import { SpectraDto, type SpectraQueryDto } from './spectra.dto.js';

const BINARY = 'application/octet-stream';
const TYPES = ['application/json', BINARY];

/** A handler that answers with spectra, as JSON or as bytes. */
export const ProducesSpectra = (): MethodDecorator =>
  applyDecorators(
    Produces(...TYPES),
    ApiExtraModels(SpectraDto),
    ApiOkResponse({
      description:
        'application/octet-stream: little-endian float32, [pixels × channels]; X-Kaimen-Shape says how many',
      headers: { 'X-Kaimen-Shape': { schema: { type: 'string' }, description: 'pixels,channels' } },
      content: {
        'application/json': { schema: { $ref: getSchemaPath(SpectraDto) } },
        [BINARY]: { schema: { type: 'string', format: 'binary' } },
      },
    }),
  );

export const toSpectraRequest = (query: SpectraQueryDto): SpectraRequest => ({
  from: query.from,
  to: query.to ?? null,
  sum: query.sum,
});

/** Of a count in JSON: as a number, in an array, as text, as bytes. */
const JSON_BYTES = 40;

/** @throws HttpProblem overloaded */
export async function spectraAnswer(
  request: Request,
  spectra: Spectra,
  memory: RequestMemory,
): Promise<SpectraDto | StreamableFile> {
  const { nPixels, nChannels, energy, chunks } = spectra;
  request.res!.setHeader('X-Kaimen-Shape', `${nPixels},${nChannels}`);
  if (request.accepts(TYPES) === BINARY) {
    return binaryAnswer(chunks, { type: BINARY, sizeBytes: nPixels * nChannels * 4 });
  }
  memory.hold(request.res!, JSON_BYTES * Math.min(MAX_JSON_COUNTS, nPixels * nChannels));
  return { nPixels, nChannels, energy, counts: Array.from(await collectCounts(spectra)) };
}
