import type { CountBlocks } from '../../decomposition/count-blocks.js';
import type { ScanHeader } from '../../spectra/assemble-scan.js';
import type { NavigationAxis, SpectrumImage } from '../../spectra/spectrum-image.js';

/** Most pixels and values of the map on which decisions are taken. */
export interface BinningLimits {
  readonly pixels: number;
  readonly values: number;
}

const LIMITS: BinningLimits = { pixels: 4096, values: 2 ** 21 };

/** Which pixels of a scan are summed: `factor` along every navigation axis; fewer where an axis ends. */
export interface Binning {
  readonly factor: number;
  readonly navigation: readonly NavigationAxis[];
  readonly nPixels: number;
  /** Bin of each pixel, [pixels of the scan]. */
  readonly binOfPixel: Uint32Array;
}

type Shape = Pick<ScanHeader, 'navigation' | 'nChannels' | 'nPixels'>;

/** The smallest bins that leave at most 4096 pixels and 2 million values. */
export function chooseBinning(scan: Shape, limits: BinningLimits = LIMITS): Binning {
  const most = Math.max(1, Math.min(limits.pixels, Math.floor(limits.values / scan.nChannels)));
  const sizes = scan.navigation.map(({ size }) => size);
  let factor = 1;
  const nBins = (): number => sizes.reduce((n, size) => n * Math.ceil(size / factor), 1);
  while (nBins() > most) factor++;
  return {
    factor,
    navigation: scan.navigation.map((axis) => ({
      ...axis,
      size: Math.ceil(axis.size / factor),
      scale: axis.scale * factor,
      offset: axis.offset + ((factor - 1) / 2) * axis.scale,
    })),
    nPixels: nBins(),
    binOfPixel: binsOf(sizes, factor, scan.nPixels),
  };
}

function binsOf(sizes: readonly number[], factor: number, nPixels: number): Uint32Array {
  return Uint32Array.from({ length: nPixels }, (_, pixel) => {
    let rest = pixel;
    let bin = 0;
    let stride = 1;
    for (const size of [...sizes].reverse()) {
      bin += Math.floor((rest % size) / factor) * stride;
      stride *= Math.ceil(size / factor);
      rest = Math.floor(rest / size);
    }
    return bin;
  });
}

/** The scan with its pixels summed over bins: counts stay counts. One reading of the source. */
export async function binScan(
  scan: ScanHeader,
  source: CountBlocks,
  { navigation, nPixels, binOfPixel }: Binning,
): Promise<SpectrumImage> {
  const { nChannels } = scan;
  const counts = new Float32Array(nPixels * nChannels);
  for await (const block of source.blocks()) {
    for (let at = 0, pixel = block.firstPixel; at < block.counts.length; at += nChannels, pixel++) {
      const row = binOfPixel[pixel] * nChannels;
      for (let channel = 0; channel < nChannels; channel++)
        counts[row + channel] += block.counts[at + channel];
    }
  }
  return { ...scan, navigation, nPixels, counts };
}
