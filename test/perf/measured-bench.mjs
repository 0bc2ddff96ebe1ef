/**
 * The same analysis of two measured data sets in Kaimen and in HyperSpy, number beside number: LSMO line scan and
 * nickel–manganese–cobalt oxide map of ../shared/data, each with its low loss. A difference larger than the error stated
 * beside it says what it comes from. Alone: `node test/perf/measured-bench.mjs` after `npm run build`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { adjustedRandIndex } from '../../dist/src/science/clustering/agreement.js';
import { kMeans } from '../../dist/src/science/clustering/k-means.js';
import { poissonPca } from '../../dist/src/science/decomposition/poisson-pca.js';
import { compositionScores } from '../../dist/src/science/decomposition/scores.js';
import { createRng } from '../../dist/src/science/numerics/rng.js';
import { integrateAbove } from '../../dist/src/science/preprocessing/background/background-model.js';
import { fitBackground } from '../../dist/src/science/preprocessing/background/fit-background.js';
import { relativeThickness } from '../../dist/src/science/preprocessing/thickness.js';
import { measureZeroLossBy } from '../../dist/src/science/preprocessing/zero-loss-methods.js';
import { alignZeroLoss } from '../../dist/src/science/preprocessing/zero-loss.js';
import { readSpectrumFile } from '../../dist/src/science/spectra/read-spectrum-file.js';

const EELS = join(import.meta.dirname, '../../../shared/data/eels');
const LSMO = join(EELS, 'hyperspy/exspy-demos/EELS/datasets');
const NMC = join(EELS, 'HailiJia/MultimodalEELS-XAS/Data/Exp_data/EELS');

/** Windows are eV on the axis of the file, which is off by 7 eV (LSMO) and by 12 to 22 eV (NMC). */
const SETS = [
  {
    name: 'LSMO line scan',
    core: join(LSMO, 'LSMO_linescan.hspy'),
    low: join(LSMO, 'LSMO_linescan_low_loss.hspy'),
    windowsEv: {
      oxygenBackground: [470, 515],
      oxygen: [522, 562],
      manganeseBackground: [580, 624],
      manganese: [629, 659],
    },
    nComponents: 3,
    nClusters: 2,
  },
  {
    name: 'NMC map',
    core: join(NMC, 'TM/TM+O EELS Spectrum Image.dm3'),
    low: join(NMC, 'ZLP/EELS Spectrum Image.dm3'),
    windowsEv: {
      oxygenBackground: [465, 508],
      oxygen: [512, 552],
      manganeseBackground: [580, 619],
      manganese: [624, 654],
    },
    nComponents: 4,
    nClusters: 3,
  },
];

const read = async (path) =>
  (await readSpectrumFile(new Uint8Array(readFileSync(path)), basename(path))).scans[0].scan;

const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
const rms = (values) => Math.sqrt(mean(values.map((v) => v * v)));

/** [first, end) of each window; half a channel of room, so that both programs mean the same channels. */
function inChannels({ offsetEv, scaleEv }, windowsEv) {
  const channel = (e) => Math.round((e - offsetEv) / scaleEv);
  return Object.fromEntries(Object.entries(windowsEv).map(([name, w]) => [name, w.map(channel)]));
}
const inEv = ({ offsetEv, scaleEv }, [first, end]) =>
  [first, end].map((channel) => offsetEv + (channel - 0.5) * scaleEv);

function netOf(core, windows, method) {
  const of = (background, signal) =>
    integrateAbove(
      core,
      fitBackground(core, { method, windowsEv: [inEv(core.energy, windows[background])] }),
      inEv(core.energy, windows[signal]),
    );
  return { oxygen: of('oxygenBackground', 'oxygen'), manganese: of('manganeseBackground', 'manganese') };
}

function clusterLabels(points, nDims, nClusters) {
  const shape = { nPoints: points.length / nDims, nDims };
  return kMeans(points, shape, { nClusters, rng: createRng(1), nRestarts: 20 }).labels;
}

/** The loadings as HyperSpy clusters them: with fewer pixels than channels it leaves the singular values in the factors. */
const loadingsOf = (pca, nComponents) =>
  Float64Array.from({ length: pca.nPixels * nComponents }, (_, at) => {
    const k = at % nComponents;
    return pca.loadings[k * pca.nPixels + Math.floor(at / nComponents)] / pca.singularValues[k];
  });

