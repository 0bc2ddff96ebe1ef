/**
 * Streamed PCA and NMF of Kaimen beside HyperSpy and scikit-learn, from raw float32 files that decomposition_peer.py makes.
 * `node test/perf/decomposition-bench.mjs child KIND FILE M N` is one measurement in its own process, for its peak memory.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nmf } from '../../dist/src/science/decomposition/nmf.js';
import { poissonPca } from '../../dist/src/science/decomposition/poisson-pca.js';
import { poissonPcaStreamed } from '../../dist/src/science/decomposition/poisson-pca-streamed.js';
import { createRng } from '../../dist/src/science/numerics/rng.js';

const PIXELS_PER_BLOCK = 512;
/** Of `isLargeScan`: what the product loads. */
const MAX_COUNTS_IN_MEMORY = 2 ** 24;
const PEER = join(import.meta.dirname, 'decomposition_peer.py');
/** HyperSpy's NMF stops well above this; `relativeError` of both is shown, ours must not be larger. */
const NMF = { rank: 4, maxIterations: 200, tolerance: 0.01, weighting: 'none' };

function sourceOf(file, nPixels, nChannels) {
  const handle = openSync(file);
  const counts = new Float32Array(PIXELS_PER_BLOCK * nChannels);
  const bytes = new Uint8Array(counts.buffer);
  return {
    nPixels,
    nChannels,
    async *blocks() {
      for (let firstPixel = 0; firstPixel < nPixels; firstPixel += PIXELS_PER_BLOCK) {
        const length = Math.min(PIXELS_PER_BLOCK, nPixels - firstPixel) * nChannels;
        readSync(handle, bytes, 0, length * 4, firstPixel * nChannels * 4);
        yield { firstPixel, counts: counts.subarray(0, length) };
      }
    },
  };
}

async function pcaChild(file, m, n) {
  const started = performance.now();
  const options = { maxRank: 20, rng: createRng(1) };
  const { singularValues } = await poissonPcaStreamed(sourceOf(file, m, n), options);
  return pcaResult(singularValues, started);
}

/** As a scan that is loaded goes: counts in memory before the clock starts, as on the other side. */
function loadedPcaChild(file, m, n) {
  const counts = new Float32Array(readFileSync(file).buffer.slice(0));
  const started = performance.now();
  const options = { maxRank: 20, rng: createRng(1) };
  const { singularValues } = poissonPca(counts, { nPixels: m, nChannels: n }, options);
  return pcaResult(singularValues, started);
}

function pcaResult(singularValues, started) {
  return {
    seconds: (performance.now() - started) / 1e3,
    singularValues: [...singularValues.subarray(0, 20)],
  };
}

function nmfChild(file, m, n) {
  const counts = new Float32Array(readFileSync(file).buffer.slice(0));
  const work = () => nmf(counts, { nPixels: m, nChannels: n }, { ...NMF, rng: createRng(1) });
  const repeats = m * n > 1e6 ? 1 : 15;
  // Warm, as a service is after its first jobs.
  for (let i = 0; repeats > 1 && i < 30; i++) work();
  const times = [];
  let relativeError = 0;
  for (let i = 0; i < repeats; i++) {
    const started = performance.now();
    ({ relativeError } = work());
    times.push((performance.now() - started) / 1e3);
  }
  return { seconds: times.sort((a, b) => a - b)[repeats >> 1], relativeError };
}

const child = (kind, file, m, n) =>
  JSON.parse(
    execFileSync(process.execPath, [import.meta.filename, 'child', kind, file, m, n], { encoding: 'utf8' }),
  );

/**
 * A scan that is loaded is decomposed in memory (its values within the noise are bounds: poisson-pca.ts), a larger one
 * streamed. The smaller one is streamed here as well, for what the sharper values cost.
 */
const waysOf = (nCounts) =>
  nCounts > MAX_COUNTS_IN_MEMORY
    ? [['streamed', 'pca']]
    : [
        ['loaded', 'pca-loaded'],
        ['streamed', 'pca'],
      ];

const worst = (ours, theirs) => Math.max(...ours.map((s, k) => Math.abs(s / theirs[k] - 1)));

/** @param python  path of the interpreter that has HyperSpy */
export function compareDecompositions(python) {
  const dir = mkdtempSync(join(tmpdir(), 'kaimen-decomposition-'));
  const peer = (...args) =>
    JSON.parse(
      execFileSync(python, [PEER, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  const rows = [];
  const add = (what, [ours, theirs], { asked, difference }) =>
    rows.push({
      what,
      'Kaimen (s)': ours.seconds.toFixed(4),
      'peer (s)': theirs.seconds.toFixed(4),
      'times faster': (theirs.seconds / ours.seconds).toFixed(2),
      'asked ≥': asked,
      'peak MB': `${ours.peakMb.toFixed(0)} / ${theirs.peakMb.toFixed(0)}`,
      difference,
    });
  try {
    peer('make', dir);
    for (const [size, name, m, asked] of [
      ['10,000×1024', 'part', 10000, 3],
      ['256×256×1024', 'map', 65536, 6],
    ]) {
      const args = [join(dir, `${name}.f32`), String(m), '1024'];
      const theirs = peer('pca', ...args);
      for (const [way, kind] of waysOf(m * 1024)) {
        const ours = child(kind, ...args);
        add(`PCA ${size}, ${way}`, [ours, theirs], {
          asked,
          difference: `σ: ${worst(ours.singularValues, theirs.singularValues).toExponential(1)}`,
        });
      }
    }
    for (const [what, name, m, n, repeats] of [
      ['NMF 64×2048', 'line', 64, 2048, 7],
      ['NMF 65,536×1024', 'map', 65536, 1024, 1],
    ]) {
      const args = [join(dir, `${name}.f32`), String(m), String(n)];
      const [ours, theirs] = [child('nmf', ...args), peer('nmf', ...args, String(NMF.rank), String(repeats))];
      add(what, [ours, theirs], {
        asked: 1,
        difference: `residual ${ours.relativeError.toFixed(5)} / ${theirs.relativeError.toFixed(5)}`,
      });
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  console.table(rows);
}

if (process.argv[2] === 'child') {
  const [kind, file, m, n] = process.argv.slice(3);
  const measure = { pca: pcaChild, 'pca-loaded': loadedPcaChild, nmf: nmfChild }[kind];
  const result = await measure(file, Number(m), Number(n));
  console.log(JSON.stringify({ ...result, peakMb: process.resourceUsage().maxRSS / 1024 }));
}
