import type { Rng } from '../numerics/rng.js';

/**
 * What a counting detector reads: a Poisson number of electrons per channel, turned into whole detector counts by
 * the gain and given back in electrons: round(electrons / gain)·gain. Rounding adds a variance of gain²/12.
 *
 * @param expected  mean electrons, [n], ≥ 0
 * @param gainElectronsPerCount  electrons per detector count ('Brightness scale' in DigitalMicrograph); > 0
 */
export function addPoisson(expected: Float64Array, gainElectronsPerCount: number, rng: Rng): Float32Array {
  const out = new Float32Array(expected.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.round(rng.poisson(expected[i]) / gainElectronsPerCount) * gainElectronsPerCount;
  }
  return out;
}

/**
 * Where the zero-loss peak wanders along a scan: a linear trend and a random walk, both sub-channel per step.
 *
 * @returns [nPixels], eV, first entry `startEv`
 */
export function zeroLossWalk(
  nPixels: number,
  walk: { startEv: number; trendEv: number; stepStdEv: number },
  rng: Rng,
): Float64Array {
  const centresEv = new Float64Array(nPixels);
  let wander = 0;
  for (let p = 0; p < nPixels; p++) {
    if (p > 0) wander += walk.stepStdEv * rng.normal();
    centresEv[p] = walk.startEv + (nPixels > 1 ? (walk.trendEv * p) / (nPixels - 1) : 0) + wander;
  }
  return centresEv;
}

export interface PlantedSpike {
  readonly pixel: number;
  readonly channel: number;
  /** Added to what was there. */
  readonly electrons: number;
}

/**
 * Hits of stray radiation: single channels far above their counting noise, at most one a pixel.
 *
 * @param expected  mean electrons [nPixels × nChannels]; a spike is `sigma` … 3·`sigma` of its counting noise high
 * @param count     how many; at most nPixels
 * @returns the spikes in order of pixel; the caller adds them
 */
export function plantSpikes(
  expected: Float64Array,
  shape: { nPixels: number; nChannels: number },
  spikes: { count: number; sigma: number },
  rng: Rng,
): readonly PlantedSpike[] {
  const pixels = new Set<number>();
  while (pixels.size < Math.min(spikes.count, shape.nPixels)) pixels.add(rng.integer(shape.nPixels));
  return [...pixels]
    .sort((a, b) => a - b)
    .map((pixel) => {
      const channel = 8 + rng.integer(shape.nChannels - 16);
      const noise = Math.sqrt(expected[pixel * shape.nChannels + channel]);
      return { pixel, channel, electrons: Math.round(spikes.sigma * (1 + 2 * rng.uniform()) * noise) };
    });
}
