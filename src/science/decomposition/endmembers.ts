import type { Rng } from '../numerics/rng.js';
import { norm, scaleRow } from '../numerics/svd.js';
import { SpectrumError } from '../spectra/spectrum-image.js';
import type { PoissonPca } from './pca-result.js';
import { compositionScores, type CompositionScores } from './scores.js';

/** Pixels that are taken as pure, and their spectra as the significant subspace shows them. */
export interface Endmembers {
  /** Indices of the pixels, in the order they were found. */
  readonly pixels: readonly number[];
  /** [count × nChannels], unit sum; noise may leave entries below 0. */
  readonly spectra: Float64Array;
  readonly count: number;
}

/**
 * Vertex component analysis: the extreme pixel along random directions orthogonal to those found already.
 *
 * Works on the scores over the pixel's sum (projective projection), so a thick pixel is not an extreme one.
 *
 * @param count  endmembers, 1 … pca.nComponents; that many components are used
 * @throws SpectrumError invalid-parameter
 * Valid for: scans in which each phase fills some pixel. Noise makes the outermost of many pure pixels the chosen one.
 * Source: Nascimento & Bioucas-Dias, IEEE Trans. Geosci. Remote Sens. 43 (2005) 898.
 * Checked: pure pixels put into a mixture are found (endmembers.spec.ts).
 */
export function vertexComponents(pca: PoissonPca, count: number, rng: Rng): Endmembers {
  const scores = scoresFor(pca, count);
  const points = pointsOf(scores, largestNorm(scores));
  const found: Float64Array[] = [];
  const pixels: number[] = [];
  while (pixels.length < count) {
    const direction = Float64Array.from({ length: count }, () => rng.normal());
    if (found.length === 0 && count > 1) direction[count - 1] = 0;
    removeAll(direction, found);
    let best = -1;
    let most = -1;
    points.forEach((point, i) => {
      const extent = point === null ? -1 : Math.abs(inner(point, direction));
      if (extent > most) [best, most] = [i, extent];
    });
    pixels.push(best);
    addOrthonormal(found, points[best] as Float64Array);
  }
  return endmembersOf(pca, scores, pixels);
}

/**
 * Simplex volume maximisation: each next pixel is the one farthest from the flat through those found already. No chance.
 *
 * @param count  endmembers, 1 … pca.nComponents; that many components are used
 * @throws SpectrumError invalid-parameter
 * Source: Thurau, Kersting & Bauckhage, CIKM (2010) 1785, with exact distances to the flat.
 * Checked: pure pixels put into a mixture are found (endmembers.spec.ts).
 */
export function simplexVolumePixels(pca: PoissonPca, count: number): Endmembers {
  const scores = scoresFor(pca, count);
  const points = pointsOf(scores, 0).map((p) => p?.subarray(0, count - 1) ?? null);
  const pixels = [farthest(points, new Float64Array(count - 1), [])];
  const spanned: Float64Array[] = [];
  while (pixels.length < count) {
    const origin = points[pixels[0]] as Float64Array;
    const next = farthest(points, origin, spanned);
    pixels.push(next);
    addOrthonormal(
      spanned,
      (points[next] as Float64Array).map((x, d) => x - origin[d]),
    );
  }
  return endmembersOf(pca, scores, pixels);
}

function scoresFor(pca: PoissonPca, count: number): CompositionScores {
  if (!(Number.isInteger(count) && count >= 1 && count <= pca.nComponents)) {
    throw new SpectrumError('invalid-parameter', `${count} endmembers of ${pca.nComponents} components.`);
  }
  return compositionScores(pca, count);
}

/** Points [scores, constant]; null for a pixel without counts. */
function pointsOf(
  { values, std, nDims, nPixels }: CompositionScores,
  constant: number,
): (Float64Array | null)[] {
  return Array.from({ length: nPixels }, (_, i) => {
    if (nDims > 0 && !Number.isFinite(std[i * nDims])) return null;
    const point = new Float64Array(nDims + 1);
    point.set(values.subarray(i * nDims, (i + 1) * nDims));
    point[nDims] = constant;
    return point;
  });
}

function largestNorm({ values, nDims, nPixels }: CompositionScores): number {
  let most = 0;
  for (let i = 0; i < nPixels; i++) most = Math.max(most, norm(values.slice(i * nDims, (i + 1) * nDims)));
  return most > 0 ? most : 1;
}

function farthest(
  points: readonly (Float64Array | null)[],
  from: Float64Array,
  flat: Float64Array[],
): number {
  let best = 0;
  let most = -1;
  points.forEach((point, i) => {
    if (point === null) return;
    const offset = point.map((x, d) => x - from[d]);
    removeAll(offset, flat);
    const distance = inner(offset, offset);
    if (distance > most) [best, most] = [i, distance];
  });
  return best;
}

const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, d) => sum + x * b[d], 0);

function removeAll(v: Float64Array, orthonormal: readonly Float64Array[]): void {
  for (const q of orthonormal) {
    const along = inner(v, q);
    for (let d = 0; d < v.length; d++) v[d] -= along * q[d];
  }
}

function addOrthonormal(orthonormal: Float64Array[], v: Float64Array): void {
  const rest = v.slice();
  removeAll(rest, orthonormal);
  removeAll(rest, orthonormal);
  const length = norm(rest);
  if (length > 1e-12 * norm(v)) orthonormal.push(rest.map((x) => x / length));
}

function endmembersOf(pca: PoissonPca, { values, nDims }: CompositionScores, pixels: number[]): Endmembers {
  const n = pca.nChannels;
  const spectra = new Float64Array(pixels.length * n);
  pixels.forEach((pixel, p) => {
    for (let j = 0; j < n; j++) {
      let value = pca.components[j];
      for (let d = 0; d < nDims; d++) value += values[pixel * nDims + d] * pca.components[(d + 1) * n + j];
      spectra[p * n + j] = value;
    }
  });
  return { pixels, spectra: unitSums(spectra, pixels.length), count: pixels.length };
}

/** Each of `count` rows over its sum, in place. */
function unitSums(rows: Float64Array, count: number): Float64Array {
  const n = rows.length / count;
  for (let k = 0; k < count; k++) {
    const sum = rows.subarray(k * n, (k + 1) * n).reduce((a, b) => a + b, 0);
    scaleRow(rows, [k * n, n], 1 / sum);
  }
  return rows;
}
