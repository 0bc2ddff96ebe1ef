import { energyAt, type EnergyAxis } from './spectrum-image.js';

/** amplitude·(E/referenceEv)^(−r) + Σ coefficient·counts(E − shiftEv). */
export interface SpectrumModel {
  readonly background: {
    readonly referenceEv: number;
    readonly amplitude: number;
    readonly r: number;
  } | null;
  /** `counts` on the whole axis. */
  readonly terms: readonly {
    readonly counts: ArrayLike<number>;
    readonly coefficient: number;
    readonly shiftEv: number;
  }[];
}

/** [channels of the range] each, counts. */
export interface ModelSpectrum {
  readonly fit: Float64Array;
  readonly background: Float64Array | null;
  readonly parts: readonly Float64Array[];
}

/** Spectrum at a channel between two others by the cubic through four points (Catmull–Rom); the ends are held. */
export function cubicAt(s: ArrayLike<number>, at: number): number {
  const left = Math.floor(at);
  const t = at - left;
  const get = (i: number): number => s[Math.max(0, Math.min(s.length - 1, i))];
  if (t === 0) return get(left);
  const [a, b, c, d] = [get(left - 1), get(left), get(left + 1), get(left + 2)];
  return b + (t / 2) * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/**
 * A model of a spectrum and its parts over channels [first, end): what a fit of references (`fitReferences`) stands for.
 *
 * Checked: fit-references-step.spec.ts (the mean of counts − model is the mean residual that the fit has).
 */
export function modelSpectrum(
  { background, terms }: SpectrumModel,
  axis: EnergyAxis,
  [first, end]: readonly [number, number],
): ModelSpectrum {
  const over = (value: (channel: number) => number): Float64Array =>
    Float64Array.from({ length: end - first }, (_, i) => value(first + i));
  const parts = terms.map(({ counts, coefficient, shiftEv }) =>
    over((channel) => coefficient * cubicAt(counts, channel - shiftEv / axis.scaleEv)),
  );
  const smooth =
    background === null
      ? null
      : over(
          (channel) =>
            background.amplitude * (energyAt(axis, channel) / background.referenceEv) ** -background.r,
        );
  const fit = Float64Array.from({ length: end - first }, (_, i) =>
    parts.reduce((sum, part) => sum + part[i], smooth?.[i] ?? 0),
  );
  return { fit, background: smooth, parts };
}
