import { strFromU8 } from 'fflate';
import { quantile } from '../../science/numerics/statistics.js';
import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';
import type { DataFolder } from '../data-folder.js';
import { interpolated, type DatasetOrigin, type LabelledSpectra } from './labelled-spectra.js';
import { readCsv, readFloats, refuse } from './read-parts.js';

export const MN_ORIGIN: DatasetOrigin = {
  name: 'measured and digitised Mn L2,3 spectra (MichaelChatzidakis/Mn_Classifier_CNNs, xinhuolin/MnEdgeNet)',
  licence: 'MIT',
  attribution: 'M. Chatzidakis (Mn_Classifier_CNNs); xinhuolin (MnEdgeNet)',
};

export const MN_LABELS = ['Mn²⁺', 'Mn³⁺', 'Mn⁴⁺'] as const;
export const MN_VALENCES = [2, 3, 4] as const;

/** That of the measured arrays; others are put on it. */
const AXIS: EnergyAxis = { offsetEv: 615, scaleEv: 0.1, nChannels: 700 };

/** Shares of Mn²⁺, Mn³⁺ and Mn⁴⁺ in compounds whose formula fixes them. */
const COMPOUNDS: Readonly<Record<string, readonly [number, number, number]>> = {
  MnO: [1, 0, 0],
  MnCO3: [1, 0, 0],
  MnTiO3: [1, 0, 0],
  MnF2: [1, 0, 0],
  MnSO4: [1, 0, 0],
  YBaMn3AlO7: [1, 0, 0],
  Mn3O4: [1 / 3, 2 / 3, 0],
  Mn2O3: [0, 1, 0],
  MnOOH: [0, 1, 0],
  LaMnO3: [0, 1, 0],
  YMnO3: [0, 1, 0],
  LiMn2O4: [0, 0.5, 0.5],
  Li2MnO3: [0, 0, 1],
  MnO2: [0, 0, 1],
  SrMnO3: [0, 0, 1],
  CaMnO3: [0, 0, 1],
  BaMnO3: [0, 0, 1],
};

/** One file: its spectrum, or spectra, on the axis, their shares of the valences, and where they come from. */
interface Part {
  readonly path: string;
  readonly name: string;
  /** Who measured, and how: what is held out together. */
  readonly source: string;
  readonly shares: readonly [number, number, number];
  readonly spectra: readonly Float64Array[];
  /** Means of some of them, of little noise: they are learnt from in their stead. Empty: the spectra themselves are. */
  readonly means: readonly Float64Array[];
  /** What others are compared with: of an array its mean. */
  readonly reference: Float64Array;
}

/** Spectra of an array are learnt from as so many interleaved means. */
const N_MEANS = 8;
/** Where the L3 maximum of Mn²⁺, Mn³⁺ and Mn⁴⁺ lies in the digitised curves, eV: arrays, whose axis is not calibrated, are moved there. */
const L3_EV = [640.5, 642.5, 643.2] as const;
/** Spectra are brought to a mean of 1 here, eV. */
const UNIT_EV = [632, 662] as const;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** Whose the file is: its first folder; of a set without folders, 'other'. */
const ownerOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : 'other');

const DIGITISED = /^digitized_Mn([234])_\d+\.csv$/i;
const COMPOUND = /^Data\d*_([A-Za-z0-9]+)\.csv$/;
const ARRAY = /^mn([234])_.*_(\d+)\.f32$/i;

const pure = (valence: string): readonly [number, number, number] =>
  MN_VALENCES.map((v) => (v === Number(valence) ? 1 : 0)) as unknown as [number, number, number];

/** Whether there is a file of these names. */
export const isMnFolder = (paths: readonly string[]): boolean =>
  paths.some((p) => [DIGITISED, COMPOUND, ARRAY].some((form) => form.test(baseName(p))));

/**
 * Reads Mn L2,3 spectra whose valence stands in the file name: digitised reference curves, measured compounds, and arrays of
 * measured spectra. Each loses the level in front of its edge and is brought to a mean of 1 from 632 to 662 eV.
 *
 * Sources are 'digitised', an owner's compounds, and each array. Spectra of an array are judged one by one, but learnt from
 * as interleaved means, and compared with as one mean. Of files of equal bytes the first is taken, the others are noted.
 *
 * @throws TrainingError unreadable-dataset
 */
export async function readMnReferences(folder: DataFolder): Promise<LabelledSpectra> {
  const parts: Part[] = [];
  const pathOf = new Map<string, string>();
  const notes: string[] = [];
  for (const path of await folder.list()) {
    const part = await readPart(folder, path, notes);
    if (part === null) continue;
    // One curve under two names is one piece of evidence.
    const bytes = strFromU8(await folder.read(path), true);
    const first = pathOf.get(bytes);
    if (first === undefined) parts.push(part);
    else notes.push(`${path}: the same bytes as ${first}, left out`);
    pathOf.set(bytes, first ?? path);
  }
  if (parts.length === 0) refuse('*', 'no file whose name tells a valence of Mn');
  const all = parts.flatMap(entriesOf);
  const counts = new Float32Array(all.length * AXIS.nChannels);
  all.forEach(({ values }, i) => counts.set(values, i * AXIS.nChannels));
  const where = (of: (entry: (typeof all)[number]) => boolean): number[] =>
    all.flatMap((entry, i) => (of(entry) ? [i] : []));
  return {
    axis: AXIS,
    n: all.length,
    counts,
    points: null,
    sticks: null,
    trainable: where((e) => e.is === 'mean' || e.part.means.length === 0),
    judged: where((e) => e.is === 'measured'),
    references: where((e) => e.values === e.part.reference),
    files: parts.map((p) => p.path),
    fileOf: all.map((a) => a.part.path),
    notes,
    names: all.map((a) => a.name),
    groups: { source: all.map((a) => a.part.source), reference: all.map((a) => a.part.path) },
    splits: all.map(() => null),
    truth: { valence: { width: 3, values: Float32Array.from(all.flatMap((a) => a.part.shares)) } },
    known: all.map(({ part }) => ({
      source: part.source,
      'mean-valence': part.shares.reduce((sum, share, k) => sum + share * MN_VALENCES[k], 0),
    })),
  };
}

