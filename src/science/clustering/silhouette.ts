/**
 * Mean silhouette width: (b − a)/max(a, b) over points, a the mean distance within the own cluster, b to the nearest
 * other one; 0 for a point alone in its cluster. From −1 to 1.
 *
 * @param distance  [n × n]
 * @param labels    0 … k−1, at least two clusters (of one, the width is 0)
 * @param weights   how many pixels each point stands for; 1 when left out. The pixels of one point are at distance 0
 * Source: Rousseeuw, J. Comput. Appl. Math. 20 (1987) 53.
 * Checked: a case by hand, repeated points against weights (silhouette.spec.ts).
 */
export function silhouetteWidth(distance: Float64Array, labels: Int32Array, weights?: Float64Array): number {
  const n = labels.length;
  const k = labels.reduce((a, b) => Math.max(a, b), -1) + 1;
  if (k < 2) return 0;
  const weight = weights ?? new Float64Array(n).fill(1);
  const size = new Float64Array(k);
  for (let i = 0; i < n; i++) size[labels[i]] += weight[i];
  const sums = new Float64Array(k);
  let total = 0;
  let all = 0;
  for (let i = 0; i < n; i++) {
    sums.fill(0);
    for (let j = 0; j < n; j++) sums[labels[j]] += weight[j] * distance[i * n + j];
    total += weight[i] * widthOf(labels[i], sums, size);
    all += weight[i];
  }
  return total / all;
}

function widthOf(own: number, sums: Float64Array, size: Float64Array): number {
  if (size[own] <= 1) return 0;
  const a = sums[own] / (size[own] - 1);
  let b = Infinity;
  for (let c = 0; c < size.length; c++) if (c !== own && size[c] > 0) b = Math.min(b, sums[c] / size[c]);
  const largest = Math.max(a, b);
  return largest > 0 ? (b - a) / largest : 0;
}
