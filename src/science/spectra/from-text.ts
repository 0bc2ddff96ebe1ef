import { FormatError } from '../formats/format-error.js';
import type { TextTable } from '../formats/text/parse-table.js';
import { assembleListed } from './assemble-listed.js';
import { assembleScan } from './assemble-scan.js';
import { energiesOfName } from './energies-of-name.js';
import { evPerUnit } from './energy-unit.js';
import { evenSteps, normalUnit, UNKNOWN_SCALE } from './position-axis.js';
import type { ReadResult } from './read-result.js';
import { UNKNOWN_ACQUISITION, type NavigationAxis, type Warning } from './spectrum-image.js';

const MAX_HEADER_CHARACTERS = 200;

/** A table without header and with fewer rows than this is one of rows: no spectrum has so few channels. */
const MIN_CHANNELS = 8;

/**
 * Spectra of a text table: the first column is energy, every further one a spectrum; several spectra are a line scan.
 * The unit of energy comes from the header (`Energy (eV)`); without one eV are assumed, with a warning. Headers that
 * are numbers in equal steps (`0 nm`, `0.5 nm`, …) become the position axis.
 *
 * Two kinds of tables without header are read as well, with a warning: energies in the first of a few long rows
 * (`table-turned`), and one row or column of intensities whose energies the file name states (`energies-from-name`).
 *
 * @param title  shown for the scan, since a table has none: the name of the file
 * @throws FormatError no-energy-axis       one row or one column only, or a header with another unit
 * @throws FormatError invalid-calibration  energies that go to and fro
 * @throws FormatError non-finite-data, limits-exceeded
 */
export function fromText(table: TextTable, title: string): ReadResult {
  if (table.nRows < 2 || table.nColumns < 2) return intensitiesOnly(table, title);
  const warnings: Warning[] = [];
  return readTable(isTableOfRows(table) ? turned(table, warnings) : table, title, warnings);
}

function readTable(table: TextTable, title: string, warnings: Warning[]): ReadResult {
  const { values, nRows, nColumns, header } = table;
  const factor = energyFactor(header[0] ?? '', warnings);
  const nSpectra = nColumns - 1;
  const energiesEv = Array.from({ length: nRows }, (_, row) => values[row * nColumns] * factor);
  const intensities = new Float64Array(nRows * nSpectra);
  for (let row = 0; row < nRows; row++)
    intensities.set(values.subarray(row * nColumns + 1, (row + 1) * nColumns), row * nSpectra);
  const scan = assembleListed(
    {
      title,
      values: intensities,
      dtype: 'text',
      shape: [nRows, nSpectra],
      energyIndex: 0,
      navigation: [positionAxis(header.slice(1), nSpectra)],
      intensity: { origin: 0, scale: 1, unit: '' },
      acquisition: UNKNOWN_ACQUISITION,
      originalMetadata: { header: header.map(short), comments: table.comments.slice(0, 1000).map(short) },
      warnings,
    },
    energiesEv,
  );
  return { format: 'text', formatVersion: null, scans: [scan], skipped: [], warnings: [] };
}

/** One row or one column of intensities: the energies can only be in the file's name. */
function intensitiesOnly(table: TextTable, title: string): ReadResult {
  const { values, nRows, nColumns, header, comments } = table;
  const named = header.length === 0 ? energiesOfName(title, values.length) : null;
  if (named === null) {
    throw new FormatError(
      'no-energy-axis',
      `The table has ${nRows} rows and ${nColumns} columns of numbers. It needs a column of energies and at least one of intensities, one row a channel; or the energies of its one row in its name, like "-0.93eV to 9.07eV".`,
    );
  }
  const message = `The file holds intensities only; the energies were taken from its name: from ${named.offsetEv} eV in steps of ${named.scaleEv} eV.`;
  const scan = assembleScan({
    title,
    values,
    dtype: 'text',
    shape: [values.length],
    energyIndex: 0,
    ...named,
    navigation: [],
    intensity: { origin: 0, scale: 1, unit: '' },
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: { header: [], comments: comments.slice(0, 1000).map(short) },
    warnings: [{ code: 'energies-from-name', message }],
  });
  return { format: 'text', formatVersion: null, scans: [scan], skipped: [], warnings: [] };
}

function isTableOfRows({ values, nRows, nColumns, header }: TextTable): boolean {
  if (header.length > 0 || nRows >= MIN_CHANNELS || nColumns < MIN_CHANNELS) return false;
  const energies = values.subarray(0, nColumns);
  return energies.every((energy, i) => i === 0 || energy > energies[i - 1]);
}

function turned(table: TextTable, warnings: Warning[]): TextTable {
  const { values, nRows, nColumns } = table;
  warnings.push({
    code: 'table-turned',
    message: `The table has ${nRows} rows of ${nColumns} numbers; the first row was taken for energies, the others for spectra.`,
  });
  const columns = Float64Array.from(values, (_, i) => values[(i % nRows) * nColumns + Math.floor(i / nRows)]);
  return { ...table, values: columns, nRows: nColumns, nColumns: nRows };
}

const short = (text: string): string => text.slice(0, MAX_HEADER_CHARACTERS);

function energyFactor(header: string, warnings: Warning[]): number {
  const unit = /[([]([^()[\]]+)[)\]]\s*$/.exec(header)?.[1] ?? (evPerUnit(header) === null ? null : header);
  if (unit === null) {
    warnings.push({
      code: 'energy-unit-assumed',
      message: 'The table does not name the unit of energy; eV were assumed.',
    });
    return 1;
  }
  const factor = evPerUnit(unit);
  if (factor === null)
    throw new FormatError(
      'no-energy-axis',
      `The first column is in ${short(unit)}, which is no unit of energy loss.`,
    );
  return factor;
}

function positionAxis(headers: readonly string[], size: number): NavigationAxis {
  const plain = { name: 'x', unit: '', offset: 0, scale: 1, size };
  const cells = headers.map((header) =>
    /^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(nm|µm|μm|um|Å|pm|s|ms)?$/i.exec(header.trim()),
  );
  if (headers.length !== size || size < 2 || cells.some((cell) => cell === null)) return plain;
  const at = cells.map((cell) => Number(cell![1]));
  const steps = evenSteps(at) ?? { offset: at[0], scale: UNKNOWN_SCALE };
  const unit = normalUnit(cells[0]![2] ?? '');
  return { ...plain, ...steps, name: /s$/.test(unit) ? 'time' : 'x', unit };
}