interface Entry {
  readonly part: Part;
  readonly name: string;
  readonly values: Float64Array;
  readonly is: 'measured' | 'mean' | 'mean of all';
}

/** Spectra of a file and, of an array, its means. */
function entriesOf(part: Part): Entry[] {
  const { name, spectra, means, reference } = part;
  if (means.length === 0) return spectra.map((values) => ({ part, name, values, is: 'measured' }));
  return [
    ...spectra.map((values, i): Entry => ({ part, name: `${name} #${i + 1}`, values, is: 'measured' })),
    ...means.map((values, i): Entry => ({ part, name: `${name}, mean ${i + 1}`, values, is: 'mean' })),
    { part, name: `${name}, mean of ${spectra.length}`, values: reference, is: 'mean of all' },
  ];
}

async function readPart(folder: DataFolder, path: string, notes: string[]): Promise<Part | null> {
  const name = baseName(path);
  const array = ARRAY.exec(name);
  if (array !== null) {
    const spectra = await readArray(folder, path, Number(array[2]), Number(array[1]) - 2);
    const means = Array.from({ length: Math.min(N_MEANS, spectra.length) }, (_, k) =>
      meanOf(spectra.filter((_s, i) => i % N_MEANS === k)),
    );
    const source = path;
    return { path, name, source, shares: pure(array[1]), spectra, means, reference: meanOf(spectra) };
  }
  const digitised = DIGITISED.exec(name);
  const compound = COMPOUND.exec(name);
  if (digitised === null && compound === null) return null;
  const shares = digitised === null ? COMPOUNDS[compound![1]] : pure(digitised[1]);
  if (shares === undefined) {
    notes.push(`${path}: the valence of Mn in ${compound![1]} is not known here`);
    return null;
  }
  const source = digitised === null ? `${ownerOf(path)} compounds` : 'digitised';
  const curve = await readCurve(folder, path);
  return { path, name, source, shares, spectra: [curve], means: [], reference: curve };
}

function meanOf(spectra: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(spectra[0].length);
  for (const values of spectra) for (let i = 0; i < out.length; i++) out[i] += values[i] / spectra.length;
  return out;
}

/** All moved by one shift: that of their mean's maximum. */
async function readArray(folder: DataFolder, path: string, n: number, kind: number): Promise<Float64Array[]> {
  const values = await readFloats(folder, path);
  if (values.length !== n * AXIS.nChannels) refuse(path, `no ${n} spectra of ${AXIS.nChannels} channels`);
  const spectra = Array.from({ length: n }, (_, i) =>
    Float64Array.from(values.subarray(i * AXIS.nChannels, (i + 1) * AXIS.nChannels)),
  );
  const mean = meanOf(spectra);
  const shift = Math.round((L3_EV[kind] - AXIS.offsetEv) / AXIS.scaleEv) - mean.indexOf(Math.max(...mean));
  return spectra.map((s) => {
    const moved = s.map((_, i) => s[Math.min(s.length - 1, Math.max(0, i - shift))]);
    return levelled(moved, 0);
  });
}

/** Two columns: energy in eV, intensity. Before its first point a curve is nothing, behind its last it goes on. */
async function readCurve(folder: DataFolder, path: string): Promise<Float64Array> {
  const rows = (await readCsv(folder, path))
    .map((row) => Object.values(row).map(Number))
    .sort((a, b) => a[0] - b[0]);
  if (rows.length < 10 || !rows.every((row) => row.length === 2 && row.every(Number.isFinite))) {
    refuse(path, 'not two columns of at least ten numbers');
  }
  const energies = rows.map((r) => r[0]);
  const last = quantile(
    rows.slice(-8).map((r) => r[1]),
    0.5,
  );
  const values = interpolated(energies, [...rows.slice(0, -1).map((r) => r[1]), last], AXIS);
  return levelled(values, Math.ceil((energies[0] - AXIS.offsetEv) / AXIS.scaleEv));
}

/**
 * Without the level in front of the maximum, of which the lowest third is taken; nothing before `first`; a mean of 1.
 */
function levelled(values: Float64Array, first: number): Float64Array {
  const top = values.indexOf(Math.max(...values));
  const before = values.slice(first, Math.max(first + 1, top)).sort();
  const level = quantile(before.subarray(0, Math.max(3, Math.floor(before.length / 3))), 0.5);
  const net = values.map((v, i) => (i < first ? 0 : v - level));
  const [from, to] = UNIT_EV.map((ev) => Math.round((ev - AXIS.offsetEv) / AXIS.scaleEv));
  const unit = net.subarray(from, to).reduce((a, b) => a + b, 0) / (to - from);
  return net.map((v) => v / unit);
}
