import { FormatError } from '../../science/formats/format-error.js';
import {
  jsonAt,
  jsonNumber,
  jsonText,
  parseFileJson,
  type FileJson,
} from '../../science/formats/parse-json.js';
import { textLines } from '../../science/formats/text/text-lines.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import type { SiteSpectra } from '../../science/structure-trees/site-spectra.js';
import { float32OfBytes } from '../../science/units/base64.js';
import { WorkflowError } from '../workflow-error.js';
import { descriptorInfo, usualDescriptors } from './descriptor-names.js';

/** The three files of a folder of spectra with structure. */
export interface SiteFolder {
  /** sites.jsonl: a line a site, with `id`, `formula` and `descriptors`. */
  readonly sites: Uint8Array;
  /** spectra.f32: little-endian float32 [n sites × n energies]. */
  readonly spectra: Uint8Array;
  /** grid.json: `start`, `step`, `n_energy`, in eV. */
  readonly grid: Uint8Array;
}

export interface SiteChoice {
  /** Names of descriptors; null: all that have a known meaning. */
  readonly descriptors: readonly string[] | null;
  /** Field of a site whose value says what is left out together. */
  readonly groupBy: string;
  /** Sites with one of these flags are left out. */
  readonly withoutFlags: readonly string[];
}

/**
 * Reads a folder of spectra with structure.
 *
 * ```
 * sites.jsonl   {"id": …, "formula": …, "flags": […], "descriptors": {"cn": 6, "mom_angle_mean": null, …}, …}
 * spectra.f32   float32 little-endian, row-major [n sites][n_energy], in the order of sites.jsonl
 * grid.json     {"start": -5.0, "step": 0.1, "n_energy": 451, …}
 * ```
 * A descriptor that is null is one that the site has not (no angle with one neighbour).
 *
 * @throws FormatError malformed-file, inconsistent-file, non-finite-data; WorkflowError invalid-parameter
 */
export function readSiteFolder(folder: SiteFolder, choice: SiteChoice): SiteSpectra {
  const grid = parseFileJson(textOfBytes(folder.grid), 'grid.json');
  const [offsetEv, scaleEv, nChannels] = ['start', 'step', 'n_energy'].map((key) => gridNumber(grid, key));
  const all = textLines(folder.sites)
    .filter((line) => line.trim() !== '')
    .map((line, at) => parseFileJson(line, `line ${at + 1} of sites.jsonl`));
  const intensities = floatsOf(folder.spectra);
  if (all.length * nChannels !== intensities.length) {
    throw new FormatError(
      'inconsistent-file',
      `${all.length} sites of ${nChannels} energies are not the ${intensities.length} numbers of spectra.f32.`,
    );
  }
  const kept = [...all.keys()].filter((at) => !hasFlag(all[at], choice.withoutFlags));
  const spectra = new Float64Array(kept.length * nChannels);
  kept.forEach((at, site) =>
    spectra.set(intensities.subarray(at * nChannels, (at + 1) * nChannels), site * nChannels),
  );
  const sites = kept.map((at) => all[at]);
  const names = namesOf(sites, choice.descriptors);
  return {
    ids: sites.map((site, at) => fieldOf(site, 'id', kept[at])),
    groups: sites.map((site, at) => fieldOf(site, choice.groupBy, kept[at])),
    spectra,
    energy: { offsetEv, scaleEv, nChannels },
    values: Float64Array.from(
      sites.flatMap((site, at) => names.map((name) => valueOf(site, name, kept[at]))),
    ),
    descriptors: names.map(descriptorInfo),
  };
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

function hasFlag(site: FileJson, unwanted: readonly string[]): boolean {
  const flags = jsonAt(site, 'flags');
  return Array.isArray(flags) && flags.some((flag) => typeof flag === 'string' && unwanted.includes(flag));
}

function fieldOf(site: FileJson, key: string, at: number): string {
  const text = jsonText(site, key);
  if (text === null)
    throw new FormatError('malformed-file', `Site ${at + 1} of sites.jsonl has no "${key}".`);
  return text;
}

/** Those asked for, which must be numbers somewhere; or all usual ones that are. */
function namesOf(sites: readonly FileJson[], asked: readonly string[] | null): string[] {
  const found = new Set<string>();
  for (const site of sites) {
    const descriptors = jsonAt(site, 'descriptors');
    if (typeof descriptors !== 'object' || descriptors === null || Array.isArray(descriptors)) continue;
    for (const [name, value] of Object.entries(descriptors)) if (typeof value === 'number') found.add(name);
  }
  const names = asked ?? usualDescriptors([...found]);
  const unknown = names.filter((name) => !found.has(name));
  if (unknown.length > 0 || names.length === 0) {
    throw new WorkflowError(
      'invalid-parameter',
      `${unknown.length > 0 ? `No site has ${unknown.join(', ')}` : 'No descriptor is known'}. There are: ${[...found].join(', ')}.`,
    );
  }
  return [...names];
}

/** NaN: the site has none. A site that does not mention a descriptor is a fault of the file. */
function valueOf(site: FileJson, name: string, at: number): number {
  const value = jsonAt(site, 'descriptors', name);
  if (value === null) return NaN;
  if (typeof value === 'number') return value;
  throw new FormatError('malformed-file', `Site ${at + 1} of sites.jsonl has no number "${name}".`);
}
