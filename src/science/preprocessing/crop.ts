import { channelRange, energyAt, SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import { assertAxes } from './rebin.js';

/**
 * The channels whose centres lie in [lo, hi), eV.
 *
 * @returns new scan; the axis begins at its first channel
 * @throws SpectrumError window-outside-axis
 * Checked: rebin.spec.ts.
 */
export function cropEnergy(scan: SpectrumImage, windowEv: readonly [number, number]): SpectrumImage {
  const { first, end } = channelRange(scan.energy, windowEv);
  const nChannels = end - first;
  const counts = new Float32Array(scan.nPixels * nChannels);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const row = pixel * scan.nChannels;
    counts.set(scan.counts.subarray(row + first, row + end), pixel * nChannels);
  }
  const energy = { ...scan.energy, offsetEv: energyAt(scan.energy, first), nChannels };
  return { ...scan, counts, nChannels, energy };
}

/**
 * The pixels with indices [from, end) along each navigation axis.
 *
 * @param ranges  one for each navigation axis
 * @returns new scan; axes keep their coordinates
 * @throws SpectrumError shape-mismatch  another number of axes; invalid-parameter  an empty range or one beyond an axis
 * Checked: rebin.spec.ts.
 */
export function cropNavigation(
  scan: SpectrumImage,
  ranges: readonly (readonly [number, number])[],
): SpectrumImage {
  const { navigation, nChannels } = scan;
  assertAxes(scan, ranges.length);
  ranges.forEach(([from, end], i) => {
    const isWithin = from >= 0 && end > from && end <= navigation[i].size;
    if (isWithin && Number.isInteger(from) && Number.isInteger(end)) return;
    throw new SpectrumError(
      'invalid-parameter',
      `Pixels ${from} to ${end} of axis '${navigation[i].name}' (${navigation[i].size} pixels) cannot be taken.`,
    );
  });
  const sizes = ranges.map(([from, end]) => end - from);
  const nPixels = sizes.reduce((product, size) => product * size, 1);
  const counts = new Float32Array(nPixels * nChannels);
  for (let to = 0; to < nPixels; to++) {
    let [rest, pixel, stride] = [to, 0, 1];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      pixel += (ranges[axis][0] + (rest % sizes[axis])) * stride;
      rest = Math.floor(rest / sizes[axis]);
      stride *= navigation[axis].size;
    }
    counts.set(scan.counts.subarray(pixel * nChannels, (pixel + 1) * nChannels), to * nChannels);
  }
  const axes = navigation.map((axis, i) => ({
    ...axis,
    offset: axis.offset + ranges[i][0] * axis.scale,
    size: sizes[i],
  }));
  return { ...scan, counts, nPixels, navigation: axes };
}
