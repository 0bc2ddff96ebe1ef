import { CATEGORY_COUNT, PAPER } from './palette.js';

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

/** 'categories': a value is the index of a category, not a magnitude. */
export type ColorMapName = 'viridis' | 'diverging' | 'categories';

const rgb = (hex: string): readonly [number, number, number] => {
  const n = Number.parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
};

// ImageData bytes are RGBA; every platform browsers run on is little-endian, so the word is ABGR.
const word = ([r, g, b]: readonly [number, number, number]): number =>
  ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

function table(stops: readonly (readonly [number, number, number])[]): Uint32Array {
  const colors = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(at));
    const [a, b, t] = [stops[k], stops[k + 1], at - k];
    const mix = (j: 0 | 1 | 2) => Math.round(a[j] + (b[j] - a[j]) * t);
    colors[i] = word([mix(0), mix(1), mix(2)]);
  }
  return colors;
}

/** Entry i is category i modulo the number there are. */
const CATEGORIES = Uint32Array.from({ length: 256 }, (_, i) =>
  word(rgb(PAPER[`--cat-${i % CATEGORY_COUNT}`])),
);

const TABLES: Readonly<Record<ColorMapName, Uint32Array>> = {
  viridis: table(VIRIDIS),
  diverging: table(DIVERGING),
  categories: CATEGORIES,
};

/** 256 colours as RGBA words for an ImageData buffer. */
export const colorTable = (name: ColorMapName): Uint32Array => TABLES[name];

export function cssColor(name: ColorMapName, share: number): string {
  const word = TABLES[name][Math.max(0, Math.min(255, Math.round(share * 255)))];
  return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
}
