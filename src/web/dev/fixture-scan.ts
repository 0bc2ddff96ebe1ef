import type { EnergyAxis, NavigationAxis } from '../../science/spectra/spectrum-image.js';

export type FixtureKind = 'line' | 'map' | 'spectrum';

export interface Shape {
  readonly navigation: readonly NavigationAxis[];
  readonly nPixels: number;
  readonly nChannels: number;
  readonly axis: EnergyAxis;
}

export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

export const gaussian = (next: () => number): number =>
  Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());

const axisOf = (name: string, size: number, scale: number): NavigationAxis => ({
  name,
  unit: 'nm',
  offset: 0,
  scale,
  size,
});

export function shapeOf(kind: FixtureKind): Shape {
  const nChannels = kind === 'map' ? 512 : 2048;
  const axis: EnergyAxis = { offsetEv: 430, scaleEv: 330 / nChannels, nChannels };
  const navigation =
    kind === 'line'
      ? [axisOf('Position', 64, 0.5)]
      : kind === 'map'
        ? [axisOf('y', 24, 0.8), axisOf('x', 40, 0.8)]
        : [];
  return { navigation, nPixels: navigation.reduce((n, a) => n * a.size, 1), nChannels, axis };
}

/** Share of the second phase at a pixel: a boundary 3 nm wide at 16 nm. */
export function phase(shape: Shape, pixel: number): number {
  const columns = shape.navigation[shape.navigation.length - 1];
  if (columns === undefined) return 0.3;
  const x = (pixel % columns.size) * columns.scale;
  return 1 / (1 + Math.exp(-(x - 16) / 0.9));
}

const step = (e: number, onset: number): number => 0.5 + Math.atan((e - onset) / 1.2) / Math.PI;
export const peak = (e: number, at: number, width: number): number =>
  Math.exp(-0.5 * ((e - at) / width) ** 2);

/** O K with its near edge, Mn L₃ and L₂ on one side, Fe L on the other. */
export function signalAt(e: number, f: number): number {
  const oxygen =
    e < 520
      ? 0
      : 260 * step(e, 531) * (531 / e) ** 3 + 170 * (1 - f) * peak(e, 531.5, 1.4) + 120 * peak(e, 541, 3.4);
  const mn =
    (1 - f) *
    (90 * step(e, 641) + 45 * step(e, 652) + 520 * peak(e, 642.5, 1.6) + 250 * peak(e, 653.4, 1.9)) *
    (e < 625 ? 0 : 1);
  const fe =
    f *
    (80 * step(e, 708) + 40 * step(e, 721) + 470 * peak(e, 709.5, 1.6) + 160 * peak(e, 722.6, 1.9)) *
    (e < 692 ? 0 : 1);
  return oxygen + mn + fe;
}

export const R = 3.1;
export const logAOf = (f: number): number => Math.log((1500 - 250 * f) * 430 ** R);

export function spectraOf(shape: Shape, next: () => number): Float32Array {
  const counts = new Float32Array(shape.nPixels * shape.nChannels);
  for (let p = 0; p < shape.nPixels; p++) {
    const f = phase(shape, p);
    for (let i = 0; i < shape.nChannels; i++) {
      const e = shape.axis.offsetEv + i * shape.axis.scaleEv;
      const expected = Math.exp(logAOf(f) - R * Math.log(e)) + signalAt(e, f);
      counts[p * shape.nChannels + i] = Math.max(
        0,
        Math.round(expected + Math.sqrt(expected) * gaussian(next)),
      );
    }
  }
  return counts;
}

export function meanOf(shape: Shape, counts: Float32Array, wanted: (pixel: number) => boolean): number[] {
  const sum = new Float64Array(shape.nChannels);
  let n = 0;
  for (let p = 0; p < shape.nPixels; p++) {
    if (!wanted(p)) continue;
    n++;
    for (let i = 0; i < shape.nChannels; i++) sum[i] += counts[p * shape.nChannels + i];
  }
  return Array.from(sum, (v) => v / Math.max(1, n));
}
