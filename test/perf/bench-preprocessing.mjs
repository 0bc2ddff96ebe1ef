/**
 * Preprocessing of a 64 × 64 × 1024 map beside HyperSpy: zero-loss alignment, background, thickness, Fourier-log. The same
 * numbers on both sides, written to DIR; bench-preprocessing.py measures the other. Alone: `node test/perf/bench-preprocessing.mjs`
 * after `npm run build`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '../../dist/src/science/numerics/rng.js';
import { elasticPart } from '../../dist/src/science/preprocessing/elastic-part.js';
import { fourierLog } from '../../dist/src/science/preprocessing/fourier-log.js';
import { fitPowerLaw, subtractPowerLaw } from '../../dist/src/science/preprocessing/power-law.js';
import { relativeThickness } from '../../dist/src/science/preprocessing/thickness.js';
import { alignZeroLoss } from '../../dist/src/science/preprocessing/zero-loss.js';
import { UNKNOWN_ACQUISITION } from '../../dist/src/science/spectra/spectrum-image.js';

const PIXELS = 64;
const CHANNELS = 1024;
const LOW = { offsetEv: -50, scaleEv: 0.25, nChannels: CHANNELS };
const CORE = { offsetEv: 400, scaleEv: 0.5, nChannels: CHANNELS };
const THRESHOLD_EV = 5;
const WARM_UP_MS = 500;

function scanOf(energy, expected) {
  const rng = createRng(1);
  const counts = new Float32Array(PIXELS * PIXELS * CHANNELS);
  for (let at = 0; at < counts.length; at++) {
    const pixel = Math.floor(at / CHANNELS);
    counts[at] = rng.poisson(
      expected(energy.offsetEv + (at % CHANNELS) * energy.scaleEv, pixel / PIXELS ** 2),
    );
  }
  const axis = (name) => ({ name, unit: 'nm', offset: 0, scale: 1, size: PIXELS });
  return {
    title: 'bench',
    counts,
    nPixels: PIXELS ** 2,
    nChannels: CHANNELS,
    energy,
    navigation: [axis('y'), axis('x')],
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: null,
  };
}

/** Zero loss of 10⁶ counts, plasmons of t/λ 0.3 … 1 over the map, drift of ±0.5 eV. */
function lowLoss() {
  return scanOf(LOW, (e, x) => {
    let share = (1e6 * LOW.scaleEv) / Math.sqrt(2 * Math.PI);
    let counts = 0;
    for (let n = 0; n < 6; n++) {
      const sigma = Math.sqrt(0.36 + 4 * n);
      counts += (share / sigma) * Math.exp(-0.5 * ((e - 22 * n - 0.5 * Math.sin(40 * x)) / sigma) ** 2);
      share *= (0.3 + 0.7 * x) / (n + 1);
    }
    return counts;
  });
}

const coreLoss = () =>
  scanOf(CORE, (e, x) => 500 * (e / 400) ** -(2.8 + 0.2 * x) + (e > 532 ? 40 * (e / 532) ** -3 : 0));

function medianMs(repeats, work) {
  const until = performance.now() + WARM_UP_MS;
  do work();
  while (performance.now() < until);
  const times = Array.from({ length: repeats }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return times[times.length >> 1];
}

const write = (path, { counts }) =>
  writeFileSync(path, Buffer.from(counts.buffer, counts.byteOffset, counts.byteLength));

/** Rows {what, oursMs, theirsMs}; both sides in this run, on the same numbers. */
export function comparePreprocessing(python, repeats) {
  const dir = mkdtempSync(join(tmpdir(), 'kaimen-preprocessing-'));
  try {
    const [low, core] = [lowLoss(), coreLoss()];
    write(join(dir, 'low.f32'), low);
    write(join(dir, 'core.f32'), core);
    writeFileSync(
      join(dir, 'axes.json'),
      JSON.stringify({ low: LOW, core: CORE, thresholdEv: THRESHOLD_EV }),
    );
    const script = join(import.meta.dirname, 'bench-preprocessing.py');
    const text = execFileSync(python, [script, dir, String(repeats)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const theirs = JSON.parse(text.slice(text.indexOf('{')));
    const zeroLoss = elasticPart(low, THRESHOLD_EV).scan;
    const row = (what, name, work) => ({
      what,
      oursMs: medianMs(repeats, work),
      theirsMs: 1e3 * theirs[name],
    });
    return [
      row('zero-loss alignment, 64×64×1024', 'align', () => alignZeroLoss(low)),
      row('background, power law, fit and subtract, 64×64×1024', 'background', () =>
        subtractPowerLaw(core, fitPowerLaw(core, [420, 520])),
      ),
      row('thickness with its threshold, 64×64×1024', 'thickness', () => relativeThickness(low)),
      row('thickness, theirs with the threshold given', 'thicknessThresholdGiven', () =>
        relativeThickness(low),
      ),
      row('Fourier-log, 64×64×1024', 'fourierLog', () => fourierLog(low, { zeroLoss })),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  console.table(
    comparePreprocessing('/usr/bin/python3', 3).map(({ what, oursMs, theirsMs }) => ({
      what,
      'Kaimen (ms)': oursMs.toFixed(1),
      'HyperSpy (ms)': theirsMs.toFixed(1),
      ratio: (oursMs / theirsMs).toFixed(3),
    })),
  );
}
