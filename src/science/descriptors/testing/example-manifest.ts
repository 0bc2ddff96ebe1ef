import type { ModelManifest, ModelOutput, ScaledInterval } from '../model-manifest.js';

const INTERVAL: ScaledInterval = {
  ...{ level: 0.9, factor: 1.6, floorStd: 0.02, nCalibration: 30 },
  difficulty: { evenness: 0, noise: 0, typicalNoise: 1 },
};
const SHA = '0'.repeat(64);

const OUTPUTS: readonly ModelOutput[] = [
  {
    kind: 'fractions',
    name: 'valence-fractions',
    label: 'shares of valences',
    tensor: 'fractions',
    labels: ['Mn2+', 'Mn3+', 'Mn4+'],
    interval: INTERVAL,
    mean: { name: 'valence', label: 'mean valence', unit: '', values: [2, 3, 4], interval: INTERVAL },
  },
  {
    kind: 'scalar',
    name: 'mo-mean',
    label: 'mean distance',
    tensor: 'distance',
    unit: 'Å',
    width: 2,
    interval: INTERVAL,
  },
  {
    kind: 'classes',
    name: 'coordination',
    label: 'coordination',
    tensor: 'coordination',
    labels: ['4', '6'],
    set: { level: 0.9, minProbability: 0.2 },
  },
  {
    kind: 'curve',
    name: 'rdf',
    label: 'radial distribution',
    tensor: 'rdf',
    unit: 'Å⁻¹',
    axis: { label: 'distance', unit: 'Å', start: 1, step: 0.1, n: 8 },
    interval: INTERVAL,
  },
];

/** A manifest with an output of every kind, for specs. */
export const exampleManifest = (): ModelManifest => ({
  schema: 'kaimen.model/1',
  task: 'mn-l23-example',
  version: '1.0.0',
  title: 'Mn valence, an example',
  status: 'preview',
  technique: 'EELS',
  edge: { element: 'Mn', shell: 'L3', nominalEv: 642 },
  input: {
    tensor: 'spectrum',
    grid: { startEv: -10, stepEv: 0.2, nChannels: 176 },
    alignment: 'maximum',
    searchEv: 12,
    background: 'level',
    backgroundWindowEv: [-12, -6],
    normalisation: 'area',
    smoothingEv: null,
  },
  outputs: OUTPUTS,
  members: 3,
  files: { 'model.onnx': SHA },
  training: {
    datasets: [{ name: 'made up', licence: 'CC0-1.0', attribution: '', files: { 'a.csv': SHA } }],
    device: 'none',
    seed: 1,
    command: null,
    durationS: null,
    software: 'by hand',
  },
});
