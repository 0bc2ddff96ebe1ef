import { FormatError } from '../formats/format-error.js';
import type { XdiFile } from '../formats/xdi/parse-xdi.js';
import { assembleListed } from './assemble-listed.js';
import { evPerUnit } from './energy-unit.js';
import type { ReadResult, ReadScan } from './read-result.js';
import { UNKNOWN_ACQUISITION, type Warning } from './spectrum-image.js';

/** An absorption spectrum that the columns of a file hold or give. */
interface Absorption {
  readonly kind: 'transmission' | 'fluorescence' | 'reference';
  readonly how: string;
  readonly values: Float64Array;
}

/**
 * X-ray absorption of an XDI file: µ as the file has it (mutrans, mufluor, murefer, norm…), else computed from the
 * intensities: transmission ln(i0/itrans), fluorescence ifluor/i0, reference ln(itrans/irefer), or ln(i0/irefer) where
 * itrans is missing. One scan each, transmission or fluorescence first; `signal` is 'x-ray-absorption', so that nobody
 * takes them for energy loss, and there are no counts.
 *
 * @param title  shown where the file names no sample
 * @throws FormatError no-energy-axis       no column energy in eV or keV, or none with absorption
 * @throws FormatError invalid-calibration, non-finite-data
 * Source: XDI dictionary of metadata 1.0. Checked: 269 measured files (test/integration/real-files.spec.ts).
 */
export function fromXdi(file: XdiFile, title: string): ReadResult {
  const energiesEv = energies(file);
  const found = absorptions(file);
  if (found.length === 0) {
    const names = file.columns.map(({ name }) => name || '?').join(', ');
    throw new FormatError(
      'no-energy-axis',
      `The columns ${names} hold no absorption: neither µ nor two intensities that give it.`,
    );
  }
  return {
    format: 'xdi',
    formatVersion: file.version,
    scans: found.map((absorption) => scanOf(file, absorption, { title, energiesEv })),
    skipped: [],
    warnings: [],
  };
}

function scanOf(
  file: XdiFile,
  { kind, how, values }: Absorption,
  { title, energiesEv }: { title: string; energiesEv: readonly number[] },
): ReadScan {
  const warnings: Warning[] = [
    {
      code: 'x-ray-absorption',
      message: `X-ray absorption in ${kind} (${how}), not energy loss: a reference to compare with, without counts.`,
    },
  ];
  const name = field(file, 'sample.name') ?? title;
  return assembleListed(
    {
      title: kind === 'reference' ? `${name} (reference)` : name,
      values,
      dtype: 'text',
      shape: [file.nRows],
      energyIndex: 0,
      navigation: [],
      intensity: { origin: 0, scale: 1, unit: '' },
      signal: 'x-ray-absorption',
      acquisition: {
        ...UNKNOWN_ACQUISITION,
        microscope: field(file, 'beamline.name') ?? field(file, 'facility.name'),
        specimen: field(file, 'sample.name') ?? field(file, 'sample.formula'),
        date: field(file, 'scan.start_time'),
      },
      originalMetadata: {
        fields: file.fields,
        comments: file.comments,
        columns: file.columns.map(({ name: column, units }) => ({ name: column, units })),
        absorption: how,
      },
      warnings,
    },
    energiesEv,
  );
}

/** Keys are compared without case. */
function field(file: XdiFile, key: string): string | null {
  const value = Object.entries(file.fields).find(([name]) => name.toLowerCase() === key)?.[1];
  return value === undefined || value === '' ? null : value;
}

function energies(file: XdiFile): number[] {
  const index = file.columns.findIndex(({ name }) => name === 'energy');
  const units = file.columns[index]?.units ?? '';
  // The dictionary wants the unit named; eV is what all files mean that do not.
  const factor = units === '' ? 1 : evPerUnit(units);
  if (index < 0 || factor === null) {
    throw new FormatError(
      'no-energy-axis',
      index < 0 ? 'No column is named energy.' : `The energies are in ${units.slice(0, 40)}.`,
    );
  }
  return Array.from(columnOf(file, index), (energy) => energy * factor);
}

const columnOf = ({ values, columns, nRows }: XdiFile, index: number): Float64Array =>
  Float64Array.from({ length: nRows }, (_, row) => values[row * columns.length + index]);

function absorptions(file: XdiFile): Absorption[] {
  const column = (...names: string[]): { name: string; values: Float64Array } | null => {
    const index = file.columns.findIndex(({ name }) => names.includes(name));
    return index < 0 ? null : { name: file.columns[index].name, values: columnOf(file, index) };
  };
  const given = (kind: Absorption['kind'], ...names: string[]): Absorption | null => {
    const mu = column(...names);
    return mu && { kind, how: mu.name, values: mu.values };
  };
  const computed = (kind: Absorption['kind'], over: string, under: string): Absorption | null => {
    const [a, b] = [column(over), column(under)];
    if (a === null || b === null) return null;
    const log = kind !== 'fluorescence';
    const values = a.values.map((value, i) => (log ? Math.log(value / b.values[i]) : value / b.values[i]));
    return { kind, how: log ? `ln(${over}/${under})` : `${over}/${under}`, values };
  };
  const all = [
    given('transmission', 'mutrans', 'mu', 'xmu', 'normtrans', 'norm') ??
      computed('transmission', 'i0', 'itrans'),
    given('fluorescence', 'mufluor', 'normfluor') ?? computed('fluorescence', 'ifluor', 'i0'),
    given('reference', 'murefer', 'normrefer') ??
      computed('reference', 'itrans', 'irefer') ??
      computed('reference', 'i0', 'irefer'),
  ];
  return all.filter((absorption) => absorption !== null);
}
