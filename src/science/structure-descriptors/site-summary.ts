import type { RadialGrid } from './radial.js';

/** What a network's output is over the sites that were described. */
export type SiteOutput =
  | {
      readonly kind: 'scalar';
      readonly unit: string;
      readonly mean: number | null;
      /** Between sites; null for fewer than two. */
      readonly std: number | null;
      /** Sites that have one. */
      readonly n: number;
    }
  /** Shares of the sites that have a class; null where none has. */
  | {
      readonly kind: 'classes';
      readonly labels: readonly string[];
      readonly shares: readonly number[] | null;
      readonly n: number;
    }
  | {
      readonly kind: 'curve';
      readonly unit: string;
      readonly startAngstrom: number;
      readonly stepAngstrom: number;
      /** Mean of the sites. */
      readonly values: Float64Array;
    };

/** Sites of one element, described as the labels of a network's training set were. */
export interface ComparableSites {
  /** The network's task; with an output's name it is the id of a descriptor read from spectra. */
  readonly task: string;
  readonly element: string;
  readonly nSites: number;
  /** By the name of the network's output. */
  readonly outputs: Readonly<Record<string, SiteOutput>>;
}

/** Mean and standard deviation of what is known (not NaN). */
export function scalarOf(values: readonly number[], unit: string): SiteOutput {
  const known = values.filter((v) => !Number.isNaN(v));
  const n = known.length;
  const mean = known.reduce((a, b) => a + b, 0) / n;
  const square = known.reduce((a, b) => a + (b - mean) ** 2, 0);
  return {
    kind: 'scalar',
    unit,
    mean: n === 0 ? null : mean,
    std: n < 2 ? null : Math.sqrt(square / (n - 1)),
    n,
  };
}

/** Shares of classes; a class outside of the labels is none. */
export function classesOf(classes: readonly number[], labels: readonly string[]): SiteOutput {
  const known = classes.filter((c) => c >= 0 && c < labels.length);
  const shares = labels.map((_, k) => known.filter((c) => c === k).length / known.length);
  return { kind: 'classes', labels, shares: known.length === 0 ? null : shares, n: known.length };
}

/** Mean of curves. */
export function curveOf(curves: readonly Float64Array[], grid: RadialGrid, unit: string): SiteOutput {
  const values = new Float64Array(grid.n);
  for (const curve of curves) curve.forEach((v, k) => (values[k] += v / curves.length));
  return { kind: 'curve', unit, startAngstrom: grid.start, stepAngstrom: grid.step, values };
}
