import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { refuseNdata1 } from './check-ndata1.js';

const npy = (descr: string) =>
  strToU8(
    `\x93NUMPY\x01\x00\x46\x00{'descr': '${descr}', 'fortran_order': False, 'shape': (2,), }\n`.padEnd(80) +
      '12345678',
    true,
  );
const archive = (members: Record<string, Uint8Array>, level: 0 | 9 = 0) => zipSync(members, { level });
const sound = { 'metadata.json': strToU8('{"version": 1}'), 'data.npy': npy('<f4') };
const codeOf = (bytes: Uint8Array) => {
  try {
    refuseNdata1(bytes);
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('refuseNdata1', () => {
  it.each([
    ['a sound one', archive(sound), 'unsupported-media-type'],
    ['a sound packed one', archive(sound, 9), 'unsupported-media-type'],
    ['a path out of the archive', archive({ '../x': strToU8('x'), ...sound }), 'forbidden-path'],
    ['an absolute path', archive({ '/etc/x': strToU8('x') }), 'forbidden-path'],
    ['a drive', archive({ 'C:x': strToU8('x') }), 'forbidden-path'],
    ['cut JSON', archive({ ...sound, 'metadata.json': strToU8('{"version"') }), 'malformed-file'],
    [
      'a prototype',
      archive({ ...sound, 'metadata.json': strToU8('{"a":{"__proto__":{"isAdmin":true}}}') }, 9),
      'malformed-file',
    ],
    ['Python objects', archive({ ...sound, 'data.npy': npy('|O') }, 9), 'unsupported-data-type'],
    ['a shape that does not fit', archive({ ...sound, 'data.npy': npy('<f8') }), 'malformed-file'],
    ['no npy', archive({ ...sound, 'data.npy': strToU8('x') }), 'malformed-file'],
    ['a bomb', archive({ ...sound, 'data.npy': new Uint8Array(2 ** 22) }, 9), 'limits-exceeded'],
    [
      'many members',
      archive(Object.fromEntries([...Array(17).keys()].map((i) => [`m${i}`, strToU8('x')]))),
      'limits-exceeded',
    ],
    ['a cut archive', archive(sound).subarray(0, 200), 'truncated-file'],
  ])('%s', (_, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });
});
