/** Profiles along a line, [nPositions × nDims], with weights 1/std² (0: unknown, the value is not looked at). */
export interface WeightedLine {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly nPositions: number;
  readonly nDims: number;
}

/** Boundaries that are tried; on longer lines only every so many positions. */
const MAX_BOUNDARIES = 400;

/**
 * The `count` boundaries that make the line most nearly constant in between: least weighted sum of squares, found
 * exactly by dynamic programming (on lines above 400 positions among 400 equidistant boundaries).
 *
 * @param minSegment  fewest positions between two boundaries
 * @returns index of the first position after each boundary, ascending; null when the line is too short
 * Source: Auger & Lawrence, Bull. Math. Biol. 51 (1989) 39 (segment neighbourhood).
 * Checked: against all segmentations (segmentation.spec.ts).
 */
export function segment(line: WeightedLine, count: number, minSegment: number): number[] | null {
  const stride = Math.ceil(line.nPositions / MAX_BOUNDARIES);
  const nodes: number[] = [];
  for (let i = 0; i < line.nPositions; i += stride) nodes.push(i);
  nodes.push(line.nPositions);
  const cost = segmentCosts(line, nodes);
  const last = nodes.length - 1;
  const best = [Float64Array.from(nodes, (_, j) => (nodes[j] >= minSegment ? cost(0, j) : Infinity))];
  const from: Int32Array[] = [];
  for (let c = 1; c <= count; c++) {
    const level = new Float64Array(nodes.length).fill(Infinity);
    const origin = new Int32Array(nodes.length).fill(-1);
    for (let j = 1; j <= last; j++) {
      for (let i = 1; i < j && nodes[j] - nodes[i] >= minSegment; i++) {
        const total = best[c - 1][i] + cost(i, j);
        if (total < level[j]) {
          level[j] = total;
          origin[j] = i;
        }
      }
    }
    best.push(level);
    from.push(origin);
  }
  if (!Number.isFinite(best[count][last])) return null;
  const boundaries: number[] = [];
  for (let c = count, j = last; c >= 1; c--) {
    j = from[c - 1][j];
    boundaries.unshift(nodes[j]);
  }
  return boundaries;
}

/** Weighted sum of squares about the mean of positions [nodes[i], nodes[j]), from running sums. */
function segmentCosts({ values, weights, nPositions, nDims }: WeightedLine, nodes: readonly number[]) {
  const size = (nPositions + 1) * nDims;
  const [w, wx, wxx] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const centre = weightedMeans({ values, weights, nPositions, nDims });
  for (let at = 0; at < nPositions * nDims; at++) {
    // About the mean of the whole line, so that the difference of squares below keeps its digits.
    const x = weights[at] > 0 ? values[at] - centre[at % nDims] : 0;
    w[at + nDims] = w[at] + weights[at];
    wx[at + nDims] = wx[at] + weights[at] * x;
    wxx[at + nDims] = wxx[at] + weights[at] * x * x;
  }
  return (i: number, j: number): number => {
    let sum = 0;
    for (let d = 0; d < nDims; d++) {
      const [a, b] = [nodes[i] * nDims + d, nodes[j] * nDims + d];
      const weight = w[b] - w[a];
      if (weight > 0) sum += wxx[b] - wxx[a] - (wx[b] - wx[a]) ** 2 / weight;
    }
    return Math.max(0, sum);
  };
}

/** Mean of each profile, [nDims]; 0 where nothing is known. */
export function weightedMeans({ values, weights, nDims }: WeightedLine): Float64Array {
  const [sum, weight] = [new Float64Array(nDims), new Float64Array(nDims)];
  for (let at = 0; at < values.length; at++) {
    if (weights[at] === 0) continue;
    sum[at % nDims] += weights[at] * values[at];
    weight[at % nDims] += weights[at];
  }
  return sum.map((s, d) => (weight[d] > 0 ? s / weight[d] : 0));
}
