import { featureWidth, targetWidth, type Architecture, type Scaling } from '../network/architecture.js';
import type { Pool } from './pool.js';

/** Added to each feature's spread, as a share of the typical one: flat channels would be noise blown up. */
const STD_FLOOR = 0.1;

function columns(values: Float32Array, width: number, weight: (row: number) => number) {
  const mean = new Float32Array(width);
  const std = new Float32Array(width);
  const n = values.length / width;
  for (let c = 0; c < width; c++) {
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (let row = 0; row < n; row++) {
      if (!(weight(row) > 0)) continue;
      const v = values[row * width + c];
      count += 1;
      sum += v;
      squares += v * v;
    }
    mean[c] = count > 0 ? sum / count : 0;
    std[c] = count > 0 ? Math.sqrt(Math.max(0, squares / count - mean[c] ** 2)) : 1;
  }
  return { mean, std };
}

/** The same as the network's first step: channels, then slopes. */
function features({ nInputs, withSlopes }: Architecture, inputs: Float32Array): Float32Array {
  if (!withSlopes) return inputs;
  const width = 2 * nInputs - 2;
  const nRows = inputs.length / nInputs;
  const out = new Float32Array(nRows * width);
  for (let row = 0; row < nRows; row++) {
    const x = inputs.subarray(row * nInputs, (row + 1) * nInputs);
    out.set(x, row * width);
    for (let c = 0; c < nInputs - 2; c++) out[row * width + nInputs + c] = x[c + 2] - x[c];
  }
  return out;
}

const withFloor = (std: Float32Array): Float32Array => {
  const typical = std.reduce((a, b) => a + b, 0) / std.length || 1;
  return std.map((s) => s + STD_FLOOR * typical);
};

/** Means and spreads of the rows: each feature its own, each scalar its own, one size for a whole curve. */
export function scalingOf(architecture: Architecture, pool: Pool): Scaling {
  const { nInputs } = architecture;
  const inputs = columns(features(architecture, pool.inputs), featureWidth(architecture), () => 1);
  const inputStd = new Float32Array(inputs.std.length);
  inputStd.set(withFloor(inputs.std.subarray(0, nInputs)));
  inputStd.set(withFloor(inputs.std.subarray(nInputs)), nInputs);
  const targets: Record<string, { mean: Float32Array; std: number }> = {};
  for (const head of architecture.heads) {
    if (head.kind === 'classes' || head.kind === 'fractions') continue;
    const width = targetWidth(head);
    const weights = pool.weights[head.tensor];
    const found = columns(pool.targets[head.tensor], width, (row) => weights[row]);
    const square = found.std.reduce((a, b) => a + b * b, 0) / width;
    targets[head.tensor] = { mean: found.mean, std: Math.sqrt(square) || 1 };
  }
  return { inputMean: inputs.mean, inputStd, targets };
}
