import { describe, expect, it } from 'vitest';
import { FormatError } from '../format-error.js';
import { dmImages } from './dm-images.js';
import { dmToJson } from './dm-to-json.js';
import { dmGet, dmNumber, dmText, isArray } from './dm-tree.js';
import { parseDm } from './parse-dm.js';
import { readDmNumbers } from './read-dm-array.js';
import { writeDm4, type DmImage, type DmPixels } from './write-dm4.js';

const image = (data: DmPixels, shape: number[]): DmImage => ({
  name: 'Bild µ',
  data,
  shape,
  axes: shape.map((_, i) => ({ origin: i, scale: 0.5, units: i === shape.length - 1 ? 'eV' : 'nm' })),
  brightness: { origin: 3, scale: 0.125, units: 'e-' },
  tags: { 'Meta Data': { Signal: 'EELS', 'a.b': 1.5 }, flag: true },
});

/** A DM3 or DM4 file by hand, so that the parser is not only checked against our own writer. */
function handMade(
  version: 3 | 4,
  tags: (number | string)[][],
  options: { order?: number; nTags?: bigint } = {},
): Uint8Array {
  const n = (value: number | bigint) => word(value, version === 4 ? 8 : 4);
  const body = tags.flatMap(([name, type, value]) => {
    const payload = [
      0x25,
      0x25,
      0x25,
      0x25,
      ...n(1),
      ...n(Number(type)),
      ...scalar(Number(type), Number(value), options.order !== 0),
    ];
    const text = [...String(name)].map((c) => c.charCodeAt(0));
    return [21, ...word(text.length, 2), ...text, ...(version === 4 ? n(payload.length) : []), ...payload];
  });
  const root = [1, 0, ...n(options.nTags ?? tags.length), ...body];
  return Uint8Array.from([
    ...word(version, 4),
    ...n(root.length),
    ...word(options.order ?? 1, 4),
    ...root,
    ...word(0, 8),
  ]);
}
const word = (value: number | bigint, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Number((BigInt(value) >> BigInt(8 * (bytes - 1 - i))) & 255n));
function scalar(type: number, value: number, little: boolean): number[] {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 6) view.setFloat32(0, value, little);
  else if (type === 7) view.setFloat64(0, value, little);
  else if (type === 2) view.setInt16(0, value, little);
  else view.setBigInt64(0, BigInt(value), little);
  return [...new Uint8Array(view.buffer, 0, { 2: 2, 6: 4, 7: 8, 11: 8 }[type])];
}

const codeOf = (bytes: Uint8Array): string => {
  try {
    parseDm(bytes);
    return 'read';
  } catch (error) {
    if (error instanceof FormatError) return error.code;
    throw error;
  }
};

