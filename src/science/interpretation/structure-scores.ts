import { finiteSizeMargin, whiteNoiseEdge } from '../decomposition/noise-edge.js';
import { matrixOf } from '../numerics/gemm.js';
import { singularTriplets, transposed } from '../numerics/svd.js';
import type { NetFeatures } from './net-features.js';

/** Coordinates of each pixel along what varies beyond noise, most first. */
export interface StructureScores {
  /** [nPixels × nDims], row-major, in units of noise. */
  readonly values: Float64Array;
  readonly nPixels: number;
  readonly nDims: number;
}

/** More directions than these are never looked at. */
const MAX_DIMS = 12;

/**
 * What varies in the features beyond their noise: singular directions above the largest that white noise gives.
 *
 * @returns nDims = 0 when nothing does
 * Source: the edge √m + √n of white noise, Marchenko & Pastur (1967); finite-size margin as in decomposition/noise-edge.
 */
export function structureScores(features: NetFeatures): StructureScores {
  const { nPixels, nDims } = features;
  const rows = matrixOf(features.values, nPixels, nDims);
  const isTall = nPixels > nDims;
  const { values, left, right } = singularTriplets(isTall ? transposed(rows) : rows, MAX_DIMS);
  const pixelVectors = isTall ? right : left;
  const shape = { nRows: nPixels, nCols: nDims };
  const edge = whiteNoiseEdge(shape) * (1 + finiteSizeMargin(shape));
  const kept = values.subarray(0, Math.min(MAX_DIMS, nPixels, nDims)).filter((value) => value > edge).length;
  const scores = new Float64Array(nPixels * kept);
  for (let k = 0; k < kept; k++) {
    for (let pixel = 0; pixel < nPixels; pixel++)
      scores[pixel * kept + k] = values[k] * pixelVectors[k * nPixels + pixel];
  }
  return { values: scores, nPixels, nDims: kept };
}
