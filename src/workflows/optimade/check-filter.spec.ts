import { describe, expect, it } from 'vitest';
import { checkFilter } from './check-filter.js';
import { OptimadeError } from './optimade-error.js';
import { parseFilter } from './parse-filter.js';

const check = (filter: string) => checkFilter(parseFilter(filter), 'exmpl');

function refusal(filter: string): OptimadeError {
  try {
    check(filter);
  } catch (error) {
    if (error instanceof OptimadeError) return error;
  }
  throw new Error(`accepted: ${filter}`);
}

describe('a filter that was read', () => {
  it.each([
    ['unknown = 1', 400, 'unknown-property'],
    ['_exmpl_unknown = 1', 400, 'unknown-property'],
    ['sigma = 5', 400, 'unknown-property'],
    ['_exmpl_nsites = 5', 400, 'unknown-property'],
    ['_x = 1', 400, 'unknown-property'],
    ['__proto__ = 1', 400, 'unknown-property'],
    ['constructor = 1', 400, 'unknown-property'],
    ['_exmpl_constructor IS KNOWN', 400, 'unknown-property'],
    ['elements HAS unknown', 400, 'unknown-property'],
    ['nsites = unknown', 400, 'unknown-property'],
    ['elements:unknown HAS "H":1', 400, 'unknown-property'],
    ['last_modified > "yesterday"', 400, 'invalid-timestamp'],
    ['last_modified > 5', 501, 'type-mismatch'],
    ['nsites = "5"', 501, 'type-mismatch'],
    ['nsites = TRUE', 501, 'type-mismatch'],
    ['"5" = nsites', 501, 'type-mismatch'],
    ['id = 5', 501, 'type-mismatch'],
    ['id CONTAINS 5', 501, 'type-mismatch'],
    ['nsites CONTAINS "5"', 501, 'type-mismatch'],
    ['last_modified STARTS WITH "2026"', 501, 'type-mismatch'],
    ['elements = "O"', 501, 'type-mismatch'],
    ['elements HAS 5', 501, 'type-mismatch'],
    ['dimension_types HAS "1"', 501, 'type-mismatch'],
    ['dimension_types HAS CONTAINS "1"', 501, 'type-mismatch'],
    ['id HAS "O"', 501, 'type-mismatch'],
    ['elements LENGTH "2"', 501, 'type-mismatch'],
    ['nsites LENGTH 2', 501, 'type-mismatch'],
    ['nsites', 501, 'type-mismatch'],
    ['elements', 501, 'type-mismatch'],
    ['species HAS "O"', 501, 'not-supported'],
    ['lattice_vectors HAS 1', 501, 'not-supported'],
    ['species.name HAS "O"', 501, 'not-supported'],
    ['references.doi HAS "10/1"', 501, 'not-supported'],
    ['elements:elements_ratios HAS "O":0.5', 501, 'not-supported'],
    ['nsites = nelements', 501, 'not-supported'],
    ['elements HAS id', 501, 'not-supported'],
    ['"a" = "a"', 501, 'not-supported'],
    ['1 < 2', 501, 'not-supported'],
  ])('is refused: %s is %i %s', (filter, status, code) => {
    const error = refusal(`nsites > 1 AND (${filter})`);
    expect([error.status, error.code]).toEqual([status, code]);
    expect(error.message).toContain('At character 17');
  });

  it.each(['_other_x = 1', '_other_x HAS "a"', '_other_x LENGTH 2', '_other_x', '_other_x CONTAINS "a"'])(
    'never says anything of what another database has: %s',
    (filter) => {
      expect(check(filter)).toEqual({ where: { kind: 'constant', value: null }, foreign: ['_other_x'] });
      const negated = { kind: 'not', term: { kind: 'constant', value: null } };
      expect(check(`NOT ${filter}`).where).toEqual(negated);
    },
  );

  it('knows what is never known', () => {
    const constant = (value: boolean | null) => ({ where: { kind: 'constant', value }, foreign: [] });
    expect(check('assemblies IS KNOWN')).toEqual(constant(false));
    expect(check('space_group_it_number IS UNKNOWN')).toEqual(constant(true));
    expect(check('immutable_id = "a"')).toEqual(constant(null));
  });

  it('has the property on the left, without prefix', () => {
    const { where } = check('5 < _exmpl_sigma');
    expect(where).toEqual({ kind: 'compare', key: 'sigma', operator: '>', value: 5 });
  });
});
