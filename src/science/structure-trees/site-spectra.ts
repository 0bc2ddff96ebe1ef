import type { EnergyAxis } from '../spectra/spectrum-image.js';
import { refuse, StructureTreeError } from './structure-tree-error.js';

/** One structural descriptor, as people read it. */
export interface DescriptorInfo {
  /** Key, as in the data. */
  readonly name: string;
  readonly label: string;
  /** '' for a plain number. */
  readonly unit: string;
  /** What it is about ('distance', 'angle', …): descriptors of one family are permuted together. */
  readonly family: string;
}

/** Spectra of sites with what is known of the structure around each. */
export interface SiteSpectra {
  readonly ids: readonly string[];
  /** Sites of one group (a formula) are left out together. */
  readonly groups: readonly string[];
  /** [nSites × energy.nChannels], site slow; any unit. */
  readonly spectra: Float64Array;
  readonly energy: EnergyAxis;
  /** [nSites × descriptors.length]; NaN: the site has none (no angle with one neighbour). */
  readonly values: Float64Array;
  readonly descriptors: readonly DescriptorInfo[];
}

/** @throws StructureTreeError shape-mismatch; invalid-parameter (spectra that are not finite, a name or id twice) */
export function checkSites({ ids, groups, spectra, energy, values, descriptors }: SiteSpectra): void {
  const n = ids.length;
  if (
    groups.length !== n ||
    spectra.length !== n * energy.nChannels ||
    values.length !== n * descriptors.length
  ) {
    throw new StructureTreeError(
      'shape-mismatch',
      `${n} sites with ${energy.nChannels} channels and ${descriptors.length} descriptors are not ${spectra.length} and ${values.length} numbers of ${groups.length} groups.`,
    );
  }
  if (!spectra.every(Number.isFinite)) refuse('Spectra must be finite numbers.');
  if (values.some((value) => value === Infinity || value === -Infinity)) refuse('A descriptor is infinite.');
  if (new Set(ids).size !== n) refuse('Two sites have the same id.');
  if (new Set(descriptors.map(({ name }) => name)).size !== descriptors.length)
    refuse('Two descriptors have the same name.');
}

/** The spectrum of a site, a view. */
export const spectrumOf = (spectra: Float64Array, nChannels: number, site: number): Float64Array =>
  spectra.subarray(site * nChannels, (site + 1) * nChannels);

/** Some rows of a matrix of rows this long, in this order. */
export function rowsOf(matrix: Float64Array, width: number, rows: readonly number[]): Float64Array {
  const some = new Float64Array(rows.length * width);
  rows.forEach((row, at) => some.set(matrix.subarray(row * width, (row + 1) * width), at * width));
  return some;
}
