import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { structureScores } from './structure-scores.js';

const shape = { nPixels: 64, nDims: 90 };

function features(seed: number, signal: (pixel: number, dim: number) => number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from(
    { length: shape.nPixels * shape.nDims },
    (_, i) => rng.normal() + signal(Math.floor(i / shape.nDims), i % shape.nDims),
  );
}
const scoresOf = (values: Float64Array) =>
  structureScores({ ...shape, values, unknownPixels: [], description: 'test' });

describe('structureScores', () => {
  it('finds nothing in noise', () => {
    // The edge is passed once in a thousand matrices; 60 seeds.
    const dims = Array.from({ length: 60 }, (_, seed) => scoresOf(features(seed, () => 0)).nDims);
    expect(dims.filter((d) => d > 0).length).toBeLessThanOrEqual(1);
  });

  it('finds two independent variations, and their course along the line', () => {
    const step = (pixel: number): number => (pixel < 20 ? -1 : 1);
    const bump = (pixel: number): number => Math.exp(-0.5 * ((pixel - 45) / 4) ** 2);
    const scores = scoresOf(
      features(1, (pixel, dim) => (dim < 30 ? 2 * step(pixel) : 0) + (dim >= 60 ? 3 * bump(pixel) : 0)),
    );
    expect(scores.nDims).toBe(2);
    const first = Array.from({ length: 64 }, (_, pixel) => scores.values[pixel * 2]);
    // 2·√30 per pixel to either side of the step, noise of unit variance.
    const jump = Math.abs(mean(first.slice(20, 35)) - mean(first.slice(0, 20)));
    expect(jump).toBeGreaterThan(18);
    expect(jump).toBeLessThan(26);
  });
});

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
