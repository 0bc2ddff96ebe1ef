import { applyDecorators, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { STRUCTURE_FORMATS, type StructureFormat } from '../../workflows/ports/search-computation.js';
import { bytesAnswer } from '../requests/binary-answer.js';
import { Produces } from '../requests/produces.js';

export class StructureQueryDto {
  @IsOptional()
  @IsIn(STRUCTURE_FORMATS)
  @ApiProperty({ enum: STRUCTURE_FORMATS, enumName: 'StructureFormat', required: false, default: 'extxyz' })
  format: StructureFormat = 'extxyz';
}

const SUFFIXES: Readonly<Record<StructureFormat, string>> = {
  extxyz: '.extxyz',
  cif: '.cif',
  poscar: '.poscar',
  lammps: '.lmp',
  pymatgen: '.pymatgen.json',
  json: '.json',
};

const typeOf = (format: StructureFormat): string =>
  format === 'json' || format === 'pymatgen' ? 'application/json' : 'text/plain';

/** A handler that answers with atoms. */
export const ProducesStructure = (): MethodDecorator =>
  applyDecorators(
    Produces('text/plain', 'application/json'),
    ApiOkResponse({
      description: 'the structure, as an attachment',
      headers: { 'X-Kaimen-Structure': { schema: { type: 'string', enum: ['relaxed', 'unrelaxed'] } } },
      content: {
        'text/plain': { schema: { type: 'string' } },
        'application/json': { schema: { type: 'object', additionalProperties: true } },
      },
    }),
  );

export function structureAnswer(text: string, name: string, format: StructureFormat): StreamableFile {
  const bytes = Buffer.from(text);
  const type = `${typeOf(format)}; charset=utf-8`;
  return bytesAnswer(bytes, {
    type,
    fileName: name + SUFFIXES[format],
  });
}
