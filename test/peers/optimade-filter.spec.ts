import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilterNode, ItemTest, Operand } from '../../src/workflows/optimade/filter-ast.js';
import { parseFilter } from '../../src/workflows/optimade/parse-filter.js';
import { writeFilter } from '../../src/workflows/optimade/testing/write-filter.js';
import { arbitraryFilter } from '../support/arbitrary-filter.js';

/** Debian's liboptimade-filter-perl 0.10, a parser of another author. Run by `npm run test:hyperspy`. */
const present = isThere();

function isThere(): boolean {
  try {
    execFileSync('perl', ['-MOPTIMADE::Filter::Parser', '-e', '1'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const verdicts = (filters: readonly string[]): string[] =>
  execFileSync('perl', ['test/peers/optimade-filter.pl'], { input: filters.join('\n'), encoding: 'utf8' })
    .trimEnd()
    .split('\n');

const isBoolean = (operand: Operand): boolean =>
  'constant' in operand && typeof operand.constant === 'boolean';
const isOld = ({ operator, value }: ItemTest): boolean =>
  !['CONTAINS', 'STARTS', 'ENDS'].includes(operator) && !isBoolean(value);

/** It reads the grammar of 1.1: no booleans, and in lists no CONTAINS, STARTS and ENDS. */
function isOfOneOne(node: FilterNode): boolean {
  if ('terms' in node) return node.terms.every(isOfOneOne);
  if ('term' in node) return isOfOneOne(node.term);
  switch (node.kind) {
    case 'compare':
      return !isBoolean(node.left) && !isBoolean(node.right);
    case 'has':
      return node.rows.every((row) => row.every(isOld));
    case 'known':
      return true;
    case 'truth':
      return false;
    default:
      return !isBoolean(node.value);
  }
}

describe.skipIf(!present)(`another parser${present ? '' : ' (needs liboptimade-filter-perl)'}`, () => {
  it('reads 300 filters that we write', () => {
    const filters = fc.sample(arbitraryFilter.filter(isOfOneOne), { numRuns: 300, seed: 3 }).map(writeFilter);
    const refused = verdicts(filters).flatMap((verdict, i) =>
      verdict === '1' ? [] : [[filters[i], verdict]],
    );
    expect(refused).toEqual([]);
  });

  it('refuses what we refuse', () => {
    const wrong = [
      'a= AND',
      '(a=1',
      'a=1)',
      'a HAS 1, 2',
      'a IS 1',
      'NOT NOT a=1',
      'a<>1',
      'a="b',
      'a and b=1',
      'A=1',
    ];
    for (const filter of wrong) expect(() => parseFilter(filter)).toThrow('At character');
    expect(verdicts(wrong).filter((verdict) => verdict === '1')).toEqual([]);
  });
});
