/** Viridis (van der Walt & Smith, CC0) at 20 even steps; between them linear in sRGB, at most 2/255 off the full table. */
const VIRIDIS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [72, 20, 103],
  [72, 37, 118],
  [69, 55, 129],
  [64, 70, 136],
  [57, 85, 140],
  [51, 99, 141],
  [45, 113, 142],
  [40, 125, 142],
  [35, 138, 141],
  [31, 150, 139],
  [32, 163, 134],
  [41, 175, 127],
  [61, 188, 116],
  [86, 198, 103],
  [117, 208, 84],
  [149, 216, 64],
  [186, 222, 40],
  [221, 227, 24],
  [253, 231, 37],
];

/** Diverging, centred on zero: blue – neutral – red, for loadings of either sign. */
const DIVERGING: readonly (readonly [number, number, number])[] = [
  [33, 102, 172],
  [103, 169, 207],
  [209, 229, 240],
  [247, 247, 247],
  [253, 219, 199],
  [239, 138, 98],
  [178, 24, 43],
];

export type ColorMapName = 'viridis' | 'diverging';

function table(stops: readonly (readonly [number, number, number])[]): Uint32Array {
  const colors = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(at));
    const [a, b, t] = [stops[k], stops[k + 1], at - k];
    const mix = (j: 0 | 1 | 2) => Math.round(a[j] + (b[j] - a[j]) * t);
    // ImageData bytes are RGBA; every platform browsers run on is little-endian, so the word is ABGR.
    colors[i] = ((255 << 24) | (mix(2) << 16) | (mix(1) << 8) | mix(0)) >>> 0;
  }
  return colors;
}

const TABLES: Readonly<Record<ColorMapName, Uint32Array>> = {
  viridis: table(VIRIDIS),
  diverging: table(DIVERGING),
};

/** 256 colours as RGBA words for an ImageData buffer. */
export const colorTable = (name: ColorMapName): Uint32Array => TABLES[name];

export function cssColor(name: ColorMapName, share: number): string {
  const word = TABLES[name][Math.max(0, Math.min(255, Math.round(share * 255)))];
  return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
}
