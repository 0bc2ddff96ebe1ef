import { beforeAll, describe, expect, it } from 'vitest';
import { combineMembers } from '../../science/descriptors/combine-members.js';
import { readDomain } from '../../science/descriptors/domain-model.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { readReferences } from '../../science/descriptors/nearest-references.js';
import { validateManifest } from '../../science/descriptors/validate-manifest.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import { createRng } from '../../science/numerics/rng.js';
import { trainableOf } from '../datasets/labelled-spectra.js';
import { evaluateModel } from '../evaluation/evaluate-model.js';
import { modelFiles } from '../model-files.js';
import { onnxBackend } from '../onnx/onnx-backend.js';
import { withNetwork } from '../onnx/predict.js';
import { MN_TASK } from '../tasks/mn-l23-valence.js';
import type { TaskDefinition } from '../tasks/task-definition.js';
import { madeUpMnFolder } from '../testing/made-up-mn.js';
import type { CheckpointStore } from './checkpoint.js';
import { rowsOfSpectra } from './draw-rows.js';
import { trainTask } from './train-task.js';

/** The task as it is, at a size that takes seconds. */
const { draw } = MN_TASK.sampling;
const SMALL: TaskDefinition = {
  ...MN_TASK,
  sampling: {
    ...MN_TASK.sampling,
    rowsPerEpoch: 512,
    draw: draw.kind === 'mixtures' ? { ...draw, rows: 500 } : draw,
    // Plasmons are long convolutions.
    plan: { ...MN_TASK.sampling.plan, thickness: undefined },
  },
  plan: { ...MN_TASK.plan, members: 2, epochs: 16, batchSize: 64, warmUpEpochs: 2 },
  guard: { ...MN_TASK.guard, members: 1, epochs: 4, rows: 400 },
  foldings: [{ grouping: 'reference', folds: 3, members: 1 }],
  conditions: [MN_TASK.conditions[0], { ...MN_TASK.conditions.at(-1)!, drawn: 60 }],
};

const kept = new Map<string, Uint8Array>();
const store: CheckpointStore = {
  load: (name) => Promise.resolve(kept.get(name) ?? null),
  save: (name, bytes) => Promise.resolve(void kept.set(name, bytes)),
};

describe('a task from data to files', () => {
  let files: Record<string, Uint8Array>;
  let manifest: ModelManifest;
  const stages: string[] = [];
  const json = (name: string): unknown => JSON.parse(textOfBytes(files[name]));

  beforeAll(async () => {
    const trained = await trainTask(SMALL, 7, {
      spectra: await SMALL.read(madeUpMnFolder(1)),
      store,
      backend: onnxBackend(1, 'cpu (test)'),
      progress: (_share, stage) => stages.push(stage),
    });
    const record = {
      seed: 7,
      device: 'cpu (test)',
      command: 'kaimen train …',
      durationS: 3,
      software: 'kaimen test',
      dataFiles: { 'a.csv': '0'.repeat(64) },
    };
    files = modelFiles(SMALL, trained, record, (bytes) => bytes.length.toString(16).padStart(64, '0'));
    manifest = validateManifest(json('manifest.json'));
  });

  it('has what the registry asks for', () => {
    expect(Object.keys(files).sort()).toEqual([
      'card.md',
      'domain.json',
      'evaluation.json',
      'manifest.json',
      'model.onnx',
      'references.json',
    ]);
    const domain = readDomain(json('domain.json'));
    expect(readReferences(json('references.json'), domain).names.length).toBe(12);
    expect(manifest.members).toBe(2);
    expect(manifest.training).toMatchObject({ seed: 7, device: 'cpu (test)' });
  });

  it('tells the valence of curves it has not seen', async () => {
    const spectra = await SMALL.read(madeUpMnFolder(99));
    const source = { task: SMALL, spectra, groups: new Int32Array(spectra.n) };
    const rows = rowsOfSpectra(source, trainableOf(spectra), { plan: null }, createRng(1));
    const form = { tensor: manifest.input.tensor, nChannels: manifest.input.grid.nChannels, members: 2 };
    const raw = await withNetwork(files['model.onnx'], form, (predict) => predict(rows.inputs));
    const answer = combineMembers(manifest.outputs[0], raw.valence, 2);
    if (answer.kind !== 'fractions') throw new Error('no fractions');
    const { values } = answer.mean!;
    // Some hundred steps of training: within a third of a unit of valence.
    rows.spectra.forEach((i, row) => {
      expect(Math.abs(values[row] - (spectra.known[i]['mean-valence'] as number))).toBeLessThan(0.33);
    });
  });

  it('judges itself: on all, and on what it has seen', async () => {
    const folder = madeUpMnFolder(1);
    const seen = await folder.read('one/digitized_Mn2_00.csv');
    const request = {
      manifest,
      domain: readDomain(json('domain.json')),
      trainedOn: null,
      // By what they hold: one file of those read is known to the manifest, wherever it lies.
      sha256: (bytes: Uint8Array) => (bytes === seen ? '0'.repeat(64) : '1'.repeat(64)),
      task: SMALL,
      folder,
      withPerturbations: false,
      seed: 1,
      outside: [],
    };
    const form = { tensor: manifest.input.tensor, nChannels: manifest.input.grid.nChannels, members: 2 };
    const { conditions, domain, notes } = await withNetwork(files['model.onnx'], form, (predict) =>
      evaluateModel(request, predict),
    );
    expect(conditions.map((c) => [c.name, c.nSpectra])).toEqual([
      ['clean', 12],
      ['clean, file seen in training', 1],
      ['clean, file not seen in training', 11],
    ]);
    expect(notes).toEqual([expect.stringContaining('learnt from 1 of these 12 spectra')]);
    expect(conditions[0].outputs.map((o) => o.name)).toEqual(['valence', 'mean-valence']);
    expect(domain!.map((d) => d.name)).toEqual(['background', 'other-edge', 'other-element']);
    // Nothing but background has no maximum where the edge should be: it cannot even be asked.
    expect(domain![0].auroc).toBeGreaterThan(0.95);
  });

  it('writes a card of its numbers, and tells what it is doing with the loss', () => {
    const card = textOfBytes(files['card.md']);
    for (const part of [
      '## Intended use',
      '## Out of scope',
      '## Accuracy',
      '## Calibration',
      '## Failure modes',
    ])
      expect(card).toContain(part);
    expect(card).toContain('kaimen train …');
    expect(card).not.toContain('NaN');
    expect(card).not.toContain('undefined');
    expect(stages.some((s) => /without reference 1 of 3: epoch 2\/16, loss -?\d/.test(s))).toBe(true);
  });

  it('goes on from what is kept: trained ensembles are not trained again', async () => {
    const again: string[] = [];
    await trainTask(SMALL, 7, {
      spectra: await SMALL.read(madeUpMnFolder(1)),
      store,
      backend: { device: 'none', open: () => Promise.reject(new Error('nothing is to be trained')) },
      progress: (_share, stage) => again.push(stage),
    });
    expect(again).toEqual(['making training spectra']);
  });
});
