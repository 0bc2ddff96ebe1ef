import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'fflate';
import type { Group } from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../format-error.js';
import { bytesOfBase64 } from '../../units/base64.js';
import { memorySource } from '../byte-source.js';
import { checkGlobalHeaps } from '../hdf5/check-global-heaps.js';
import { editHdf5, hdf5IsBroken } from '../hdf5/hdf5-engine.js';
import { hdf5Size } from '../hdf5/hdf5-header.js';
import { HYPERSPY_TEMPLATES } from './hyperspy-templates.js';
import { parseHyperspy } from './parse-hyperspy.js';
import { writeHspy } from './write-hspy.js';

const GOLDEN = 'test/golden';
const registry = JSON.parse(readFileSync(`${GOLDEN}/registry.json`, 'utf8')) as Record<
  string,
  { sha256: string }
>;
const golden = (name: string) => readFileSync(`${GOLDEN}/hdf5/${name}.hspy`);
const parse = (bytes: Uint8Array) => parseHyperspy(bytes, () => true);
const codeOf = (bytes: Uint8Array) =>
  parse(bytes).then(
    () => 'read',
    (error: unknown) => (error instanceof FormatError ? error.code : String(error)),
  );

const good = await writeHspy({
  data: Float32Array.from({ length: 80 }, (_, i) => i),
  axes: [
    { name: 'x', units: 'nm', scale: 0.5, offset: 0, size: 5 },
    { name: 'Energy loss', units: 'eV', scale: 0.25, offset: 500, size: 16 },
  ],
  metadata: { Signal: { signal_type: 'EELS' } },
  originalMetadata: {},
});
const changed = (change: (scan: Group) => void) =>
  editHdf5(good, (file) => change(file.get('Experiments/spectra') as Group));

describe('parseHyperspy', () => {
  it.each(Object.keys(registry))('%s is the registered file', (name) => {
    expect(
      createHash('sha256')
        .update(readFileSync(`${GOLDEN}/${name}`))
        .digest('hex'),
    ).toBe(registry[name].sha256);
  });

  it.each([
    ['big-endian', 'float32'],
    ['int64', 'int64'],
    ['uint16-gzip-shuffle', 'uint16'],
  ])('reads %s as h5py wrote it', async (name, dtype) => {
    const { version, signals } = await parse(golden(name));
    expect(version).toBe('3.1');
    expect(signals[0]).toMatchObject({
      dtype,
      shape: [5, 16],
      metadata: { Sample: { elements: ['Mn', 'O'] } },
    });
    expect(Array.from(signals[0].values!)).toEqual([...Array(80).keys()]);
    expect(signals[0].axes[1]).toEqual({
      name: 'Energy loss',
      units: 'eV',
      scale: 0.25,
      offset: 500,
      size: 16,
      navigate: false,
      values: null,
    });
  });

  it('reads the coordinates of a non-uniform axis', async () => {
    const { signals } = await parse(golden('uneven-axis'));
    expect(signals[0].axes[1].values).toHaveLength(16);
    expect(signals[0].axes[1].values![15]).toBeCloseTo(500 + 0.25 * 15 ** 1.2, 10);
  });

  it.each([
    ['complex', 'unsupported-data-type'],
    ['half', 'unsupported-data-type'],
    ['boolean', 'unsupported-data-type'],
    ['scale-offset', 'unsupported-data-type'],
    ['lzf', 'unsupported-data-type'],
    ['virtual', 'forbidden-link'],
    ['external-storage', 'forbidden-link'],
    ['soft-link', 'malformed-file'],
  ])('refuses %s with %s', async (name, code) => expect(await codeOf(golden(name))).toBe(code));

  it.each<[string, (scan: Group) => void, string]>([
    ['an external link', (scan) => scan.create_external_link('/etc/passwd', '/x', 'link'), 'forbidden-link'],
    ['a circle', (scan) => scan.create_hard_link('/Experiments', 'circle'), 'limits-exceeded'],
    ['a circle of soft links', (scan) => scan.create_soft_link('/Experiments', 'circle'), 'malformed-file'],
    ['80 levels', (scan) => nest(scan, 80), 'limits-exceeded'],
    ['another size of the axis', (scan) => resize(scan), 'inconsistent-file'],
    [
      '40 MB of zeros in a small file',
      (scan) => zeros(scan, [10, 1_000_000], [1, 1_000_000]),
      'limits-exceeded',
    ],
    ['nothing bad', () => undefined, 'read'],
  ])('%s: %#', async (_, change, code) => expect(await codeOf(await changed(change))).toBe(code));

  it('is not a HyperSpy file without Experiments', async () => {
    const bytes = await editHdf5(gunzipSync(bytesOfBase64(HYPERSPY_TEMPLATES[0])), () => undefined);
    expect(await codeOf(bytes)).toBe('malformed-file');
    expect(await codeOf(bytes.map((byte, i) => (i < 8 ? byte : 0xa5)))).toBe('malformed-file');
  });

  it('leaves the library sound after every refusal', () => expect(hdf5IsBroken()).toBe(false));
});

function nest(group: Group, levels: number): void {
  let at = group;
  for (let i = 0; i < levels; i++) at = at.create_group('g');
}

function resize(scan: Group): void {
  const axis = scan.get('axis-0') as Group;
  axis.delete_attribute('size');
  axis.create_attribute('size', BigInt64Array.of(6n), [], '<q');
}

function zeros(scan: Group, shape: number[], chunks: number[]): void {
  scan.create_dataset({
    name: 'zeros',
    data: new Float32Array(shape[0] * shape[1]),
    shape,
    chunks,
    compression: 9,
  });
}

describe('checkGlobalHeaps', () => {
  const heap = (objects: number[][]) => {
    const bytes = new Uint8Array(64 + 16);
    const view = new DataView(bytes.buffer);
    bytes.set([0x47, 0x43, 0x4f, 0x4c, 1]);
    view.setBigUint64(8, 64n, true);
    for (const [at, index, size] of objects) {
      view.setUint16(at, index, true);
      view.setBigUint64(at + 8, BigInt(size), true);
    }
    return memorySource(bytes);
  };

  it('passes a sound heap and refuses those that are walked for ever or off their end', () => {
    expect(() =>
      checkGlobalHeaps(
        heap([
          [16, 1, 5],
          [40, 0, 24],
        ]),
      ),
    ).not.toThrow();
    expect(() =>
      checkGlobalHeaps(
        heap([
          [16, 1, 5],
          [40, 0, 0],
        ]),
      ),
    ).toThrow(FormatError);
    expect(() => checkGlobalHeaps(heap([[16, 1, 500]]))).toThrow(FormatError);
    expect(() => checkGlobalHeaps(heap([[16, 1, 2 ** 52]]))).toThrow(FormatError);
  });
});

describe('small parts', () => {
  it('base64 is what Node makes of it', () => {
    for (const n of [0, 1, 2, 3, 100]) {
      const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 37) % 256);
      expect(bytesOfBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
    }
  });

  it('the superblock tells the size', () => {
    expect(hdf5Size(good)).toBe(good.length);
    expect(hdf5Size(golden('int64'))).toBe(golden('int64').length);
    expect(hdf5Size(new Uint8Array(100))).toBeNull();
  });
});
