import { FormatError } from '../formats/format-error.js';
import { assembleListed } from './assemble-listed.js';
import { assembleScan } from './assemble-scan.js';
import { evPerUnit } from './energy-unit.js';
import { evenSteps, normalUnit, UNKNOWN_SCALE } from './position-axis.js';
import type { ReadResult, ReadScan, SkippedImage } from './read-result.js';
import type { Acquisition, Json, NavigationAxis, Warning } from './spectrum-image.js';

/** An axis as a file labels it: by offset and scale, or by its coordinates; null is what the file does not say. */
export interface LabelledAxis {
  readonly name: string | null;
  readonly unit: string;
  readonly offset: number | null;
  readonly scale: number | null;
  readonly coordinates: readonly number[] | null;
}

/** An array whose axes carry units, of which one may be energy. */
export interface LabelledArray {
  readonly title: string;
  readonly dtype: string | null;
  /** C order, slowest first. */
  readonly shape: readonly number[];
  /** One per axis, in the order of `shape`. */
  readonly axes: readonly LabelledAxis[];
  readonly values: () => ArrayLike<number>;
  readonly intensityUnit: string;
  readonly acquisition: Acquisition;
  readonly originalMetadata: Json;
  readonly warnings: readonly Warning[];
}

/** An energy axis with steps, but without a beginning. */
export const OFFSET_ASSUMED: Warning = {
  code: 'energy-offset-assumed',
  message: 'The file does not say at which energy its axis begins; 0 eV were assumed.',
};

/** Which axis is energy, by its unit: the last of several. −1 when there is none. */
export const energyIndexOf = (axes: readonly LabelledAxis[]): number =>
  axes.findLastIndex((axis) => evPerUnit(axis.unit) !== null);

/**
 * The scan of an array whose energy axis is found by its unit.
 *
 * @throws FormatError no-energy-axis         no axis has a unit of energy
 * @throws FormatError unsupported-data-type  the values are no plain numbers
 * @throws FormatError  those of assembleScan and assembleListed
 */
export function assembleLabelled(array: LabelledArray): ReadScan {
  const { axes, shape, dtype, intensityUnit, values, ...rest } = array;
  const energyIndex = energyIndexOf(axes);
  if (energyIndex < 0) throw new FormatError('no-energy-axis', `"${array.title}" has no axis in eV.`);
  if (dtype === null || dtype === 'text')
    throw new FormatError('unsupported-data-type', `The values of "${array.title}" are no plain numbers.`);
  const energy = axes[energyIndex];
  const factor = evPerUnit(energy.unit)!;
  const raw = {
    ...rest,
    shape,
    dtype,
    values: values(),
    energyIndex,
    navigation: axes.map((axis, i) => navigationAxis(axis, i, shape[i])).filter((_, i) => i !== energyIndex),
    intensity: { origin: 0, scale: 1, unit: /^(e-|electrons?)$/i.test(intensityUnit) ? 'e-' : '' },
  };
  const { coordinates } = energy;
  if (coordinates !== null && coordinates.length === shape[energyIndex] && coordinates.length > 1) {
    return assembleListed(
      raw,
      coordinates.map((value) => value * factor),
    );
  }
  const { offset, scale } = stepsOf(energy);
  const warnings = offset === null ? [...rest.warnings, OFFSET_ASSUMED] : rest.warnings;
  return assembleScan({
    ...raw,
    warnings,
    offsetEv: (offset ?? 0) * factor,
    scaleEv: (scale ?? NaN) * factor,
  });
}

/**
 * All arrays with an energy axis as scans; the others are listed as skipped.
 *
 * @throws FormatError no-energy-axis  none has one
 */
export function assembleAll(
  arrays: readonly LabelledArray[],
  kind: Pick<ReadResult, 'format' | 'formatVersion'>,
): ReadResult {
  const spectra = arrays.filter(({ axes }) => energyIndexOf(axes) >= 0);
  const skipped: SkippedImage[] = arrays
    .filter(({ axes }) => energyIndexOf(axes) < 0)
    .map(({ title, shape }) => ({ title, shape, reason: 'No axis in eV.' }));
  if (spectra.length === 0) {
    const what = skipped
      .slice(0, 20)
      .map(({ title, shape }) => `"${title}" (${shape.join(' × ')})`)
      .join(', ');
    throw new FormatError(
      'no-energy-axis',
      `None of the ${skipped.length} arrays has an axis in eV, keV or meV${what === '' ? '' : `: ${what}`}.`,
    );
  }
  return { ...kind, scans: spectra.map(assembleLabelled), skipped, warnings: [] };
}

/** Offset and scale as stated, or of coordinates in even steps; two coordinates are enough. */
function stepsOf({ offset, scale, coordinates }: LabelledAxis): {
  offset: number | null;
  scale: number | null;
} {
  if (coordinates === null) return { offset, scale };
  return evenSteps(coordinates) ?? { offset: null, scale: null };
}

function navigationAxis(axis: LabelledAxis, order: number, size: number): NavigationAxis {
  const { offset, scale } = stepsOf(axis);
  return {
    name: axis.name ?? `axis ${order}`,
    unit: normalUnit(axis.unit),
    offset: offset ?? 0,
    scale: scale ?? UNKNOWN_SCALE,
    size,
  };
}
