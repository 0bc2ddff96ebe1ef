import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../formats/format-error.js';
import { writeMsa } from '../formats/msa/write-msa.js';
import { utf8Bytes } from '../formats/text-bytes.js';
import { quickCheck, readSpectrumFile } from './read-spectrum-file.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from './spectrum-image.js';
import { toDm4 } from './to-dm4.js';
import { toHspy } from './to-hspy.js';

const scan: SpectrumImage = {
  title: 'line',
  counts: Float32Array.from({ length: 80 }, (_, i) => i),
  nPixels: 5,
  nChannels: 16,
  energy: { offsetEv: 500, scaleEv: 0.25, nChannels: 16 },
  navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 0.5, size: 5 }],
  intensityUnit: 'e-',
  acquisition: UNKNOWN_ACQUISITION,
  originalMetadata: {},
};
const dm4 = toDm4([scan]);
const text = (s: string) => utf8Bytes(s);
const golden = (name: string): Uint8Array => readFileSync(`test/golden/formats/${name}`);

describe('quickCheck', () => {
  const check = (bytes: Uint8Array, name: string, size = bytes.length) =>
    quickCheck(bytes.subarray(0, 4096), size, name)?.code ?? null;

  it.each([
    [dm4, 'a.dm4', null],
    [dm4, 'a.DM3', null],
    [dm4, 'noextension', null],
    [dm4, 'a.hspy', 'unsupported-media-type'],
    [dm4.subarray(0, 10), 'a.dm4', 'truncated-file'],
    [dm4.subarray(0, 500), 'a.dm4', 'truncated-file'],
    [new Uint8Array(0), 'a.dm4', 'empty-file'],
    [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a), 'a.dm4', 'unsupported-media-type'],
    [Uint8Array.of(0x4d, 0x5a, 0x90, 0, 3), 'a.msa', 'unsupported-media-type'],
    [text('#FORMAT : EMSA'), 'a.msa', null],
    [text('1,2\n3,4'), 'a.csv', null],
    [text('energie \xb5'), 'a.txt', null],
    [text('<html>'), 'a.hspy', 'unsupported-media-type'],
    [text('# XDI/1.0\n1 2'), 'a.xdi', null],
    [text('# XDI/1.0\n1 2'), 'a.csv', 'unsupported-media-type'],
    [golden('nxem.nxs'), 'a.nxs', null],
    [golden('line.ndata1'), 'a.ndata1', null],
    [golden('line.ndata1'), 'a.emd', 'unsupported-media-type'],
    [golden('complex.npy'), 'a.npy', null],
    [golden('line.ndata1'), 'a.zspy', 'unsupported-media-type'],
    [text('PK\u0003\u0004'.padEnd(30, '0') + '.zgroup'), 'a.zip', 'unsupported-media-type'],
  ])('%#: %s', (bytes, name, code) => expect(check(bytes, name)).toBe(code));

  it('knows how long an HDF5 file must be', async () => {
    const hspy = await toHspy(scan);
    expect([check(hspy, 'a.hspy'), check(hspy, 'a.hspy', hspy.length - 1)]).toEqual([null, 'truncated-file']);
  });

  it('needs the head only, and the size', () => {
    expect(check(dm4.subarray(0, 64), 'a.dm4', dm4.length)).toBeNull();
    expect(check(dm4.subarray(0, 64), 'a.dm4', dm4.length - 100)).toBe('truncated-file');
  });
});

describe('damaged files', async () => {
  // Seeds are fixed: HDF5 itself can hang on rare damage, which is why uploads are read in a thread with a deadline.
  const samples: [string, Uint8Array, number][] = [
    ['a.dm4', dm4, 300],
    ['a.hspy', await toHspy(scan), 80],
    ['a.msa', writeMsa({ title: 't', offset: 500, xPerChannel: 0.5, values: [1, 2, 3, 4] }), 300],
    ['a.csv', text('E (eV),0 nm,1 nm\n500,1,2\n501,3,4\n502,5,6\n'), 300],
    [
      'a.xdi',
      text('# XDI/1.0\n# Column.1: energy eV\n# Column.2: mutrans\n# ///\n500 1\n501 2\n502 5\n'),
      300,
    ],
    ['a.ndata1', golden('line.ndata1'), 300],
    ['a.ndata', golden('line.ndata'), 300],
    ['a_-1eV_to_3eV.npy', golden('float32_-1eV_to_3eV.npy'), 300],
    ['a.emd', golden('velox-line.emd'), 40],
    ['b.emd', golden('ncem-0.2.emd'), 40],
    ['a.nhdf', golden('line.nhdf'), 40],
    ['a.nxs', golden('nxem.nxs'), 40],
  ];

  it.each(samples)('%s: only a FormatError comes out, in bounded time', async (name, good, numRuns) => {
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(
        damage,
        fc.option(fc.nat(good.length), { freq: 9, nil: good.length }),
        async (bytes, length) => {
          const bad = Uint8Array.from(good);
          for (const [at, value] of bytes) bad[at] = value;
          const before = Uint8Array.from(bad);
          await readSpectrumFile(bad.subarray(0, length), name).catch((error: unknown) => {
            if (!(error instanceof FormatError)) throw error;
          });
          expect(Buffer.compare(bad, before)).toBe(0);
        },
      ),
      { numRuns, seed: 7, interruptAfterTimeLimit: 15_000 },
    );
  });
});
