import { readFuncfl, type NamedText } from './funcfl.js';
import { readSetfl } from './setfl.js';
import type { EamTables } from './tables.js';

/**
 * A potential from the text of an eam, eam/alloy or eam/fs file; which one, its first lines tell: funcfl names a lattice in
 * the second line and grids in the third, setfl (alloy and fs) elements in the fourth.
 *
 * @throws EnergeticsError potential-unreadable  with the line
 */
export function readEam(file: NamedText): EamTables {
  const [, second = '', third = ''] = file.text.split(/\r\n|\n|\r/, 3).map((line) => line.trim());
  const isFuncfl = /^\d+(\s+\S+){2,}$/.test(second) && numbersIn(second) >= 3 && numbersIn(third) === 5;
  return isFuncfl ? readFuncfl([file]) : readSetfl(file.text, file.name);
}

function numbersIn(line: string): number {
  return line.split(/\s+/).filter((word) => word !== '' && Number.isFinite(Number(word.replace(/[dD]/, 'e'))))
    .length;
}
