import { FormatError } from '../formats/format-error.js';
import { jsonNumber, parseFileJson, type FileJson } from '../formats/parse-json.js';
import { textLines } from '../formats/text/text-lines.js';
import { textOfBytes } from '../formats/text-bytes.js';
import { float32OfBytes } from '../units/base64.js';
import type { EnergyAxis } from './spectrum-image.js';

/** The three files of a folder of spectra with structure. */
export interface SiteFolder {
  /** sites.jsonl: a line a site, with `id`, `formula` and `descriptors`. */
  readonly sites: Uint8Array;
  /** spectra.f32: little-endian float32 [n sites × n energies]. */
  readonly spectra: Uint8Array;
  /** grid.json: `start`, `step`, `n_energy`, in eV. */
  readonly grid: Uint8Array;
}

/** Spectra of sites, and what is known of each. */
export interface SiteTable {
  /** [n] as they stand in the file; no field is checked */
  readonly sites: readonly FileJson[];
  /** [n × energy.nChannels], finite */
  readonly intensities: Float32Array;
  readonly energy: EnergyAxis;
}

/**
 * Reads a folder of spectra with structure.
 *
 * ```
 * sites.jsonl   {"id": …, "formula": …, "descriptors": {"cn": 6, "mom_angle_mean": null, …}, …}
 * spectra.f32   float32 little-endian, row-major [n sites][n_energy], in the order of sites.jsonl
 * grid.json     {"start": -5.0, "step": 0.1, "n_energy": 451, …}
 * ```
 * @throws FormatError malformed-file, inconsistent-file, truncated-file, non-finite-data, limits-exceeded
 * Checked: explain-folder.spec.ts (made-up folders, and faults of each file), datasets.spec.ts (ok-elnes).
 */
export function readSiteTable(folder: SiteFolder): SiteTable {
  const grid = parseFileJson(textOfBytes(folder.grid), 'grid.json');
  const [offsetEv, scaleEv, nChannels] = ['start', 'step', 'n_energy'].map((key) => gridNumber(grid, key));
  const sites = textLines(folder.sites)
    .filter((line) => line.trim() !== '')
    .map((line, at) => parseFileJson(line, `line ${at + 1} of sites.jsonl`));
  const intensities = floatsOf(folder.spectra);
  if (sites.length * nChannels !== intensities.length) {
    throw new FormatError(
      'inconsistent-file',
      `${sites.length} sites of ${nChannels} energies are not the ${intensities.length} numbers of spectra.f32.`,
    );
  }
  return { sites, intensities, energy: { offsetEv, scaleEv, nChannels } };
}

function gridNumber(grid: FileJson, key: string): number {
  const value = jsonNumber(grid, key);
  const isRight = key === 'start' ? value !== null : value !== null && value > 0;
  if (!isRight || (key === 'n_energy' && !Number.isInteger(value)))
    throw new FormatError('malformed-file', `grid.json has no usable "${key}".`);
  return value!;
}

function floatsOf(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % 4 !== 0)
    throw new FormatError(
      'truncated-file',
      `spectra.f32 has ${bytes.byteLength} bytes, which are no float32.`,
    );
  const values = float32OfBytes(bytes);
  if (!values.every(Number.isFinite))
    throw new FormatError('non-finite-data', 'spectra.f32 holds values that are no numbers.');
  return values;
}