/** ln(total/below the threshold) with the detector's level in both; and the share of elastic counts in the last channel. */
function plainThickness({ counts, nPixels, nChannels, energy }, thresholdEv) {
  const end = Math.ceil((thresholdEv - energy.offsetEv) / energy.scaleEv - 1e-6);
  const sum = (p, to) => counts.subarray(p * nChannels, p * nChannels + to).reduce((a, b) => a + b, 0);
  const pixels = Array.from({ length: nPixels }, (_, p) => p);
  return {
    plainThickness: pixels.map((p) => Math.log(sum(p, nChannels) / sum(p, end))),
    channelShare: mean(pixels.map((p) => counts[p * nChannels + end] / sum(p, end))),
  };
}

async function kaimen({ core: corePath, low: lowPath, windowsEv, nComponents, nClusters }) {
  const [core, low] = [await read(corePath), await read(lowPath)];
  const windows = inChannels(core.energy, windowsEv);
  const { aligned, measurement } = alignZeroLoss(low);
  const pca = poissonPca(core.counts, core, { maxRank: 12, rng: createRng(1) });
  const scores = compositionScores(pca, nComponents);
  const thickness = relativeThickness(aligned);
  return {
    windows,
    total: core.counts.reduce((sum, v) => sum + v, 0),
    channelEv: low.energy.scaleEv,
    measurement,
    maxima: measureZeroLossBy(low, 'maximum').centresEv,
    thickness,
    ...plainThickness(aligned, thickness.thresholdEv),
    likely: netOf(core, windows, 'power-law'),
    area: netOf(core, windows, 'power-law-two-area'),
    pca,
    labels: clusterLabels(scores.values, scores.nDims, nClusters),
    labelsOfLoadings: clusterLabels(loadingsOf(pca, nComponents), nComponents, nClusters),
  };
}

/** One quantity: what each has (their means), the difference, the error it may have, and why it is larger where it is. */
function row(what, [ours, theirs], { difference, error, unit = '', why = '' }) {
  const show = (v) => (typeof v === 'number' ? v.toPrecision(6) : v);
  const apart = difference ?? ours - theirs;
  return {
    what,
    Kaimen: show(ours),
    HyperSpy: show(theirs),
    difference: `${apart.toPrecision(2)}${unit}`,
    error: `${error.toPrecision(2)}${unit}`,
    'why more than the error': Math.abs(apart) > error ? why : '',
  };
}

const BIAS = 'the two-area formula is biased and noisier than maximum likelihood';

/** Root mean square of the relative differences, % */
const percent = (ours, theirs, std) => ({
  difference: 100 * rms(theirs.map((v, i) => v / ours[i] - 1)),
  error: 100 * std,
  unit: ' % rms',
});

function netRows(what, edge, ours, theirs) {
  const [area, likely] = [ours.area[edge].values, ours.likely[edge]];
  const [net, sums] = [theirs.net[edge], theirs.netOfSums[edge]];
  const std = rms([...likely.values].map((v, i) => likely.std[i] / v));
  return [
    row(`${what}, two-area by sums (numpy there)`, [mean([...area]), mean(sums)], {
      ...percent(area, sums, 1e-3),
      why: 'other channels',
    }),
    row(`${what}, two-area`, [mean([...area]), mean(net)], {
      ...percent(area, net, 1e-3),
      why: 'HyperSpy integrates by Simpson’s rule between channel centres, Kaimen sums channels (row above)',
    }),
    row(`${what}, default of each`, [mean([...likely.values]), mean(net)], {
      ...percent(likely.values, net, std),
      why: BIAS,
    }),
  ];
}

/** Ratio of two net integrals with the error of independent counts. */
const ratioOf = ({ oxygen, manganese }) => ({
  values: Float64Array.from(manganese.values, (v, i) => v / oxygen.values[i]),
  std: Float64Array.from(
    manganese.values,
    (v, i) => (v / oxygen.values[i]) * Math.hypot(manganese.std[i] / v, oxygen.std[i] / oxygen.values[i]),
  ),
});

function ratioRow(ours, theirs) {
  const { values, std } = ratioOf(ours.likely);
  const other = theirs.net.manganese.map((v, i) => v / theirs.net.oxygen[i]);
  return row('Mn-L / O-K along the scan', [mean([...values]), mean(other)], {
    difference: rms(other.map((v, i) => v - values[i])),
    error: rms([...std]),
    unit: ' rms',
    why: BIAS,
  });
}

