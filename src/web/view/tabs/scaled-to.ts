import type { EnergyAxis } from '../../../science/spectra/spectrum-image.js';

/** A measured spectrum to hold a component against. */
export interface Measured {
  readonly name: string;
  readonly energy: EnergyAxis;
  readonly values: ArrayLike<number>;
  /** From another measurement: its background is another one, so a constant is fitted with the scale. */
  readonly isForeign: boolean;
}

interface Curve {
  readonly energy: Float64Array;
  readonly values: readonly number[];
}

export interface Scaled {
  /** On the energies of the component; NaN outside the measured range and the range shown. */
  readonly values: number[];
  readonly note: string;
}

/** Fewer channels in common say nothing. */
const FEWEST = 3;

/**
 * The measured spectrum on the energies of the component, by the scale (and constant) of least squared difference over the
 * energies shown.
 *
 * @returns null where they have next to nothing in common
 */
export function scaledTo(
  measured: Measured,
  component: Curve,
  shownEv: readonly [number, number],
): Scaled | null {
  const raw = Array.from(component.energy, (e) =>
    e < shownEv[0] || e > shownEv[1] ? Number.NaN : valueAt(measured, e),
  );
  const at = raw.flatMap((v, i) => (Number.isFinite(v) && Number.isFinite(component.values[i]) ? [i] : []));
  if (at.length < FEWEST) return null;
  const mean = (of: (i: number) => number): number => at.reduce((sum, i) => sum + of(i), 0) / at.length;
  const [meanRaw, meanOf] = [mean((i) => raw[i]), mean((i) => component.values[i])];
  const [x0, y0] = measured.isForeign ? [meanRaw, meanOf] : [0, 0];
  const power = mean((i) => (raw[i] - x0) ** 2);
  const scale = power > 0 ? mean((i) => (raw[i] - x0) * (component.values[i] - y0)) / power : 0;
  const covariance = mean((i) => (raw[i] - meanRaw) * (component.values[i] - meanOf));
  const spread = mean((i) => (raw[i] - meanRaw) ** 2) * mean((i) => (component.values[i] - meanOf) ** 2);
  const likeness = spread > 0 ? (covariance / Math.sqrt(spread)).toFixed(4) : 'none (one of them is flat)';
  const [from, to] = [component.energy[at[0]], component.energy[at[at.length - 1]]];
  const how = measured.isForeign ? 'scale and a constant' : 'scale';
  return {
    values: raw.map((v) => y0 + scale * (v - x0)),
    note: `Dashed: ${measured.name}, ${how} by least squares over ${from.toFixed(1)}–${to.toFixed(1)} eV; correlation there ${likeness}.`,
  };
}

/** Linear between channels; NaN outside. */
function valueAt({ energy, values }: Measured, ev: number): number {
  const position = (ev - energy.offsetEv) / energy.scaleEv;
  // An axis computed from the same numbers may differ in the last digit.
  const x = Math.abs(position - Math.round(position)) < 1e-6 ? Math.round(position) : position;
  const below = Math.floor(x);
  if (below < 0 || x > values.length - 1) return Number.NaN;
  return below === x ? values[below] : values[below] + (x - below) * (values[below + 1] - values[below]);
}
