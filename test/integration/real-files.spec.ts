import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dmImages } from '../../src/science/formats/dm/dm-images.js';
import { isArray } from '../../src/science/formats/dm/dm-tree.js';
import { parseDm } from '../../src/science/formats/dm/parse-dm.js';
import { readDmNumbers } from '../../src/science/formats/dm/read-dm-array.js';
import { parseMsa } from '../../src/science/formats/msa/parse-msa.js';
import { FormatError } from '../../src/science/formats/format-error.js';
import { readSpectrumFile } from '../../src/science/spectra/read-spectrum-file.js';
import { describeScan } from '../../src/science/spectra/scan-statistics.js';
import { energyAt, type SpectrumImage } from '../../src/science/spectra/spectrum-image.js';

const FOLDER = '../shared/data/eels';
const INDEX = join(FOLDER, 'INDEX.md');
const present = existsSync(INDEX);

/** `40x586 float32; 428.5..721 eV, 0.5/ch` */
interface Stated {
  readonly path: string;
  readonly kind: string;
  readonly shape: readonly number[] | null;
  readonly firstEv: number;
  readonly lastEv: number;
  readonly stepEv: number;
  readonly inEv: boolean;
}

function statedRows(): Stated[] {
  const rows = readFileSync(INDEX, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const cells = rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  // File paths contain no bar; the table of files is the one with six columns whose second exists.
  return cells
    .filter((row) => row.length === 6 && existsSync(join(FOLDER, row[1])))
    .map(([kind, path, , shape]) => {
      const parts = /^([\dx]+) [^\s;]+(?:; ([-\d.]+)\.\.([-\d.]+) (.*?), ([\d.]+)\/ch)?/.exec(shape);
      return {
        path,
        kind,
        shape: parts ? parts[1].split('x').map(Number) : null,
        firstEv: Number(parts?.[2]),
        lastEv: Number(parts?.[3]),
        stepEv: Number(parts?.[5]),
        inEv: /eV|\?/.test(parts?.[4] ?? ''),
      };
    });
}

const read = async (path: string) => readSpectrumFile(readFileSync(join(FOLDER, path)), path);
const scanOf = async (path: string): Promise<SpectrumImage> => (await read(path)).scans[0].scan;
const files = present ? statedRows() : [];
const spectra = files.filter((file) => file.shape !== null && file.inEv);
const others = files.filter((file) => !spectra.includes(file));

/** Stated with axes, but refused with reason: X-ray spectra, and a file that says two things about its points. */
const REFUSED: Readonly<Record<string, string>> = {
  'example2.msa': 'no-energy-axis',
  'example2_NCOLUMNS5.msa': 'no-energy-axis',
};

describe.skipIf(!present)(`real files (${FOLDER} must be there)`, () => {
  it('knows all files of the index', () => {
    expect([spectra.length, others.length]).toEqual([
      expect.toSatisfy((n: number) => n > 80),
      expect.toSatisfy((n: number) => n > 100),
    ]);
  });

  it.each(spectra)('$path', async ({ path, shape, firstEv, lastEv, stepEv }) => {
    const refusal = REFUSED[path.split('/').at(-1)!];
    if (refusal) {
      await expect(read(path)).rejects.toMatchObject({ code: refusal });
      return;
    }
    const { scan, warnings } = (await read(path)).scans[0];
    const resampled = warnings.some((w) => w.code === 'non-uniform-axis');
    // The index rounds to six digits; a resampled axis may end up to one step earlier and has another step.
    const rounding = 1e-5 * Math.abs(lastEv) + 1e-4;
    expect(Math.abs(energyAt(scan.energy, 0) - firstEv)).toBeLessThan(rounding);
    expect(Math.abs(energyAt(scan.energy, scan.nChannels - 1) - lastEv)).toBeLessThan(
      rounding + (resampled ? 1.01 * scan.energy.scaleEv : 0),
    );
    if (!resampled) {
      // Sizes as in the index: positions (x before y there), channels last; axes of size 1 are squeezed here.
      const sizes = [...scan.navigation.map((axis) => axis.size).reverse(), scan.nChannels];
      expect(sizes).toEqual(shape!.filter((n, i) => n > 1 || i === shape!.length - 1));
      expect(Math.abs(scan.energy.scaleEv / stepEv - 1)).toBeLessThan(1e-4);
    }
    expect(scan.counts.length).toBe(scan.nPixels * scan.nChannels);
  });

  it.each(others)('$path ($kind): read, or refused with a reason', async ({ path }) => {
    try {
      const { scans } = await read(path);
      expect(scans.length).toBeGreaterThan(0);
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
      expect((error as FormatError).message.length).toBeGreaterThan(20);
      // Whatever the index lists is whole: no refusal may call it damaged.
      expect((error as FormatError).code).toMatch(
        /^(no-energy-axis|unsupported-(media-type|data-type)|inconsistent-file)$/,
      );
    }
  });
});

describe.skipIf(!present)('sums that DigitalMicrograph extracted itself', () => {
  const base = 'HailiJia/MultimodalEELS-XAS/Data/Exp_data/EELS';
  it.each([
    ['TM', 'TM+O EELS Spectrum Image.dm3', 8, 13],
    ['ZLP', 'EELS Spectrum Image.dm3', 10, 15],
  ])('%s: columns of "%s" from %i to %i, both rows', async (folder, image, from, to) => {
    const scan = await scanOf(`${base}/${folder}/${image}`);
    const extracted = await scanOf(`${base}/${folder}/Extracted Spectrum 1.msa`);
    const [rows, columns] = scan.navigation;
    const sum = new Float64Array(scan.nChannels);
    for (let y = 0; y < rows.size; y++) {
      for (let x = from; x < to; x++) {
        const start = (y * columns.size + x) * scan.nChannels;
        scan.counts.subarray(start, start + scan.nChannels).forEach((count, e) => (sum[e] += count));
      }
    }
    const largest = Math.max(...extracted.counts);
    const worst = sum.reduce((error, value, e) => Math.max(error, Math.abs(value - extracted.counts[e])), 0);
    // The MSA file has seven digits.
    expect(worst / largest).toBeLessThan(1e-6);
    expect(extracted.energy.offsetEv).toBeCloseTo(scan.energy.offsetEv, 3);
    expect(extracted.energy.scaleEv).toBeCloseTo(scan.energy.scaleEv, 6);
  });
});

describe.skipIf(!present)('numbers that HyperSpy and RosettaSciIO read from the same files', () => {
  const dm = 'hyperspy/rosettasciio/rsciio/tests/data/digitalmicrograph';

  it('EELS_SI.dm4: gain, acquisition, sum, first, max', async () => {
    const scan = await scanOf(`${dm}/3D/EELS_SI.dm4`);
    const { sum, first, max } = describeScan({ scan });
    const gain = 0.1285347;
    // RosettaSciIO gives raw counts: sum 7169068, first 8473.00586, max 8634.40234 (float32: 1e-6).
    expect(
      [sum / gain / 7169068, first / gain / 8473.00586, max / gain / 8634.40234].map(
        (r) => Math.abs(r - 1) < 2e-6,
      ),
    ).toEqual([true, true, true]);
    expect(scan.intensityUnit).toBe('e-');
    expect(scan.acquisition).toMatchObject({ collectionSemiAngleMrad: 62, convergenceSemiAngleMrad: 21 });
    expect(scan.acquisition.exposureS).toBeCloseTo(0.019950125, 8);
    expect(scan.acquisition.date).toBe('14/05/2019 20:50:13');
    expect([scan.nPixels, scan.energy]).toEqual([4, { offsetEv: 300, scaleEv: 1, nChannels: 2048 }]);
    // 0.0019920736 µm in the file.
    expect(scan.navigation.map((axis) => [axis.unit, axis.scale])).toEqual([
      ['nm', expect.closeTo(1.9920736, 6)],
      ['nm', expect.closeTo(1.9920736, 6)],
    ]);
  });

  it('test-EELS_spectrum.dm3: a convergence of 0 is unknown, negative counts stay', async () => {
    const scan = await scanOf(`${dm}/1D/test-EELS_spectrum.dm3`);
    const { sum, first, max } = describeScan({ scan });
    const gain = 0.1285347;
    expect([sum / gain, first / gain, max / gain]).toEqual([
      expect.closeTo(-7678.557, 1),
      expect.closeTo(-20.6795654, 4),
      expect.closeTo(305.020264, 3),
    ]);
    expect(scan.acquisition).toMatchObject({
      beamEnergyKev: 200,
      convergenceSemiAngleMrad: 21,
      collectionSemiAngleMrad: null,
      nFrames: 50,
      spectrometer: 'GIF Quantum ER',
    });
    // All frames together.
    expect(scan.acquisition.exposureS).toBeCloseTo(0.0035, 9);
    expect(scan.energy).toEqual({ offsetEv: -100, scaleEv: 0.5, nChannels: 2048 });
  });

  it('LSMO line scan: the same data in the attribute dialects of HyperSpy 1.3, 1.7 and 2', async () => {
    const paths = [
      'hyperspy/exspy-demos/EELS/datasets/LSMO_linescan.hdf5',
      'hyperspy/exspy-demos/EELS/datasets/LSMO_linescan.hspy',
      'usnistgov/hyperspy_tutorial/05 EELS/datasets/LSMO_linescan.hdf5',
    ];
    const scans = await Promise.all(paths.map(scanOf));
    for (const scan of scans) {
      expect({ ...scan, originalMetadata: null }).toEqual({ ...scans[0], originalMetadata: null });
      expect(scan.navigation).toEqual([
        // 0.0032190168276429176 µm in the file, 0.126 µm in all.
        {
          name: 'x',
          unit: 'nm',
          offset: 0,
          scale: expect.closeTo(3.2190168276429176, 12) as number,
          size: 40,
        },
      ]);
      expect(scan.acquisition).toMatchObject({
        beamEnergyKev: 80,
        convergenceSemiAngleMrad: 27.42,
        collectionSemiAngleMrad: 33.19,
        dwellTimeS: 0.1,
      });
    }
  });

  it('MSA: five columns a line equal one; all points though NPOINTS says 20; a wrong date does no harm', async () => {
    const msa = 'hyperspy/rosettasciio/rsciio/tests/data/msa';
    const [plain, wrongDate] = [
      await scanOf(`${msa}/example1.msa`),
      await scanOf(`${msa}/example1_wrong_date.msa`),
    ];
    expect(wrongDate.counts).toEqual(plain.counts);
    expect(plain.acquisition).toMatchObject({
      beamEnergyKev: 120,
      convergenceSemiAngleMrad: 1.5,
      collectionSemiAngleMrad: 3.4,
      dwellTimeS: 0.1,
      probeCurrentNa: 12.345,
    });
    expect([plain.energy.offsetEv, plain.counts[0]]).toEqual([520.13, 4066]);
    // The listed energies are uneven (3.09, 3.10, 2.32 eV) where XPERCHAN says 3.1: resampled, and said.
    const { warnings } = (await read(`${msa}/example1.msa`)).scans[0];
    expect(warnings.map((w) => w.code)).toEqual(['more-points', 'calibration-disagrees', 'non-uniform-axis']);
    expect(plain.energy.scaleEv).toBeCloseTo(3.1, 12);
    // X-rays: no spectra for us, but the same numbers in one column and in five.
    const [one, five] = ['example2', 'example2_NCOLUMNS5'].map((name) =>
      parseMsa(readFileSync(join(FOLDER, msa, `${name}.msa`))),
    );
    expect(one.y.length).toBeGreaterThan(10);
    expect([...five.y]).toEqual([...one.y]);
  });
});

describe.skipIf(!present)('formats beyond those whose axes the index states', () => {
  const rosettasciio = 'hyperspy/rosettasciio/rsciio/tests/data';

  it.each([
    ['emd/fei_example_dpc_titles.emd', 'no-energy-axis', /Velox file with Image/],
    ['emd/fei_example_tem_stack.emd', 'no-energy-axis', /Velox file with Image/],
    ['emd/velox_emd_version11.zip', 'unsupported-media-type', /Unpack it/],
    ['emd/example_signal.emd', 'no-energy-axis', /no|None/],
    ['emd/example_spectrum.emd', 'no-energy-axis', /None/],
    ['emd/example_bytes_string_metadata.emd', 'no-energy-axis', /None/],
    ['emd/example_axis_len_1.emd', 'inconsistent-file', /dim1 has 1 coordinates for 5/],
    ['emd/example_object_dtype_data.emd', 'inconsistent-file', /dim1 has 3 coordinates for 2/],
    ['nexus/nexus_dls_example.nxs', 'no-energy-axis', /None of the 2 arrays/],
    ['nexus/simple_signal.nxs', 'no-energy-axis', /rocks/],
    ['nexus/nxdata_tagged_as_string.nxs', 'no-energy-axis', /dummy_byte/],
    ['nexus/nexus_test_datakey.nxs', 'unsupported-media-type', /not one of HyperSpy/],
    ['zspy/signal1d_10x10-ZipStore.zspy', 'unsupported-media-type', /Zarr/],
  ])('%s: %s', async (name, code, message) => {
    await expect(read(`${rosettasciio}/${name}`)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  const oneRow = files.filter(({ path }) => /EELSFitter_v1.*eV.*\.txt$/.test(path));

  it('has the files of EELSfitter', () => expect(oneRow.length).toBe(22));

  it.each(oneRow)('$path: energies of its name', async ({ path }) => {
    const { scan, warnings } = (await read(path)).scans[0];
    expect(warnings.map((w) => w.code)).toEqual(['energies-from-name']);
    const isThird = path.includes('Specimen_3');
    expect([scan.nPixels, scan.nChannels]).toEqual([1, isThird ? 2000 : 1981]);
    expect(scan.energy).toMatchObject({
      offsetEv: isThird ? -0.93 : -4.054,
      scaleEv: isThird ? 0.005 : 0.025,
    });
    // The zero-loss peak is the highest of all, and where it belongs.
    const peak = scan.counts.indexOf(Math.max(...scan.counts));
    expect(Math.abs(energyAt(scan.energy, peak))).toBeLessThan(0.1);
  });
});

const XDI_FOLDER = '../shared/data/spectra/xas-measured/data';
const hasXdi = existsSync(XDI_FOLDER);
const xdi = hasXdi
  ? readdirSync(XDI_FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.xdi'))
  : [];

describe.skipIf(!hasXdi)(`measured X-ray absorption (${XDI_FOLDER} must be there)`, () => {
  it('has the files', () => expect(xdi.length).toBeGreaterThan(250));

  it.each(xdi)('%s', async (path) => {
    const text = readFileSync(join(XDI_FOLDER, path), 'utf8');
    const { format, scans } = await readSpectrumFile(Buffer.from(text), path);
    expect([format, new Set(scans.map(({ signal }) => signal))]).toEqual([
      'xdi',
      new Set(['x-ray-absorption']),
    ]);
    const rows = text.split(/\r?\n/).filter((line) => /^\s*[-\d.]/.test(line));
    const energies = rows.map((row) => Number(row.trim().split(/\s+/)[0]));
    for (const { scan, warnings } of scans) {
      const codes = warnings.map((w) => w.code);
      expect(codes).toContain('x-ray-absorption');
      const last = energyAt(scan.energy, scan.nChannels - 1);
      // Resampling may end up to one step earlier.
      expect(scan.energy.offsetEv).toBeCloseTo(Math.min(...energies), 3);
      expect(Math.max(...energies) - last).toBeLessThan(1.01 * scan.energy.scaleEv);
      if (!codes.includes('non-uniform-axis')) expect(scan.nChannels).toBeLessThanOrEqual(rows.length);
    }
  });

  it('computes µ as the columns give it: Co foil, ln(i0/itrans) of the first line', async () => {
    const { scan } = (await readSpectrumFile(readFileSync(join(XDI_FOLDER, 'Co/co_metal_rt.xdi')), 'a.xdi'))
      .scans[0];
    expect(scan.counts[0]).toBeCloseTo(Math.log(161255.7 / 353515.101331), 6);
    expect([scan.title, scan.acquisition.date]).toEqual(['Co foil  Room Temperature', '2001-06-26 21:21:20']);
  });
});

/** Data types of DM that hold plain numbers; complex, RGB and packed images are not spectra. */
const PLAIN = new Set([1, 2, 6, 7, 9, 10, 11, 12, 14, 39, 40]);

describe.skipIf(!present)('DigitalMicrograph data types (RosettaSciIO test-1 … test-28)', () => {
  const conformance = files.filter(({ path }) => /digitalmicrograph\/[123]D\/test-\d+\.dm[34]$/.test(path));

  it('has the set', () => expect(conformance.length).toBeGreaterThan(20));

  it.each(conformance)('$path', ({ path }) => {
    const image = dmImages(parseDm(readFileSync(join(FOLDER, path)))).find((entry) => !entry.isThumbnail)!;
    const size = image.dimensions.reduce((n, d) => n * d, 1);
    if (!isArray(image.data)) throw new Error('no data array');
    if (!PLAIN.has(image.dataType!)) return;
    expect(image.data.count).toBe(size);
    const values = Array.from(readDmNumbers(image.data));
    // Booleans are 0 and 1 in turn of truth; all other types count from 1.
    const expected = Array.from({ length: size }, (_, i) => i + 1);
    expect(values).toEqual(image.dataType === 14 ? expected.map(() => 1) : expected);
  });
});
