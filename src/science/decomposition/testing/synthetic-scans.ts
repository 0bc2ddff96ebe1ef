import type { Rng } from '../../numerics/rng.js';

/** A scan of counts with a known number of components, [nPixels × nChannels]. */
export interface SyntheticCounts {
  readonly clean: Float64Array;
  readonly counts: Float32Array;
  readonly nPixels: number;
  readonly nChannels: number;
}

const gauss = (e: number, centre: number, sigma: number): number =>
  Math.exp(-0.5 * ((e - centre) / sigma) ** 2);
const step = (e: number, onset: number): number => 1 / (1 + Math.exp(-(e - onset) / 0.6));

/** O-K and L2,3-like near-edge shapes of three phases: A and B of an interface, C within a few positions of it. */
function phases(e: number): [number, number, number] {
  const edge = (onset: number, height: number): number => height * step(e, onset) * (e / onset) ** -2.5;
  const a = edge(532, 40) + 45 * gauss(e, 535, 1.2) + 30 * gauss(e, 541, 2.2) + edge(640, 12);
  const b = edge(532, 40) + 20 * gauss(e, 531, 1) + 40 * gauss(e, 538, 1.8) + edge(708, 12);
  const c = edge(532, 30) + 50 * gauss(e, 537, 2) + 15 * gauss(e, 560, 6);
  return [
    a + 60 * gauss(e, 642, 1.2) + 28 * gauss(e, 653, 1.5),
    b + 55 * gauss(e, 710, 1.2) + 26 * gauss(e, 723, 1.5),
    c,
  ];
}

export interface InterfaceScanOptions {
  readonly nPixels: number;
  readonly nChannels: number;
  /** Mean counts per channel are about 530·dose. */
  readonly dose: number;
  /** Of the logistic transition, pixels. */
  readonly width?: number;
  /** Channels by which the spectrum of each pixel is displaced, [nPixels]. */
  readonly drift?: Float64Array;
}

/**
 * A line across an interface at pixel 0.45·nPixels: weights of A and B follow a logistic of `width` pixels, C a bump; all
 * over one power-law background of constant height. The noise-free matrix has rank 3: A − B, C and the sum of all.
 */
export function interfaceScan(
  { nPixels, nChannels, dose, width = 2, drift }: InterfaceScanOptions,
  rng: Rng,
): SyntheticCounts {
  const clean = new Float64Array(nPixels * nChannels);
  const middle = 0.45 * nPixels;
  for (let i = 0; i < nPixels; i++) {
    const wA = 1 / (1 + Math.exp((i - middle) / width));
    const wC = 0.6 * gauss(i, middle, 0.05 * nPixels + 1);
    for (let j = 0; j < nChannels; j++) {
      const e = 400 + (512 / nChannels) * (j - (drift?.[i] ?? 0));
      const [a, b, c] = phases(e);
      clean[i * nChannels + j] = dose * (6e9 * e ** -2.8 + 20 * (wA * a + (1 - wA) * b + wC * c));
    }
  }
  return { clean, counts: Float32Array.from(clean, (mean) => rng.poisson(mean)), nPixels, nChannels };
}
