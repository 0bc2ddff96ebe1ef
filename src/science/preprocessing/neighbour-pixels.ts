import type { SpectrumImage } from '../spectra/spectrum-image.js';

/** Pixels one step away along each navigation axis; a scan without stated axes is taken as a line. */
export function neighbourPixels(scan: SpectrumImage, pixel: number): number[] {
  const sizes = scan.navigation.map((axis) => axis.size);
  const isStated = sizes.reduce((product, size) => product * size, 1) === scan.nPixels;
  const neighbours: number[] = [];
  let stride = 1;
  for (const size of isStated ? sizes.reverse() : [scan.nPixels]) {
    const index = Math.floor(pixel / stride) % size;
    if (index > 0) neighbours.push(pixel - stride);
    if (index < size - 1) neighbours.push(pixel + stride);
    stride *= size;
  }
  return neighbours;
}
