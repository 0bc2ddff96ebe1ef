import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../format-error.js';
import { parseNionArchive } from './parse-nion-archive.js';

const npy = (descr: string) =>
  strToU8(
    `\x93NUMPY\x01\x00\x46\x00{'descr': '${descr}', 'fortran_order': False, 'shape': (2,), }\n`.padEnd(80) +
      '12345678',
    true,
  );
const archive = (members: Record<string, Uint8Array>, level: 0 | 9 = 0) => zipSync(members, { level });
const sound = { 'metadata.json': strToU8('{"version": 1, "a": NaN}'), 'data.npy': npy('<f4') };
const codeOf = (bytes: Uint8Array) => {
  try {
    parseNionArchive(bytes);
    return 'read';
  } catch (error) {
    return error instanceof FormatError ? error.code : error;
  }
};

/** The archive with another size claimed for its last member. */
function claiming(bytes: Uint8Array, unpackedBytes: number): Uint8Array {
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  for (let at = changed.length - 46; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    view.setUint32(at + 24, unpackedBytes, true);
    break;
  }
  return changed;
}

describe('parseNionArchive', () => {
  it.each([
    ['a sound one', archive(sound), 'read'],
    ['a sound packed one', archive(sound, 9), 'read'],
    ['a path out of the archive', archive({ '../x': strToU8('x'), ...sound }), 'forbidden-path'],
    ['an absolute path', archive({ '/etc/x': strToU8('x') }), 'forbidden-path'],
    ['a drive', archive({ 'C:x': strToU8('x') }), 'forbidden-path'],
    ['cut JSON', archive({ ...sound, 'metadata.json': strToU8('{"version"') }), 'malformed-file'],
    [
      'a prototype',
      archive({ ...sound, 'metadata.json': strToU8('{"a":{"__proto__":{"isAdmin":true}}}') }, 9),
      'malformed-file',
    ],
    ['deep JSON', archive({ ...sound, 'metadata.json': strToU8('['.repeat(5000)) }), 'limits-exceeded'],
    ['long JSON', archive({ ...sound, 'metadata.json': strToU8(' '.repeat(1_000_001)) }), 'limits-exceeded'],
    ['Python objects', archive({ ...sound, 'data.npy': npy('|O') }, 9), 'unsupported-data-type'],
    ['a shape that does not fit', archive({ ...sound, 'data.npy': npy('<f8') }), 'truncated-file'],
    ['no npy', archive({ ...sound, 'data.npy': strToU8('x') }), 'malformed-file'],
    ['no description', archive({ 'data.npy': npy('<f4') }), 'unsupported-media-type'],
    ['two arrays', archive({ ...sound, 'more.npy': npy('<f4') }), 'unsupported-media-type'],
    ['a bomb', archive({ ...sound, 'data.npy': new Uint8Array(2 ** 22) }, 9), 'limits-exceeded'],
    [
      'a bomb that lies',
      claiming(archive({ ...sound, 'data.npy': new Uint8Array(2 ** 22) }, 9), 30),
      'limits-exceeded',
    ],
    ['more claimed than there is', claiming(archive(sound, 9), 1000), 'malformed-file'],
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

  it('takes the two files of the NumPy export under any name', () => {
    const array = parseNionArchive(
      archive({
        'a b.json': strToU8('{"title": ""}'),
        'a b.npy': npy('<f4'),
        '__MACOSX/a b.npy': strToU8('x'),
      }),
    );
    expect([array.title, array.shape, array.dtype, array.calibrations]).toEqual(['a b', [2], 'float32', []]);
  });
});
