import { FormatError } from '../../science/formats/format-error.js';
import { jsonAt, jsonText, type FileJson } from '../../science/formats/parse-json.js';
import { readSiteTable, type SiteFolder } from '../../science/spectra/from-site-folder.js';
import type { SiteSpectra } from '../../science/structure-trees/site-spectra.js';
import { WorkflowError } from '../workflow-error.js';
import { descriptorInfo, usualDescriptors } from './descriptor-names.js';

export interface SiteChoice {
  /** Names of descriptors; null: all that have a known meaning. */
  readonly descriptors: readonly string[] | null;
  /** Field of a site whose value says what is left out together. */
  readonly groupBy: string;
  /** Sites with one of these flags are left out. */
  readonly withoutFlags: readonly string[];
}

/**
 * Reads a folder of spectra with structure (`readSiteTable`; `flags` are a list of words). A descriptor that is null is one that
 * the site has not (no angle with one neighbour).
 *
 * @throws FormatError as `readSiteTable`; malformed-file  a field is missing; WorkflowError invalid-parameter
 */
export function readSiteFolder(folder: SiteFolder, choice: SiteChoice): SiteSpectra {
  const { sites: all, intensities, energy } = readSiteTable(folder);
  const { nChannels } = energy;
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
    energy,
    values: Float64Array.from(
      sites.flatMap((site, at) => names.map((name) => valueOf(site, name, kept[at]))),
    ),
    descriptors: names.map(descriptorInfo),
  };
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
