import type { EdgeResult } from '../../science/interpretation/interpretation-result.js';
import type { ViewedResult } from './viewed-result.js';

/**
 * Variance of the counts over that of counted electrons: what the background fit of the edge measured; without one, 1
 * where counts are electrons, otherwise null (unknown).
 */
export function noiseScaleOf(result: ViewedResult, edge: EdgeResult | null): number | null {
  const step = result.steps.find((s) => s.step === 'background' && s.parameters.edge === edge?.id);
  const measured = step?.chosen.noiseScale;
  if (typeof measured === 'number') return measured;
  return result.scan.intensityUnit === 'e-' ? 1 : null;
}

export const countingStd = (counts: number, noiseScale: number | null): number | null =>
  noiseScale === null || counts < 0 ? null : Math.sqrt(noiseScale * counts);

/** A number and its standard deviation; null where it is unknown. */
export interface Doubted {
  readonly value: number;
  readonly std: number | null;
}

/**
 * Net signal of an edge in its own window as the result stores it, the fit's error within; pixels were fitted one by
 * one, so that variances add. Null where one of the pixels has no value.
 */
export function storedNet(result: ViewedResult, edge: EdgeResult, pixels: readonly number[]): Doubted | null {
  const profile = result.profiles.find((p) => p.id === `${edge.id}.net`);
  if (profile === undefined) return null;
  let value = 0;
  let variance: number | null = 0;
  for (const pixel of pixels) {
    const [net, std] = [profile.values[pixel], profile.std[pixel]];
    if (net === null) return null;
    value += net;
    variance = variance === null || std === null ? null : variance + std * std;
  }
  return { value, std: variance === null ? null : Math.sqrt(variance) };
}
