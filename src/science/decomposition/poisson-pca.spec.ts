import { PCA } from 'ml-pca';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { poissonPca, type PoissonPca } from './poisson-pca.js';
import { interfaceScan, type SyntheticCounts } from './testing/synthetic-scans.js';

const decompose = (scan: SyntheticCounts, counts = scan.counts, maxRank = 6): PoissonPca =>
  poissonPca(counts, scan, { maxRank, rng: createRng(1) });

const FIXED = Float32Array.from([10, 20, 30, 0, 5, 40, 5, 50, 7, 7, 7, 7]);
const fixed = (maxRank: number): PoissonPca =>
  poissonPca(FIXED, { nPixels: 3, nChannels: 4 }, { maxRank, rng: createRng(1) });

describe('poissonPca on a fixed matrix', () => {
  // numpy.linalg.svd of the same weighted matrix.
  it('has the known singular values, the first of them 1', () => {
    const { singularValues } = fixed(3);
    expect(singularValues[0]).toBe(1);
    expect(singularValues[1]).toBeCloseTo(0.6161856374, 10);
    expect(singularValues[2]).toBeCloseTo(0.1595930388, 10);
  });

  it('gives counts back when all components are kept', () => {
    const { components, loadings } = fixed(3);
    FIXED.forEach((count, at) => {
      const [i, j] = [Math.floor(at / 4), at % 4];
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += loadings[k * 3 + i] * components[k * 4 + j];
      expect(sum).toBeCloseTo(count, 10);
    });
  });

  it('explains all variance with all components, as shares of the total', () => {
    const { explainedShare } = fixed(1);
    expect(explainedShare.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(explainedShare[0]).toBeLessThan(0.75);
  });

  it('has the mean spectrum and the pixel sums as its first component', () => {
    const { components, loadings } = fixed(1);
    expect([...loadings]).toEqual([60, 100, 28]);
    [22, 67, 42, 57].forEach((sum, j) => expect(components[j]).toBeCloseTo(sum / 188, 14));
  });

  it('agrees with ml-pca on the weighted, uncentred matrix', () => {
    const rows = [60, 100, 28];
    const cols = [22, 67, 42, 57];
    const weighted = rows.map((r, i) => cols.map((c, j) => FIXED[i * 4 + j] / Math.sqrt(r * c)));
    const pca = new PCA(weighted, { center: false, scale: false, method: 'SVD' });
    // ml-pca divides eigenvalues by (rows − 1).
    const expected = pca.getEigenvalues().map((v) => Math.sqrt(v * 2));
    fixed(3).singularValues.forEach((s, k) => expect(s).toBeCloseTo(expected[k], 10));
  });
});

describe('poissonPca', () => {
  const scan = interfaceScan({ nPixels: 48, nChannels: 512, dose: 1 }, createRng(3));
  const result = decompose(scan);

  it('finds the rank of the noise-free scan', () => {
    expect(result.rank.noiseEdge).toBe(3);
    expect(result.noise.source).toBe('poisson');
    expect(Math.abs(result.noiseScale - 1)).toBeLessThan(0.02);
  });

  // 530, 53 and 5.3 counts a channel; at the lowest the third component (σ ∝ 1) is below the edge (∝ 1/√N) and is not claimed.
  it.each([
    [1, 3],
    [0.1, 3],
    [0.01, 2],
  ])('at dose %d detects %i components', (dose, expected) => {
    const thinned = interfaceScan({ nPixels: 48, nChannels: 512, dose }, createRng(5));
    expect(decompose(thinned).rank.noiseEdge).toBe(expected);
  });

  it('claims nothing where there is only counting noise (40 seeds)', () => {
    const ranks = Array.from({ length: 40 }, (_, seed) => {
      const rng = createRng(seed);
      const counts = Float32Array.from({ length: 30 * 200 }, (_, at) => rng.poisson(3 + (at % 200) / 20));
      return poissonPca(counts, { nPixels: 30, nChannels: 200 }, { maxRank: 5, rng }).rank.noiseEdge;
    });
    expect(ranks).toEqual(Array(40).fill(1));
  });

  it('does not depend on the order of the pixels', () => {
    const order = Array.from({ length: 48 }, (_, i) => (i * 17) % 48);
    const counts = new Float32Array(scan.counts.length);
    order.forEach((from, to) => counts.set(scan.counts.subarray(from * 512, (from + 1) * 512), to * 512));
    const permuted = decompose(scan, counts);
    permuted.singularValues.forEach((s, k) => expect(s).toBeCloseTo(result.singularValues[k], 10));
    for (let k = 0; k < 3; k++) {
      order.forEach((from, to) => {
        const [a, b] = [permuted.loadings[k * 48 + to], result.loadings[k * 48 + from]];
        expect(Math.abs(a - b)).toBeLessThan(1e-6 * Math.max(...result.loadings));
      });
    }
  });

  it('gives loadings whose largest entry is positive', () => {
    for (let k = 0; k < result.nComponents; k++) {
      const row = [...result.loadings.subarray(k * 48, (k + 1) * 48)];
      const extreme = row.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      expect(extreme).toBeGreaterThan(0);
    }
  });

  it('takes a window of channels as if there were no others', () => {
    const cut = new Float32Array(48 * 100);
    for (let i = 0; i < 48; i++) cut.set(scan.counts.subarray(i * 512 + 200, i * 512 + 300), i * 100);
    const alone = poissonPca(cut, { nPixels: 48, nChannels: 100 }, { maxRank: 4, rng: createRng(1) });
    const windowed = poissonPca(scan.counts, scan, {
      maxRank: 4,
      channelRange: [200, 300],
      rng: createRng(1),
    });
    expect(windowed.singularValues).toEqual(alone.singularValues);
    expect(windowed.components).toEqual(alone.components);
  });

  it('decomposes more pixels than channels and empty ones', () => {
    const counts = scan.counts.slice();
    counts.fill(0, 5 * 512, 6 * 512);
    for (let i = 0; i < 48; i++) counts.fill(0, i * 512, i * 512 + 500);
    const { singularValues, nComponents, loadings } = decompose(scan, counts, 50);
    expect(singularValues.length).toBe(12);
    expect(nComponents).toBe(12);
    expect(loadings.every(Number.isFinite)).toBe(true);
  });

  it('counts what it clips', () => {
    const counts = scan.counts.slice();
    counts[7] = -3;
    counts[900] = -1;
    expect(decompose(scan, counts).negativeCounts).toBe(2);
  });

  it('refuses counts that are none', () => {
    expect(() => decompose(scan, new Float32Array(48 * 512))).toThrow(/no counts above zero/);
    expect(() => decompose(scan, scan.counts.slice(1))).toThrow(/are not/);
    const bad = scan.counts.slice();
    bad[3] = NaN;
    expect(() => decompose(scan, bad)).toThrow(/not finite/);
  });
});

describe('poissonPca on counts that are no electrons', () => {
  const scan = interfaceScan({ nPixels: 48, nChannels: 512, dose: 1 }, createRng(3));

  // The scale is told by 48·512 entries to 0.5 %; 3 % leaves room for what the weak components add.
  it.each([
    ['gain 7.8', 7.8, Math.sqrt(7.8)],
    ['the average of 16 frames', 1 / 16, 1 / 4],
  ])('recognises %s', (_, gain, expected) => {
    const result = decompose(
      scan,
      scan.counts.map((x) => gain * x),
    );
    expect(result.noise.source).toBe('measured');
    expect(Math.abs(result.noiseScale / expected - 1)).toBeLessThan(0.03);
    expect(result.rank.noiseEdge).toBe(3);
  });

  it('takes them for electrons when told to', () => {
    const counts = scan.counts.map((x) => x / 144);
    const result = poissonPca(counts, scan, { maxRank: 6, gainEstimate: false, rng: createRng(1) });
    expect(result.rank.noiseEdge).toBe(2);
  });

  it('finds the rank of a scan whose drift was taken out by linear interpolation', () => {
    const rng = createRng(8);
    const drift = Float64Array.from({ length: 48 }, () => rng.uniform());
    const drifted = interfaceScan({ nPixels: 48, nChannels: 1024, dose: 0.1, drift }, rng);
    const counts = new Float32Array(48 * 1024);
    for (let i = 0; i < 48; i++) {
      for (let j = 0; j < 1023; j++) {
        const at = i * 1024 + j;
        counts[at] = (1 - drift[i]) * drifted.counts[at] + drift[i] * drifted.counts[at + 1];
      }
    }
    const { noise, rank } = poissonPca(counts, drifted, {
      maxRank: 8,
      channelRange: [0, 1023],
      rng: createRng(1),
    });
    expect(noise.source).toBe('measured');
    // Weights 1 − s and s, s uniform: mean power 2/3, mean lag-1 product 1/6, hence correlation 1/4. 48 shifts tell them to 0.05.
    expect(Math.abs(noise.scale - Math.sqrt(2 / 3))).toBeLessThan(0.05);
    expect(Math.abs(noise.correlation[0] - 0.25)).toBeLessThan(0.05);
    expect(rank.noiseEdge).toBe(3);
  });
});

describe('poissonPca of a map', () => {
  it('agrees with the exact way above the noise edge', () => {
    const scan = interfaceScan({ nPixels: 300, nChannels: 280, dose: 1 }, createRng(6));
    const large = decompose(scan);
    expect(large.method).toBe('block-krylov');
    expect(large.converged).toBe(true);
    expect(large.rank.noiseEdge).toBe(3);
    // Half of the pixels go the exact way; twice the same pixels have the same singular values.
    const half = interfaceScan({ nPixels: 150, nChannels: 280, dose: 1 }, createRng(6));
    const twice = new Float32Array(300 * 280);
    twice.set(half.counts);
    twice.set(half.counts, 150 * 280);
    const [exact, krylov] = [decompose(half), decompose(scan, twice)];
    expect(exact.method).toBe('dual-gram');
    for (let k = 0; k < 3; k++) expect(krylov.singularValues[k]).toBeCloseTo(exact.singularValues[k], 10);
  });

  it('gives the same bytes for the same seed', () => {
    const scan = interfaceScan({ nPixels: 280, nChannels: 270, dose: 1 }, createRng(6));
    expect(decompose(scan).components).toEqual(decompose(scan).components);
  });
});
