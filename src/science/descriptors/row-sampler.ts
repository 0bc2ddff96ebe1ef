import type { EnergyAxis } from '../spectra/spectrum-image.js';

/** A Gaussian falls to 1 % of its height at 1.3 FWHM; what lies beyond is left out. */
const GAUSSIAN_REACH_FWHM = 1.3;
/** Narrower than so many channels smoothing does nothing. */
const NARROWEST_CHANNELS = 0.4;

/** Half of a Gaussian of unit sum, from its middle on; [1] where it is narrower than a channel. */
export function gaussianKernel(fwhmChannels: number): Float64Array {
  const reach = fwhmChannels < NARROWEST_CHANNELS ? 0 : Math.ceil(GAUSSIAN_REACH_FWHM * fwhmChannels);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, i) =>
    i === 0 ? 1 : Math.exp(-4 * Math.LN2 * (i / fwhmChannels) ** 2),
  );
  const sum = 2 * kernel.reduce((a, b) => a + b, 0) - 1;
  return kernel.map((weight) => weight / sum);
}

/**
 * Convolves [first, end) of `values` with a symmetric kernel into the same place of `out`; beyond the ends of `values` its
 * end values go on.
 */
export function smoothInto(
  out: Float64Array,
  values: Float64Array,
  kernel: Float64Array,
  [first, end]: readonly [number, number],
): void {
  const last = values.length - 1;
  for (let i = first; i < end; i++) {
    let sum = kernel[0] * values[i];
    for (let k = 1; k < kernel.length; k++) {
      sum += kernel[k] * (values[Math.max(0, i - k)] + values[Math.min(last, i + k)]);
    }
    out[i] = sum;
  }
}

/**
 * Means over equal cells of spectra of one axis: each cell takes the integral of the straight lines between channel centres,
 * so that areas are kept, a finer axis is averaged and a coarser one interpolated. Beyond the axis its end values go on.
 *
 * The same as `samplerOf` of similarity, without memory for each row: it is meant for tens of thousands of rows.
 * Checked: a straight line and the area are kept, against a naive sum (row-sampler.spec.ts).
 */
export class RowSampler {
  private readonly cumulative: Float64Array;
  private values: Float64Array;

  constructor(private readonly axis: EnergyAxis) {
    this.cumulative = new Float64Array(axis.nChannels);
    this.values = new Float64Array(axis.nChannels);
  }

  /** Takes a spectrum, [nChannels]; it is not copied and must stay as it is while it is sampled. */
  load(values: Float64Array): void {
    this.values = values;
    const { cumulative } = this;
    cumulative[0] = 0;
    for (let i = 1; i < values.length; i++) {
      cumulative[i] = cumulative[i - 1] + (values[i - 1] + values[i]) / 2;
    }
  }

  /** Means over out.length cells of `stepEv`, the first of which is centred at `startEv`. */
  means(out: Float64Array, startEv: number, stepEv: number): void {
    const step = stepEv / this.axis.scaleEv;
    const from = (startEv - stepEv / 2 - this.axis.offsetEv) / this.axis.scaleEv;
    let before = this.integralTo(from);
    for (let i = 0; i < out.length; i++) {
      const after = this.integralTo(from + (i + 1) * step);
      out[i] = (after - before) / step;
      before = after;
    }
  }

  private integralTo(channel: number): number {
    const { cumulative, values } = this;
    const last = values.length - 1;
    if (channel <= 0) return channel * values[0];
    if (channel >= last) return cumulative[last] + (channel - last) * values[last];
    const i = Math.floor(channel);
    const part = channel - i;
    return cumulative[i] + part * (values[i] + (part * (values[i + 1] - values[i])) / 2);
  }
}

/**
 * Variance of a mean over cells of `stepEv` of channels of unit variance, smoothed by `kernel` before; averaged over where
 * cells lie among channels.
 */
export function noiseGain(axis: EnergyAxis, stepEv: number, kernel: Float64Array): number {
  const reachEv = (kernel.length + 2) * axis.scaleEv + 2 * stepEv;
  const nChannels = 2 * Math.ceil(reachEv / axis.scaleEv) + 1;
  const middle = (nChannels - 1) / 2;
  const impulse = new Float64Array(nChannels);
  impulse[middle] = 1;
  const smooth = new Float64Array(nChannels);
  smoothInto(smooth, impulse, kernel, [0, nChannels]);
  const sampler = new RowSampler({ offsetEv: -middle * axis.scaleEv, scaleEv: axis.scaleEv, nChannels });
  sampler.load(smooth);
  const out = new Float64Array(2 * Math.ceil(reachEv / stepEv) + 1);
  const offsets = [-0.375, -0.125, 0.125, 0.375];
  const energy = offsets.reduce((total, offset) => {
    sampler.means(out, (offset - (out.length - 1) / 2) * stepEv, stepEv);
    return total + out.reduce((sum, v) => sum + v * v, 0) / offsets.length;
  }, 0);
  return (energy * stepEv) / axis.scaleEv;
}
