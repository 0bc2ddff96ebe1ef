import type { DescriptorReading, ScalarEstimate } from '../../science/descriptors/descriptor-result.js';
import { positionText } from '../view/labels.js';
import type { ScanPath } from '../view/scan-path.js';
import { capitalised, opinionsOn } from './along.js';

/** 'No answer at 12 of 64 positions.'; empty where there is one everywhere. The reasons stand above all figures. */
export function abstentionNote(reading: DescriptorReading, path: ScanPath): string {
  const n = path.pixels.filter((p) => !reading.verdicts[p].inside).length;
  return n === 0 ? '' : `No answer at ${n} of ${path.pixels.length} positions.`;
}

const sentence = (text: string): string => (text === '' ? '' : `${capitalised(text).replace(/\.$/, '')}.`);

function disagreementNote(reading: DescriptorReading, id: string, path: ScanPath): string[] {
  return opinionsOn(reading, id).map(({ method, disagrees, values, note }) => {
    const asked = path.pixels.filter((p) => values[p] !== null).length;
    const at = path.pixels.flatMap((p, i) => (disagrees.includes(p) ? [i] : []));
    const where =
      at.length === 0
        ? `agrees at all ${asked} positions where it says something`
        : `disagrees at ${at.length} of ${asked} positions (${positionText(path, at[0])}${at.length > 1 ? ` … ${positionText(path, at[at.length - 1])}` : ''})`;
    return `${capitalised(method)} ${where}. ${sentence(note)}`.trim();
  });
}

/** What a reader must know of a profile before believing it. */
export const scalarNote = (reading: DescriptorReading, estimate: ScalarEstimate, path: ScanPath): string =>
  [abstentionNote(reading, path), ...disagreementNote(reading, estimate.id, path)]
    .filter((s) => s !== '')
    .join(' ');
