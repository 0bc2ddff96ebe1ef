import { CU_CN_LABELS, CU_K_ORIGIN, CU_RDF, isCuKFolder, readCuK } from '../datasets/cu-k-feff.js';
import type { Layer } from '../network/architecture.js';
import { SPECTRA } from '../onnx/serving-graph.js';
import type { TaskDefinition } from './task-definition.js';

const WIDTH = 320;
const block: Layer = {
  kind: 'residual',
  layers: [
    { kind: 'layer-norm' },
    { kind: 'dense', width: WIDTH },
    { kind: 'activation', of: 'silu' },
    { kind: 'dropout', share: 0.05 },
    { kind: 'dense', width: WIDTH },
  ],
};

/** As the set's INDEX perturbs: shifts of up to 1 eV, blur of 1 to 5 eV, noise of 3 %. */
const PERTURBED = { cleanShare: 0, shiftEv: [-1, 1], broadeningEv: [1, 5], noise: [0.03, 0.03] } as const;

/** Copper in oxides from its K edge: the benchmark of the method. */
export const CU_K_TASK: TaskDefinition = {
  task: 'cu-k-local-structure',
  version: '1.0.0',
  title: 'Local structure of copper from the Cu K edge (X-ray benchmark)',
  status: 'benchmark',
  technique: 'XAS',
  edge: { element: 'Cu', shell: 'K', nominalEv: 8990 },
  input: {
    tensor: SPECTRA,
    grid: { startEv: 8978, stepEv: 0.5, nChannels: 297 },
    alignment: 'none',
    searchEv: 0,
    background: 'none',
    backgroundWindowEv: null,
    normalisation: 'none',
    smoothingEv: null,
  },
  outputs: [
    {
      kind: 'classes',
      name: 'coordination',
      label: 'coordination of Cu (atoms within 2.5 Å)',
      tensor: 'coordination',
      labels: CU_CN_LABELS,
      lossWeight: 1,
      smoothing: 0.05,
    },
    {
      kind: 'scalar',
      name: 'distance',
      label: 'mean neighbour distance',
      tensor: 'distance',
      unit: 'Å',
      lossWeight: 0.7,
      loss: 'laplace',
    },
    {
      kind: 'scalar',
      name: 'bvs',
      label: 'bond-valence sum of Cu',
      tensor: 'bvs',
      unit: '',
      lossWeight: 0.7,
      loss: 'laplace',
    },
    {
      kind: 'curve',
      name: 'rdf',
      label: 'radial distribution of atoms about Cu (over r²)',
      tensor: 'rdf',
      unit: 'Å⁻²',
      axis: { label: 'distance', unit: 'Å', start: CU_RDF.start, step: CU_RDF.step, n: CU_RDF.n },
      lossWeight: 2.5,
      cosineWeight: 3.3,
    },
  ],
  origin: CU_K_ORIGIN,
  read: readCuK,
  isFolder: isCuKFolder,
  sampling: {
    rowsPerEpoch: 4736,
    draw: { kind: 'each', copies: 12, isFirstAsItIs: false },
    plan: { cleanShare: 0.5, shiftEv: [-1, 1], broadeningEv: [1, 5], noise: [0, 0.036] },
  },
  guard: { members: 3, epochs: 10, rows: 5000, spacingStd: 0.03 },
  // The radial distribution is told better by comparing with all spectra than by any network tried (median cosine of unseen
  // materials 0.967 by networks); as perturbed spectra are told worse so, networks keep a part in it.
  kernel: {
    share: 0.7,
    blocks: { rdf: ['values'] },
    ridge: 0.01,
    onsetBelowChannel: 0,
    alignedChannels: 0,
    alignedBefore: 0,
    priorShare: 0,
  },
  trunk: [
    { kind: 'dense', width: WIDTH },
    { kind: 'activation', of: 'silu' },
    block,
    block,
    { kind: 'layer-norm' },
    { kind: 'dropout', share: 0.05 },
  ],
  withSlopes: false,
  spread: 'common',
  plan: {
    members: 3,
    batchSize: 128,
    mixing: 0.2,
    epochs: 28,
    warmUpEpochs: 4,
    patience: 28,
    validationShare: 0.06,
    learningRate: 2e-3,
    weightDecay: 0.02,
    maxGradientNorm: 5,
    averageDecay: 0.98,
  },
  foldings: [
    { grouping: 'material', folds: 5, members: 2 },
    { grouping: 'composition', folds: 3, members: 2 },
  ],
  // With 0 intervals held 92–94 % of what is as simulated and 84–87 % of what is perturbed, by composition.
  difficulty: { evenness: 0, noise: 0.25, typicalNoise: 1.5e-4 },
  conditions: [
    { name: 'clean', label: 'as simulated', plan: null },
    { name: 'perturbed', label: 'shift ≤ 1 eV, blur 1–5 eV, noise 3 %', plan: PERTURBED },
  ],
  baseline: {
    clean: {
      material: {
        coordination: { accuracy: 0.84, macroF1: 0.786 },
        distance: { mae: 0.025, r2: 0.85 },
        bvs: { mae: 0.106, r2: 0.85 },
        rdf: { medianCosine: 0.966 },
      },
    },
    perturbed: { composition: { coordination: { accuracy: 0.76, macroF1: 0.613 } } },
  },
  card: {
    intendedUse:
      'Shows what a network reads off a spectrum when thousands of spectra with known structure are at hand, and how honest its doubt is. For simulated Cu K-edge XANES of oxides in absolute energies, normalised to an edge step of 1.',
    outOfScope: [
      'Electron energy losses: no STEM reaches the Cu K edge at 8,979 eV with this resolution.',
      'Measured XANES: the network has seen FEFF spectra only, whose energies and amplitudes differ from measured ones.',
      'Compounds without oxygen, molecules, metals; copper with fewer than 2 or more than 6 neighbours within 2.5 Å.',
    ],
    data: 'FEFF 9.9.1 spectra of copper sites in oxides (OmniXAS), 173 points over 141 eV, with the structures they were computed of. Descriptors are of those structures: atoms of any element within 2.5 Å (coordination, mean distance), bond valences of Cu²⁺ with anions within 2.5 Å (b = 0.37 Å), neighbours to 6.3 Å smeared by σ = 0.1 Å over r² (radial distribution).',
    failureModes: [
      'Coordination 3 and 5 are taken for 4 and 6 more often than others: a neighbour at 2.4–2.6 Å is inside the cut-off or not by a hair.',
      'Blur of several eV hides the pre-edge shoulder by which Cu⁺ is told; the answer then leans to four neighbours.',
      'A shift of more than 1 eV is read as a change of valence.',
    ],
  },
};
