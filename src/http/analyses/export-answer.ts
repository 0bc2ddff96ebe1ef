import { Injectable, type PipeTransform, type StreamableFile } from '@nestjs/common';
import { EXPORT_TYPES, type ExportName } from '../../workflows/export-analysis.js';
import type { SpectraBlob } from '../../workflows/read-results.js';
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

const OF_SCAN: readonly ExportName[] = ['scan.hspy', 'scan.nxs', 'spectrum.msa', 'report.html'];
export const holdsScan = (name: ExportName): boolean => OF_SCAN.includes(name);

/** A count as it is stored, in the file that is made, in the answer. */
const COUNT_BYTES = 12;
/** What making a file of the whole scan takes of memory. */
export const exportBytes = ({ nPixels, energy }: SpectraBlob): number =>
  COUNT_BYTES * nPixels * energy.nChannels;

export const exportAnswer = (name: ExportName, bytes: Uint8Array): StreamableFile =>
  bytesAnswer(bytes, { type: EXPORT_TYPES[name], fileName: name });
