import { Injectable, type PipeTransform, type StreamableFile } from '@nestjs/common';
import { EXPORT_TYPES, type ExportName } from '../../workflows/export-analysis.js';
import { HttpProblem } from '../problems/http-problem.js';
import { bytesAnswer } from '../requests/binary-answer.js';

export const EXPORT_NAMES = Object.keys(EXPORT_TYPES) as ExportName[];

/** The name of an export in a path. Another name: 404. */
@Injectable()
export class ExportNamePipe implements PipeTransform<string, ExportName> {
  transform(value: string): ExportName {
    const name = EXPORT_NAMES.find((known) => known === value);
    if (name === undefined) throw new HttpProblem('not-found', `There are ${EXPORT_NAMES.join(', ')}.`);
    return name;
  }
}

export const exportAnswer = (name: ExportName, bytes: Uint8Array): StreamableFile =>
  bytesAnswer(bytes, { type: EXPORT_TYPES[name], fileName: name });
