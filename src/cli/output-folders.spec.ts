import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputFolders } from './output-folders.js';

it.each([
  [
    ['a.dm4', 'b.dm4'],
    ['a', 'b'],
  ],
  [
    ['x/a.dm4', 'y/a.dm4', 'z/a-2.dm4'],
    ['a', 'a-2', 'a-2-2'],
  ],
  [
    ['z/a-2.dm4', 'x/a.dm4', 'y/a.dm4'],
    ['a-2', 'a', 'a-3'],
  ],
  [
    ['x/A.dm4', 'y/a.hspy'],
    ['A', 'a-2'],
  ],
])('outputFolders(%j) are %j: none twice', (paths, names) => {
  expect(outputFolders(paths, 'out')).toEqual(names.map((name) => join('out', name)));
});
