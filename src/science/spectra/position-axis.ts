import type { NavigationAxis, Warning } from './spectrum-image.js';

/** Listed positions may miss even steps by this share of a step: files round them. */
const STEP_TOLERANCE = 0.02;

/** Files write micrometre with either of the two mu letters, or `um`. */
export const normalUnit = (unit: string): string => unit.replace(/^(u|\u03bc)m$/, 'µm');

/** Offset and scale of positions that a file lists one by one; null where they are not evenly spaced. */
export function evenSteps(positions: readonly number[]): { offset: number; scale: number } | null {
  const last = positions.length - 1;
  const offset = positions[0];
  const scale = (positions[last] - offset) / last;
  const tolerance = STEP_TOLERANCE * Math.abs(scale);
  const even = positions.every((at, i) => Math.abs(at - offset - i * scale) <= tolerance);
  return last > 0 && even && scale !== 0 ? { offset, scale } : null;
}

/** A scale that a file does not state, or states as uneven positions: `positionAxis` makes a plain index of it. */
export const UNKNOWN_SCALE = Number.NaN;

/**
 * The axis as it is shown: a scale of 0 or not finite becomes the plain index, with a warning and without a unit; lengths
 * are in a unit that suits them (`inReadableUnit`).
 */
export function positionAxis(axis: NavigationAxis, warnings: Warning[]): NavigationAxis {
  if (Number.isFinite(axis.scale) && axis.scale !== 0 && Number.isFinite(axis.offset))
    return inReadableUnit(axis);
  warnings.push({
    code: 'uncalibrated-position',
    message: `The file gives the axis ${axis.name} no even steps (offset ${axis.offset}, scale ${axis.scale}); its plain index is used.`,
  });
  return { ...axis, unit: '', offset: 0, scale: 1 };
}

const NM_PER_UNIT: Readonly<Record<string, number>> = { m: 1e9, mm: 1e6, µm: 1e3 };

/** Lengths in m, mm or µm whose whole extent is below 1 µm become nm, other lengths in m or mm below 1 mm µm. */
export function inReadableUnit(axis: NavigationAxis): NavigationAxis {
  const nmPerUnit = NM_PER_UNIT[axis.unit];
  if (nmPerUnit === undefined) return axis;
  const extentNm = Math.abs(axis.scale) * (axis.size - 1) * nmPerUnit;
  if (extentNm < 1e3) return inUnit(axis, 'nm', nmPerUnit);
  return extentNm < 1e6 && axis.unit !== 'µm' ? inUnit(axis, 'µm', nmPerUnit / 1e3) : axis;
}

const inUnit = (axis: NavigationAxis, unit: string, factor: number): NavigationAxis => ({
  ...axis,
  unit,
  offset: axis.offset * factor,
  scale: axis.scale * factor,
});
