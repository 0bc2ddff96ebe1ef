import { cubicAt } from '../../spectra/model-spectrum.js';

/** A·(E/E₀)^(−r) + Σ Bᵢ·Sᵢ(E − δᵢ) over the channels of a window. */
export interface FitModel {
  /** ln(E/E₀) of each channel; null for a fit without background. */
  readonly logE: Float64Array | null;
  /** Each reference on the whole axis; the window begins at `first`. */
  readonly references: readonly Float64Array[];
  readonly first: number;
  readonly nChannels: number;
}

export interface FitState {
  amplitude: number;
  r: number;
  readonly coefficients: Float64Array;
  /** In channels. */
  readonly shifts: Float64Array;
}

/** Which parameters are free, in the order of the columns. */
export interface FreeParameters {
  readonly isAmplitude: boolean;
  readonly isExponent: boolean;
  readonly coefficients: readonly number[];
  readonly shifts: readonly number[];
}

/** Slope of the same cubic, per channel; of a centred difference on a channel. */
function slopeAt(s: ArrayLike<number>, at: number): number {
  const left = Math.floor(at);
  const t = at - left;
  const get = (i: number): number => s[Math.max(0, Math.min(s.length - 1, i))];
  const [a, b, c, d] = [get(left - 1), get(left), get(left + 1), get(left + 2)];
  return 0.5 * (c - a + 2 * t * (2 * a - 5 * b + 4 * c - d) + 3 * t * t * (3 * (b - c) + d - a));
}

/** Reference k, moved up by its shift, over the window. */
function moved(model: FitModel, k: number, shift: number, at: typeof cubicAt): Float64Array {
  const s = model.references[k];
  if (shift === 0 && at === cubicAt) return s.subarray(model.first, model.first + model.nChannels);
  return Float64Array.from({ length: model.nChannels }, (_, i) => at(s, model.first + i - shift));
}

/** Value of the model, [nChannels of the window]. */
export function evaluate(model: FitModel, state: FitState): Float64Array {
  const { logE } = model;
  const value =
    logE === null
      ? new Float64Array(model.nChannels)
      : logE.map((x) => state.amplitude * Math.exp(-state.r * x));
  state.coefficients.forEach((b, k) => {
    if (b === 0) return;
    const shape = moved(model, k, state.shifts[k], cubicAt);
    for (let i = 0; i < value.length; i++) value[i] += b * shape[i];
  });
  return value;
}

/** Derivatives by the free parameters: amplitude, exponent, coefficients, shifts. */
export function jacobian(model: FitModel, state: FitState, free: FreeParameters): Float64Array[] {
  const { logE } = model;
  const columns: Float64Array[] = [];
  if (logE !== null && free.isAmplitude) columns.push(logE.map((x) => Math.exp(-state.r * x)));
  if (logE !== null && free.isExponent)
    columns.push(logE.map((x) => -x * state.amplitude * Math.exp(-state.r * x)));
  for (const k of free.coefficients) columns.push(moved(model, k, state.shifts[k], cubicAt));
  for (const k of free.shifts)
    columns.push(moved(model, k, state.shifts[k], slopeAt).map((slope) => -state.coefficients[k] * slope));
  return columns;
}