function lowLossRows(ours, theirs) {
  const { thickness, measurement, plainThickness } = ours;
  return [
    row('zero loss, highest channel, eV', [mean([...ours.maxima]), mean(theirs.centresEv)], {
      // The step is float32 in one of the files.
      error: 1e-6,
      why: 'the highest channel is looked for elsewhere',
    }),
    row('zero loss, default of each, eV', [mean([...measurement.centresEv]), mean(theirs.centresEv)], {
      error: rms([...measurement.stdEv]),
      why: `HyperSpy gives whole channels of ${ours.channelEv.toPrecision(3)} eV, Kaimen the middle of the peak’s top`,
    }),
    row('elastic threshold, eV', [thickness.thresholdEv ?? NaN, theirs.thresholdEv], {
      error: ours.channelEv,
      why: 'HyperSpy: a mean of thresholds of each pixel, where its slope falls below a limit; Kaimen: one minimum of the sum',
    }),
    row('t/λ, same threshold and formula', [mean(plainThickness), mean(theirs.thicknessAtThreshold)], {
      error: ours.channelShare,
      why: 'alignment moves counts over the threshold otherwise',
    }),
    row('t/λ, default of each', [mean([...thickness.values]), mean(theirs.thickness)], {
      error: rms([...thickness.std]),
      why: `Kaimen takes the detector’s level before zero loss off (with it ${mean(plainThickness).toFixed(3)}), and other thresholds`,
    }),
  ];
}

function pcaRows({ pca, labels, labelsOfLoadings }, theirs) {
  const eight = pca.singularValues.subarray(0, 8);
  const whys = {
    elbow: 'the scree is looked at to another length',
    gavishDonoho: 'Kaimen knows the noise, the plain rule takes it from the median value',
    noiseEdge: `counts are no electrons: Kaimen measures ${pca.noiseScale.toPrecision(3)} × Poisson, the plain rule believes them`,
  };
  const apart = (own) => 1 - adjustedRandIndex(own, Int32Array.from(theirs.labels));
  return [
    row('σ₂ of the weighted matrix', [eight[1], theirs.singularValues[1]], {
      difference: Math.max(...eight.map((v, i) => Math.abs(v / theirs.singularValues[i] - 1))),
      error: 1e-4,
      unit: ' worst of 8',
      why: 'negative counts are clipped here',
    }),
    row('explained share of σ₁', [pca.explainedShare[0], theirs.shares[0]], { error: 1e-5 }),
    ...Object.entries(whys).map(([rule, why]) =>
      row(`rank by ${rule}`, [pca.rank[rule], theirs.rank[rule]], { error: 0.5, why }),
    ),
    row('clusters, the same loadings: 1 − adjusted Rand', ['–', '–'], {
      difference: apart(labelsOfLoadings),
      error: 0.01,
      why: 'another minimum of k-means',
    }),
    row('clusters, default of each: 1 − adjusted Rand', ['–', '–'], {
      difference: apart(labels),
      error: 0.01,
      why: 'Kaimen clusters composition in units of noise; HyperSpy loadings, with thickness in them and weak components scaled up',
    }),
  ];
}

/** @param python  path of the interpreter that has HyperSpy */
export async function compareMeasured(python) {
  if (!existsSync(EELS)) {
    console.log('../shared/data/eels is not here: no measured data to analyse beside HyperSpy.');
    return;
  }
  const ours = await Promise.all(SETS.map(kaimen));
  const plans = SETS.map((set, i) => ({
    ...set,
    windows: ours[i].windows,
    thresholdEv: ours[i].thickness.thresholdEv,
  }));
  const script = join(import.meta.dirname, 'measured_peer.py');
  const theirs = JSON.parse(
    execFileSync(python, [script, JSON.stringify(plans)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  SETS.forEach(({ name }, i) => {
    console.log(`${name}: the same data in Kaimen and HyperSpy`);
    console.table([
      row('counts in all', [ours[i].total, theirs[i].total], {
        difference: ours[i].total / theirs[i].total - 1,
        error: 1e-6,
        unit: ' relative',
        why: 'Kaimen applies the gain that the file states',
      }),
      ...lowLossRows(ours[i], theirs[i]),
      ...netRows('net O-K', 'oxygen', ours[i], theirs[i]),
      ...netRows('net Mn-L', 'manganese', ours[i], theirs[i]),
      ratioRow(ours[i], theirs[i]),
      ...pcaRows(ours[i], theirs[i]),
    ]);
  });
}

if (process.argv[1] === import.meta.filename) await compareMeasured('/usr/bin/python3');
