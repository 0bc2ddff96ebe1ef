/**
 * `npm run bench:models`: the shipped networks against what they must reach, and how fast they answer. Scores on unseen groups
 * are those of the training (evaluation.json); where ../shared/data lies beside the project, the shipped networks are run on it as
 * well (all of it was learnt from: that shows that serving and training agree, not how good they are).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalNetworks } from '../../dist/src/engines/networks/local-networks.js';
import { modelInput } from '../../dist/src/science/descriptors/model-input.js';
import { ModelFiles } from '../../dist/src/storage/model-files/model-files.js';
import { evaluateStoredModel } from '../../dist/src/workflows/models/evaluate-stored-model.js';
import { dataFiles } from '../../dist/src/cli/models/data-files.js';

const ROOT = resolve(import.meta.dirname, '../..');
const DATA = resolve(ROOT, '../shared/data');
const FOLDERS = {
  'mn-l23-valence': 'eels',
  'o-k-local-structure': 'spectra/ok-elnes',
  'cu-k-local-structure': 'spectra/cu-k-feff',
};

/** [condition, output, metric, least or most, target] */
const TARGETS = {
  'cu-k-local-structure': [
    ['clean', 'coordination', 'accuracy', '≥', 0.88],
    ['clean', 'coordination', 'macroF1', '≥', 0.83],
    ['clean', 'distance', 'mae', '≤', 0.02],
    ['clean', 'bvs', 'mae', '≤', 0.085],
    ['clean', 'rdf', 'medianCosine', '≥', 0.975],
    ['perturbed, by composition', 'coordination', 'accuracy', '≥', 0.8],
    ['perturbed, by composition', 'coordination', 'macroF1', '≥', 0.66],
  ],
  'mn-l23-valence': [
    ['clean', 'valence', 'accuracy', '≥', 0.95],
    ['clean', 'mean-valence', 'mae', '≤', 0.15],
    ['offset', 'mean-valence', 'mae', '≤', 0.15],
    ['dose-300', 'valence', 'accuracy', '≥', 0.95],
    ['dose-300', 'mean-valence', 'mae', '≤', 0.15],
    ['dose-300-coarse', 'mean-valence', 'mae', '≤', 0.15],
  ],
  'o-k-local-structure': [
    ['clean', 'coordination', 'accuracy', '≥', 0.469],
    ['clean', 'coordination', 'balancedAccuracy', '≥', 0.427],
    ['clean', 'mo-mean', 'mae', '≤', 0.19],
    ['clean', 'mom-angle', 'mae', '≤', 17.789],
  ],
};
const COVERAGE = [0.86, 0.94];
const AUROC = 0.95;
const MANY = { rows: 65_536, limitMs: 10_000 };
const FEW = { rows: 64, limitMs: 50 };

const rows = [];
const say = (model, what, found, [target, holds]) =>
  rows.push({ model, what, found: found.toFixed(3), target, '': holds ? 'ok' : 'MISSED' });

function checkScores(task, evaluation) {
  for (const [condition, output, metric, sign, target] of TARGETS[task] ?? []) {
    const found = evaluation.conditions
      .find((c) => c.name === condition)
      ?.outputs.find((o) => o.name === output)?.metrics[metric];
    // A target whose condition or metric has another name now must not pass unseen.
    if (found === undefined || found === null) {
      say(task, `${condition}: ${output} ${metric}`, NaN, [`${sign} ${target}`, false]);
      continue;
    }
    const holds = sign === '≥' ? found >= target : found <= target;
    say(task, `${condition}: ${output} ${metric}`, found, [`${sign} ${target}`, holds]);
  }
  for (const condition of evaluation.conditions) {
    for (const { name, coverage } of condition.outputs) {
      if (coverage === null) continue;
      const [lo, hi] = COVERAGE;
      const { share } = coverage;
      say(task, `${condition.name}: ${name} inside 90 %`, share, [`${lo}–${hi}`, share >= lo && share <= hi]);
    }
  }
  for (const { name, auroc } of evaluation.domain ?? [])
    say(task, `told apart: ${name} (AUROC)`, auroc, [`≥ ${AUROC}`, auroc >= AUROC]);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** From counts on a scan's axis to the network's answers. */
async function measureSpeed(model, registry) {
  const { manifest } = model;
  const { task, version, input, edge } = manifest;
  const networks = new LocalNetworks({ threads: 2 });
  const session = await networks.open(manifest, await registry.read(task, version, 'model.onnx'));
  const { startEv, stepEv, nChannels } = input.grid;
  const zero = input.alignment === 'none' ? 0 : edge.nominalEv;
  const axis = {
    offsetEv: zero + startEv - 10,
    scaleEv: 0.5,
    nChannels: Math.ceil((nChannels * stepEv + 20) / 0.5),
  };
  const spectrum = Float32Array.from({ length: axis.nChannels }, (_, i) => {
    const e = axis.offsetEv + i * axis.scaleEv - edge.nominalEv;
    return 1000 * Math.exp(-((e / 2) ** 2)) + 300 / (1 + Math.exp(-e)) + (i % 7);
  });
  const ask = async (n) => {
    const counts = new Float32Array(n * axis.nChannels);
    for (let i = 0; i < n; i++) counts.set(spectrum, i * axis.nChannels);
    const begun = performance.now();
    const made = modelInput({ counts }, axis, manifest);
    if (made.reasons[0] !== null) throw new Error(`${task}: ${made.reasons[0]}`);
    await session.run(made.rows, n);
    return performance.now() - begun;
  };
  await ask(FEW.rows);
  const few = [];
  for (let i = 0; i < 9; i++) few.push(await ask(FEW.rows));
  say(task, `${FEW.rows} spectra, warm (ms)`, median(few), [`≤ ${FEW.limitMs}`, median(few) <= FEW.limitMs]);
  const many = await ask(MANY.rows);
  say(task, `${MANY.rows} spectra, two threads (ms)`, many, [`≤ ${MANY.limitMs}`, many <= MANY.limitMs]);
  await session.close();
}

const registry = await ModelFiles.open([join(ROOT, 'models')]);
const { models, refused } = await registry.list();
for (const { task, version, reason } of refused) console.log(`refused: ${task}@${version}: ${reason}`);
for (const model of models) {
  const { task, version } = model.manifest;
  const path = join(ROOT, 'models', task, version, 'evaluation.json');
  checkScores(task, JSON.parse(readFileSync(path, 'utf8')));
  await measureSpeed(model, registry);
  const data = join(DATA, FOLDERS[task] ?? '-');
  if (!existsSync(data)) continue;
  const seen = await evaluateStoredModel({
    model,
    registry,
    networks: new LocalNetworks({ threads: 1 }),
    folder: dataFiles(data),
    withPerturbations: false,
    seed: 1,
    outside: [],
    software: 'bench',
  });
  for (const { name, metrics } of seen.conditions[0].outputs) {
    const [metric, value] = Object.entries(metrics)[0];
    rows.push({
      model: task,
      what: `on what it learnt from: ${name} ${metric}`,
      found: value.toFixed(3),
      target: '–',
      '': '',
    });
  }
}
console.table(rows);
