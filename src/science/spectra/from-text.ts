import { FormatError } from '../formats/format-error.js';
import type { TextTable } from '../formats/text/parse-table.js';
import { assembleListed } from './assemble-listed.js';
import { evPerUnit } from './energy-unit.js';
import { evenSteps, normalUnit, UNKNOWN_SCALE } from './position-axis.js';
import type { ReadResult } from './read-result.js';
import { UNKNOWN_ACQUISITION, type NavigationAxis, type Warning } from './spectrum-image.js';

const MAX_HEADER_CHARACTERS = 200;

/**
 * Spectra of a text table: the first column is energy, every further one a spectrum; several spectra are a line scan.
 * The unit of energy comes from the header (`Energy (eV)`); without one eV are assumed, with a warning. Headers that
 * are numbers in equal steps (`0 nm`, `0.5 nm`, …) become the position axis.
 *
 * @param title  shown for the scan, since a table has none: the name of the file
 * @throws FormatError no-energy-axis       one row or one column only, or a header with another unit
 * @throws FormatError invalid-calibration  energies that go to and fro
 * @throws FormatError non-finite-data, limits-exceeded
 */
export function fromText(table: TextTable, title: string): ReadResult {
  const { values, nRows, nColumns, header } = table;
  if (nRows < 2 || nColumns < 2) {
    throw new FormatError(
      'no-energy-axis',
      `The table has ${nRows} rows and ${nColumns} columns of numbers. It needs a column of energies and at least one of intensities, one row a channel.`,
    );
  }
  const warnings: Warning[] = [];
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