describe('parseDm', () => {
  it.each([3, 4] as const)('reads scalars of version %i in their byte order', (version) => {
    const { root } = parseDm(
      handMade(version, [
        ['a', 7, -2.25],
        ['b', 2, -300],
        ['c', 11, -5],
        ['d.e', 6, 0.5],
      ]),
    );
    expect(['a', 'b', 'd.e'].map((name) => dmGet(root, name))).toEqual([-2.25, -300, 0.5]);
    expect(dmGet(root, 'c')).toBe(-5n);
    expect(dmNumber(root, 'c')).toBe(-5);
    const big = parseDm(
      handMade(
        version,
        [
          ['a', 7, -2.25],
          ['b', 2, -300],
        ],
        { order: 0 },
      ),
    );
    expect([big.littleEndian, dmGet(big.root, 'a'), dmGet(big.root, 'b')]).toEqual([false, -2.25, -300]);
  });

  it.each([
    Int8Array.of(-128, 127, 0, 1, 2, 3),
    Uint8Array.of(0, 255, 1, 2, 3, 4),
    Int16Array.of(-32768, 32767, 0, 1, 2, 3),
    Uint16Array.of(0, 65535, 1, 2, 3, 4),
    Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 0, 1, 2, 3),
    Uint32Array.of(0, 2 ** 32 - 1, 1, 2, 3, 4),
    Float32Array.of(-1.5, 3.4e38, 0, 1, 2, 3),
    Float64Array.of(-1.5, 1e300, 0, 1, 2, 3),
  ])('gives back what writeDm4 wrote: $constructor.name', (data) => {
    const bytes = writeDm4([image(data, [2, 3])]);
    // A view that does not begin at byte 0 of its buffer must read the same.
    const shifted = new Uint8Array(bytes.length + 3).fill(7);
    shifted.set(bytes, 3);
    const [read] = dmImages(parseDm(shifted.subarray(3)));
    expect(read.dimensions).toEqual([3, 2]);
    expect(isArray(read.data) && readDmNumbers(read.data)).toEqual(data);
    expect(read.brightness).toEqual({ origin: 3, scale: 0.125, units: 'e-' });
    expect(read.calibrations[0]).toEqual({ origin: 1, scale: 0.5, units: 'eV' });
    expect(read.name).toBe('Bild µ');
    expect(dmText(read.tags, 'Meta Data', 'Signal')).toBe('EELS');
    expect(dmToJson(read.tags)).toEqual({ 'Meta Data': { Signal: 'EELS', 'a.b': 1.5 }, flag: true });
  });

  it('marks the thumbnail', () => {
    const file = parseDm(writeDm4([image(new Float32Array(6), [2, 3])], { thumbnail: true }));
    expect(dmImages(file).map((entry) => entry.isThumbnail)).toEqual([true, false]);
  });

  it('does not end in anything but a FormatError wherever the file is cut', () => {
    const bytes = writeDm4([image(new Float32Array(6), [2, 3])]);
    for (let end = 0; end < bytes.length - 8; end++)
      expect(codeOf(bytes.subarray(0, end))).toBe('truncated-file');
  });

  it('refuses what cannot be', () => {
    const good = handMade(4, [['a', 7, 1]]);
    expect(codeOf(handMade(4, [['a', 7, 1]], { nTags: -1n }))).toBe('malformed-file');
    expect(codeOf(handMade(4, [['a', 7, 1]], { nTags: 2n ** 62n }))).toBe('malformed-file');
    expect(codeOf(handMade(3, [['a', 99, 1]]))).toBe('malformed-file');
    const version = Uint8Array.from(good);
    version[3] = 5;
    expect(codeOf(version)).toBe('unsupported-format-version');
    const mark = Uint8Array.from(good);
    mark[mark.indexOf(0x25)] = 0x24;
    expect(codeOf(mark)).toBe('malformed-file');
  });

  it('refuses an array of structs that have no fields', () => {
    // Array of 3 structs, 0 fields each: it would take no byte of the file, whatever its length.
    const info = [20, 15, 0, 0, 3];
    const tag = [21, ...word(1, 2), 0x61, 0x25, 0x25, 0x25, 0x25, ...word(info.length, 4)];
    const root = [1, 0, ...word(1, 4), ...tag, ...info.flatMap((n) => word(n, 4))];
    const file = [...word(3, 4), ...word(root.length, 4), ...word(1, 4), ...root, ...word(0, 8)];
    expect(codeOf(Uint8Array.from(file))).toBe('malformed-file');
  });

  it('stops at 64 levels and 200,000 tags', () => {
    const nested = (depth: number): number[] =>
      depth === 0 ? [1, 0, ...word(0, 4)] : [1, 0, ...word(1, 4), 20, 0, 0, ...nested(depth - 1)];
    const file = (root: number[]) =>
      Uint8Array.from([...word(3, 4), ...word(root.length, 4), ...word(1, 4), ...root, ...word(0, 8)]);
    expect(codeOf(file(nested(63)))).toBe('read');
    expect(codeOf(file(nested(64)))).toBe('limits-exceeded');
    const many = new Uint8Array(18 + 200_001 * 16 + 8);
    many.set([...word(3, 4), ...word(many.length - 16, 4), ...word(1, 4), 1, 0, ...word(200_001, 4)]);
    expect(codeOf(many)).toBe('limits-exceeded');
  });
});

describe('dmToJson', () => {
  it('drops nothing and makes no prototype of a name', () => {
    const group = {
      kind: 'group' as const,
      entries: [
        { name: '__proto__', value: NaN },
        { name: 'a', value: 1 },
        { name: 'a', value: 2n ** 60n },
      ],
    };
    const json = dmToJson(group) as Record<string, unknown>;
    expect(Object.entries(json)).toEqual([
      ['__proto__', 'NaN'],
      ['a', 1],
      ['a (2)', '1152921504606846976'],
    ]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
});
