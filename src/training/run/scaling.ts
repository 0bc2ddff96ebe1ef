import { featureWidth, targetWidth, type Architecture, type Scaling } from '../network/architecture.js';
import type { Pool } from './pool.js';

/** Added to each feature's spread, as a share of the typical one: flat channels would be noise blown up. */
const STD_FLOOR = 0.1;

function columns(values: Float32Array, width: number, rows: readonly number[]) {
  const mean = new Float32Array(width);
  const std = new Float32Array(width);
  for (let c = 0; c < width; c++) {
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (const row of rows) {
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

/** Rows that means and spreads are told of: more would change no digit that matters. */
const MAX_ROWS = 8192;

/** The same as the network's first step: channels, then slopes. */
function features(
  { nInputs, withSlopes }: Architecture,
  inputs: Float32Array,
  rows: readonly number[],
): Float32Array {
  const width = withSlopes ? 2 * nInputs - 2 : nInputs;
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, k) => {
    const x = inputs.subarray(row * nInputs, (row + 1) * nInputs);
    out.set(x, k * width);
    for (let c = 0; c < width - nInputs; c++) out[k * width + nInputs + c] = x[c + 2] - x[c];
  });
  return out;
}

const withFloor = (std: Float32Array): Float32Array => {
  const typical = std.reduce((a, b) => a + b, 0) / std.length || 1;
  return std.map((s) => s + STD_FLOOR * typical);
};

/** Root of the mean square. */
const common = (std: Float32Array): Float32Array => {
  const square = std.reduce((a, b) => a + b * b, 0) / std.length;
  return new Float32Array(std.length).fill(Math.sqrt(square) || 1);
};

/** Means and spreads of the given rows: each feature its own, each scalar its own, one size for a whole curve. */
export function scalingOf(architecture: Architecture, pool: Pool, allRows: readonly number[]): Scaling {
  const { nInputs } = architecture;
  const rows = allRows.slice(0, MAX_ROWS);
  const indices = Array.from(rows.keys());
  const inputs = columns(features(architecture, pool.inputs, rows), featureWidth(architecture), indices);
  const inputStd = new Float32Array(inputs.std.length);
  const spread = architecture.spread === 'each' ? withFloor : common;
  inputStd.set(spread(inputs.std.subarray(0, nInputs)));
  inputStd.set(spread(inputs.std.subarray(nInputs)), nInputs);
  const targets: Record<string, { mean: Float32Array; std: number }> = {};
  for (const head of architecture.heads) {
    if (head.kind === 'classes' || head.kind === 'fractions') continue;
    const width = targetWidth(head);
    const known = rows.filter((row) => pool.weights[head.tensor][row] > 0);
    const found = columns(pool.targets[head.tensor], width, known);
    const square = found.std.reduce((a, b) => a + b * b, 0) / width;
    targets[head.tensor] = { mean: found.mean, std: Math.sqrt(square) || 1 };
  }
  return { inputMean: inputs.mean, inputStd, targets };
}
