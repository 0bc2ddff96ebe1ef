import { SpectrumError, type NavigationAxis, type SpectrumImage } from '../spectra/spectrum-image.js';

/** A rebinned scan, and what did not fill a bin. */
export interface Rebinned {
  readonly scan: SpectrumImage;
  /** Channels (pixels along each axis) at the end that were left out, because they fill no bin. */
  readonly dropped: readonly number[];
}

/**
 * Joins every `factor` channels into one: counts are SUMMED, never averaged, so that they stay counts (Poisson).
 *
 * @returns energies are the middles of the bins; channels at the end that fill no bin are left out and said
 * @throws SpectrumError invalid-parameter  a factor that is no whole number from 1 to nChannels
 * Checked: rebin.spec.ts: sums, energies.
 */
export function rebinEnergy(scan: SpectrumImage, factor: number): Rebinned {
  assertFactor(factor, scan.nChannels);
  const nChannels = Math.floor(scan.nChannels / factor);
  const counts = new Float32Array(scan.nPixels * nChannels);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    for (let channel = 0; channel < nChannels; channel++) {
      const from = pixel * scan.nChannels + channel * factor;
      let total = 0;
      for (let i = 0; i < factor; i++) total += scan.counts[from + i];
      counts[pixel * nChannels + channel] = total;
    }
  }
  const { offsetEv, scaleEv } = scan.energy;
  const energy = { offsetEv: offsetEv + ((factor - 1) / 2) * scaleEv, scaleEv: factor * scaleEv, nChannels };
  return { scan: { ...scan, counts, nChannels, energy }, dropped: [scan.nChannels - nChannels * factor] };
}

/**
 * Joins pixels: `factors` along each navigation axis; spectra are SUMMED, never averaged.
 *
 * @param factors  one for each navigation axis
 * @returns positions are the middles of the bins; pixels at the end of an axis that fill no bin are left out and said
 * @throws SpectrumError invalid-parameter  factors; shape-mismatch  another number of axes, or axes that do not give nPixels
 * Checked: rebin.spec.ts: sums, positions, order.
 */
export function rebinNavigation(scan: SpectrumImage, factors: readonly number[]): Rebinned {
  const { navigation, nChannels } = scan;
  assertAxes(scan, factors.length);
  factors.forEach((factor, axis) => assertFactor(factor, navigation[axis].size));
  const sizes = navigation.map((axis, i) => Math.floor(axis.size / factors[i]));
  const nPixels = sizes.reduce((product, size) => product * size, 1);
  const sums = new Float64Array(nPixels * nChannels);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const to = binOf(pixel, navigation, { factors, sizes });
    if (to === null) continue;
    for (let i = 0; i < nChannels; i++) sums[to * nChannels + i] += scan.counts[pixel * nChannels + i];
  }
  const axes = navigation.map((axis, i) => ({
    ...axis,
    offset: axis.offset + ((factors[i] - 1) / 2) * axis.scale,
    scale: axis.scale * factors[i],
    size: sizes[i],
  }));
  return {
    scan: { ...scan, counts: Float32Array.from(sums), nPixels, navigation: axes },
    dropped: navigation.map((axis, i) => axis.size - sizes[i] * factors[i]),
  };
}

function binOf(
  pixel: number,
  navigation: readonly NavigationAxis[],
  { factors, sizes }: { factors: readonly number[]; sizes: readonly number[] },
): number | null {
  let [rest, to, stride] = [pixel, 0, 1];
  for (let axis = navigation.length - 1; axis >= 0; axis--) {
    const bin = Math.floor((rest % navigation[axis].size) / factors[axis]);
    if (bin >= sizes[axis]) return null;
    rest = Math.floor(rest / navigation[axis].size);
    to += bin * stride;
    stride *= sizes[axis];
  }
  return to;
}

/** @throws SpectrumError shape-mismatch */
export function assertAxes(scan: SpectrumImage, n: number): void {
  const stated = scan.navigation.reduce((product, axis) => product * axis.size, 1);
  if (scan.navigation.length === n && stated === scan.nPixels) return;
  throw new SpectrumError(
    'shape-mismatch',
    `The scan has ${scan.nPixels} pixels on ${scan.navigation.length} axes (${scan.navigation.map((axis) => axis.size).join(' × ')}); ${n} were spoken of.`,
  );
}

function assertFactor(factor: number, size: number): void {
  if (Number.isInteger(factor) && factor >= 1 && factor <= size) return;
  throw new SpectrumError('invalid-parameter', `A bin must hold 1 to ${size} whole steps, not ${factor}.`);
}
