import { expect, it } from 'vitest';
import { DEFAULT_IGNORE, DEFAULT_INCLUDE, matchesAny } from './file-patterns.js';

it.each([
  ['*.dm4', 'a/b/Scan 1.DM4', true],
  ['*.dm4', 'scan.dm4.tmp', false],
  ['scan-??.msa', 'scan-07.msa', true],
  ['scan-??.msa', 'scan-7.msa', false],
  ['Mn*/*.dm4', 'MnO/a.dm4', true],
  ['Mn*/*.dm4', 'MnO/day/a.dm4', false],
  ['Mn*/**/*.dm4', 'MnO/day/2/a.dm4', true],
  ['**/raw/**', 'raw/a.dm4', true],
  ['**/raw/**', 'x/raw/y/a.dm4', true],
  ['**/raw/**', 'x/raw2/a.dm4', false],
  ['a[1]+(2).dm4', 'a[1]+(2).dm4', true],
  ['a[1].dm4', 'a1.dm4', false],
  ['µ*.dm4', 'µ-line.dm4', true],
])('%s fits %s: %s', (pattern, path, fits) => expect(matchesAny([pattern])(path)).toBe(fits));

it('passes over what programs leave while they work', () => {
  const ignored = matchesAny(DEFAULT_IGNORE);
  for (const name of ['.scan.dm4', '~$scan.dm4', 'a/scan.dm4.part', 'scan.tmp', '$RECYCLE.BIN'])
    expect(ignored(name)).toBe(true);
  expect(ignored('scan.dm4')).toBe(false);
  expect(matchesAny(DEFAULT_INCLUDE)('day 1/line.dm4')).toBe(true);
  expect(matchesAny(DEFAULT_INCLUDE)('line.dm4.kaimen-error.json')).toBe(false);
});
