import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNKNOWN_ACQUISITION } from '../../science/spectra/spectrum-image.js';
import { toDm4 } from '../../science/spectra/to-dm4.js';
import { missingOf } from './missing-of.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-whole-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function missing(name: string, bytes: Uint8Array | string): Promise<string | null> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return missingOf(path);
}

const dm4 = toDm4(
  [
    {
      title: 'a line',
      counts: Float32Array.from({ length: 300 }, (_, i) => i),
      nPixels: 3,
      nChannels: 100,
      energy: { offsetEv: 500, scaleEv: 0.5, nChannels: 100 },
      navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 0.25, size: 3 }],
      intensityUnit: 'e-',
      acquisition: UNKNOWN_ACQUISITION,
      originalMetadata: null,
    },
  ],
  { gain: 1 },
);

/** Files of other programs' writers (test/golden/README.md). */
function golden(name: string): [string, () => Promise<Uint8Array>, number] {
  return [name, () => readFile(`test/golden/formats/${name}`), 0];
}

/** Every format: whole at its full length, and at no length that a writer or a copy may have stopped at. */
describe.each<[string, () => Promise<Uint8Array> | Uint8Array, number]>([
  ['a.dm4', () => dm4, 8],
  ['a.zip', () => zipSync({ 'metadata.json': new Uint8Array(40), 'data.npy': new Uint8Array(500) }), 0],
  ...['line.ndata1', 'line.nhdf', 'velox-line.emd', 'ncem-1.0.emd', 'nxem.nxs', 'library.h5'].map(golden),
  ['a.msa', () => Buffer.from('#FORMAT : EMSA/MAS\r\n#SPECTRUM\r\n1, 2\r\n#ENDOFDATA   : \r\n'), 7],
])('%s', (name, make, spareBytes) => {
  it('is whole', async () => expect(await missing(name, await make())).toBeNull());

  it('is not whole when it is cut anywhere', async () => {
    const whole = await make();
    const step = Math.max(1, Math.floor(whole.length / 60));
    for (let size = whole.length - spareBytes - 1; size > 0; size -= step)
      expect(await missing(name, whole.subarray(0, size)), `${size} of ${whole.length} bytes`).not.toBeNull();
  });

  it('is not whole while its place is only kept (zeros)', async () =>
    expect(await missing(name, new Uint8Array(5000))).not.toBeNull());
});

/** Superblock of version 2 by the specification: 48 bytes, end of file at 4096. */
function hdf5(): Uint8Array {
  const bytes = new Uint8Array(4096);
  bytes.set([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0]);
  new DataView(bytes.buffer).setBigUint64(28, 4096n, true);
  return bytes;
}

describe('HDF5', () => {
  it('in version 3 is not whole while a program has it open for writing', async () => {
    const bytes = hdf5();
    bytes[8] = 3;
    bytes[11] = 1;
    expect(await missing('open.nxs', bytes)).toMatch(/open for writing/);
    bytes[11] = 0;
    expect(await missing('open.nxs', bytes)).toBeNull();
  });

  it.each([
    [0, 40],
    [1, 44],
  ])('of version %i tells its end at byte %i', async (version, at) => {
    const bytes = hdf5();
    bytes.set([version, 0, 0, 0, 0, 8, 8], 8);
    new DataView(bytes.buffer).setBigUint64(at, 5000n, true);
    expect(await missing('a.emd', bytes)).toBe('it has 4096 of 5000 bytes');
  });
});

interface Case {
  readonly name: string;
  readonly why: string;
  readonly hex: string;
  /** Appended. */
  readonly zeros: number;
  readonly whole: boolean;
}
const CASES = JSON.parse(await readFile('src/agent/testing/whole-files.json', 'utf8')) as Case[];

/** The same table is asked of the Python uploader: both take and leave the same files. */
it.each(CASES.map((one) => [one.name, one.why, one] as const))(
  '%s, %s, as the Python uploader says',
  async (name, _why, one) => {
    const bytes = Buffer.concat([Buffer.from(one.hex, 'hex'), Buffer.alloc(one.zeros)]);
    expect((await missing(name, bytes)) === null).toBe(one.whole);
  },
);

it('leaves to the service what is none of the format that its name says', async () => {
  expect(await missing('text.dm4', 'this is not a DM file at all')).toBeNull();
  expect(await missing('text.hspy', 'this is not an HDF5 file')).toBeNull();
});

it('says nothing of kinds that have no end', async () => {
  expect(await missing('table.csv', '1,2')).toBeNull();
  expect(await missing('table.csv', '')).toBe('it has no bytes');
});

it('throws when the file cannot be opened', async () =>
  expect(missingOf(join(folder, 'no.dm4'))).rejects.toThrow(/ENOENT/));
