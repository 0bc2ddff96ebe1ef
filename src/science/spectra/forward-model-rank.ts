/**
 * Singular values of the Keenan–Kotula-weighted matrix X/(√rowSum·√columnSum), largest first (the first is 1).
 *
 * By the eigenvalues of the small Gram matrix (cyclic Jacobi): absolute accuracy 1e-8, enough beside a noise floor of
 * 1e-3. Meant for the noise-free matrix of a forward model with few pixels, not for data.
 *
 * @param matrix  [nPixels × nChannels], ≥ 0
 */
export function weightedSingularValues(
  matrix: Float64Array,
  shape: { nPixels: number; nChannels: number },
): readonly number[] {
  return jacobiEigenvalues(weightedGram(matrix, shape), shape.nPixels)
    .map((v) => Math.sqrt(Math.max(0, v)))
    .sort((a, b) => b - a);
}

/**
 * How many components counting noise leaves visible, given the noise-free matrix.
 *
 * A component of the weighted noise-free matrix with singular value s shows above the noise edge (√m+√n)/√N exactly
 * when s > (m·n)^(1/4)/√N: the phase transition of a low-rank signal in noise of variance 1/N (N total electrons).
 *
 * Source: F. Benaych-Georges, R. R. Nadakuditi, J. Multivar. Anal. 111 (2012) 120, section 3.1.
 */
export function detectableRank(
  singularValues: readonly number[],
  shape: { nPixels: number; nChannels: number },
  totalElectrons: number,
): { rank: number; threshold: number } {
  const threshold = (shape.nPixels * shape.nChannels) ** 0.25 / Math.sqrt(totalElectrons);
  return { rank: singularValues.filter((s) => s > threshold).length, threshold };
}

function weightedGram(
  x: Float64Array,
  { nPixels, nChannels }: { nPixels: number; nChannels: number },
): Float64Array {
  const rows = new Float64Array(nPixels);
  const columns = new Float64Array(nChannels);
  for (let p = 0; p < nPixels; p++) {
    for (let c = 0; c < nChannels; c++) {
      rows[p] += x[p * nChannels + c];
      columns[c] += x[p * nChannels + c];
    }
  }
  const gram = new Float64Array(nPixels * nPixels);
  for (let p = 0; p < nPixels; p++) {
    for (let q = 0; q <= p; q++) {
      let sum = 0;
      for (let c = 0; c < nChannels; c++) {
        if (columns[c] > 0) sum += (x[p * nChannels + c] * x[q * nChannels + c]) / columns[c];
      }
      const weight = Math.sqrt(rows[p] * rows[q]);
      gram[p * nPixels + q] = gram[q * nPixels + p] = weight > 0 ? sum / weight : 0;
    }
  }
  return gram;
}

function jacobiEigenvalues(a: Float64Array, n: number): number[] {
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        off += a[p * n + q] ** 2;
        rotate(a, n, p, q);
      }
    }
    if (off < 1e-28) break;
  }
  return Array.from({ length: n }, (_, i) => a[i * n + i]);
}

function rotate(a: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const akp = a[k * n + p];
    const akq = a[k * n + q];
    a[k * n + p] = c * akp - s * akq;
    a[k * n + q] = s * akp + c * akq;
  }
  for (let k = 0; k < n; k++) {
    const apk = a[p * n + k];
    const aqk = a[q * n + k];
    a[p * n + k] = c * apk - s * aqk;
    a[q * n + k] = s * apk + c * aqk;
  }
}
