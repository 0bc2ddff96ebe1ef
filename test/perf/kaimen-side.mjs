/** Kaimen's times and errors on the peers' data, from the built program. Medians of warm repeats. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { poissonPca } from '../../dist/src/science/decomposition/poisson-pca.js';
import { createRng } from '../../dist/src/science/numerics/rng.js';
import {
  fitPowerLaw,
  integrateNet,
  subtractPowerLaw,
} from '../../dist/src/science/preprocessing/power-law.js';
import { alignZeroLoss, measureZeroLoss } from '../../dist/src/science/preprocessing/zero-loss.js';
import { readSpectrumFile } from '../../dist/src/science/spectra/read-spectrum-file.js';

const readScan = async (bytes) => (await readSpectrumFile(bytes, 'scan.hspy')).scans[0].scan;

/** Warm means compiled: JavaScript reaches its speed after some calls, as a service has after its first jobs. */
const WARM_UP_MS = 500;

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

/** The same window as bench_hyperspy.py, and like it the whole background-subtracted scan as the result. */
const background = (scan) => subtractPowerLaw(scan, fitPowerLaw(scan, [420, 520]));

const shapeOf = (scan) => ({ nPixels: scan.nPixels, nChannels: scan.nChannels });

export async function measureLine(bytes, repeats) {
  const scan = await readScan(bytes);
  return {
    backgroundMs: medianMs(repeats, () => background(scan)),
    pcaMs: medianMs(repeats, () =>
      poissonPca(scan.counts, shapeOf(scan), { maxRank: 12, rng: createRng(1) }),
    ),
  };
}

export async function measureMap(bytes, repeats) {
  const scan = await readScan(bytes);
  return {
    backgroundMs: medianMs(repeats, () => background(scan)),
    pcaMs: medianMs(Math.min(3, repeats), () =>
      poissonPca(scan.counts, shapeOf(scan), { maxRank: 12, rng: createRng(1) }),
    ),
  };
}

const rms = (values) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

/** Little-endian float32 .npy of known shape: everything after the header. */
function npyFloat32(path) {
  const bytes = readFileSync(path);
  const from = 10 + bytes.readUInt16LE(8);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + bytes.length));
}

/** Zero-loss residual against the true drift, and net O-K against the true signal, as quality.py measures them. */
export async function measureQuality(lineBytes, lowLossBytes, dir) {
  const truth = JSON.parse(readFileSync(join(dir, 'truth.json'), 'utf8'));
  const low = await readScan(lowLossBytes);
  const { centresEv } = measureZeroLoss(low);
  const errors = [...centresEv].map((c, i) => c - truth.drift_eV[i]);
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length;

  const line = await readScan(lineBytes);
  const clean = npyFloat32(join(dir, 'line_clean_signal.npy'));
  const net = integrateNet(line, fitPowerLaw(line, [430, 520]), [532, 572]);
  const first = Math.round((532 - 400) / 0.25);
  const end = Math.round((572 - 400) / 0.25);
  const relative = [...net.values].map((value, pixel) => {
    let signal = 0;
    for (let channel = first; channel < end; channel++) signal += clean[pixel * line.nChannels + channel];
    return (value - signal) / signal;
  });
  return {
    alignMs: medianMs(3, () => alignZeroLoss(low)),
    zlpRmsEv: rms(errors.map((e) => e - mean)),
    netRmsPercent: 100 * rms(relative),
  };
}
