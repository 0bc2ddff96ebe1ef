/**
 * Makes the models of this folder, which are formulas written as networks and know nothing of the world:
 *   node --experimental-transform-types --import ./test/support/typescript-hooks.mjs test/golden/models/make-models.ts
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { writeDomain } from '../../../src/science/descriptors/domain-model.js';
import { DEFAULT_DOMAIN_OPTIONS, fitDomain } from '../../../src/science/descriptors/fit-domain.js';
import type { ModelManifest, ScaledInterval } from '../../../src/science/descriptors/model-manifest.js';
import { modelInput } from '../../../src/science/descriptors/model-input.js';
import { makeReferences, writeReferences } from '../../../src/science/descriptors/nearest-references.js';
import { whiteLines } from '../../../src/science/descriptors/testing/made-up-edges.js';
import { createRng } from '../../../src/science/numerics/rng.js';
import { encodeOnnx, type OnnxConstant } from '../../../src/training/onnx/onnx-model.js';

const N = 144;
const INTERVAL: ScaledInterval = {
  ...{ level: 0.9, factor: 1.7, floorStd: 0.05, nCalibration: 40 },
  difficulty: { evenness: 0, noise: 0, typicalNoise: 1 },
};

const MANIFEST: Omit<ModelManifest, 'files'> = {
  schema: 'kaimen.model/1',
  task: 'mn-l23-golden',
  version: '1.0.0',
  title: 'Mn valence by a formula (for tests)',
  status: 'preview',
  technique: 'EELS',
  edge: { element: 'Mn', shell: 'L3', nominalEv: 642 },
  input: {
    tensor: 'spectrum',
    grid: { startEv: -10, stepEv: 0.25, nChannels: N },
    alignment: 'maximum',
    searchEv: 12,
    background: 'none',
    backgroundWindowEv: null,
    normalisation: 'area',
    smoothingEv: 1.5,
  },
  outputs: [
    {
      kind: 'fractions',
      name: 'valence-shares',
      label: 'shares of Mn valences',
      tensor: 'fractions',
      labels: ['Mn2+', 'Mn3+', 'Mn4+'],
      interval: INTERVAL,
      mean: { name: 'valence', label: 'mean Mn valence', unit: '', values: [2, 3, 4], interval: INTERVAL },
    },
    {
      kind: 'scalar',
      name: 'line-ratio',
      label: 'L3/L2 as the network sees it',
      tensor: 'ratio',
      unit: '',
      width: 2,
      interval: INTERVAL,
    },
  ],
  members: 3,
  training: {
    datasets: [],
    device: 'none: a formula',
    seed: null,
    command: null,
    durationS: null,
    software: 'test/golden/models/make-models.ts',
  },
};

/** ln of the ratio of two stretches, compared with what three valences have; three members, slightly different. */
function network(): Uint8Array {
  const at = (k: number): number => -10 + 0.25 * k;
  const stretches = Float32Array.from({ length: N * 2 }, (_, i) => {
    const e = at(Math.floor(i / 2));
    const [lo, hi] = i % 2 === 0 ? [-4, 4] : [7.5, 16];
    return e >= lo && e <= hi ? 0.25 : 0;
  });
  // Gaussians of one width about ln of the ratios that the references below have.
  const members = [0.07, 0.09, 0.06].map((sigma, m) => ({ sigma, moved: 0.01 * (m - 1) }));
  const slopes: number[] = [];
  const constants: number[] = [];
  for (const { sigma, moved } of members) {
    for (const ratio of [2.07, 1.79, 1.54]) {
      const c = Math.log(ratio) + moved;
      slopes.push(c / sigma ** 2);
      constants.push(-(c * c) / (2 * sigma ** 2));
    }
  }
  const float = (name: string, shape: number[], values: readonly number[]): OnnxConstant => ({
    name,
    shape,
    values: Float32Array.from(values),
  });
  return encodeOnnx({
    inputs: [{ name: 'spectrum', shape: ['n', N] }],
    outputs: [
      { name: 'fractions', shape: [3, 'n', 3] },
      { name: 'ratio', shape: [3, 'n', 2] },
    ],
    nodes: [
      { op: 'MatMul', inputs: ['spectrum', 'stretches'], output: 'areas' },
      { op: 'Max', inputs: ['areas', 'least'], output: 'positive' },
      { op: 'Log', inputs: ['positive'], output: 'logs' },
      { op: 'MatMul', inputs: ['logs', 'difference'], output: 'x' },
      { op: 'Unsqueeze', inputs: ['x', 'front'], output: 'x3' },
      { op: 'Mul', inputs: ['x3', 'slopes'], output: 'tilted' },
      { op: 'Add', inputs: ['tilted', 'constants'], output: 'logits' },
      { op: 'Softmax', inputs: ['logits'], output: 'fractions', attributes: { axis: 2 } },
      { op: 'Add', inputs: ['x3', 'moved'], output: 'xm' },
      { op: 'Exp', inputs: ['xm'], output: 'value' },
      { op: 'Mul', inputs: ['value', 'zero'], output: 'none' },
      { op: 'Add', inputs: ['none', 'logStd'], output: 'stds' },
      { op: 'Concat', inputs: ['value', 'stds'], output: 'ratio', attributes: { axis: 2 } },
    ],
    constants: [
      { name: 'stretches', shape: [N, 2], values: stretches },
      float('least', [1], [1e-3]),
      float('difference', [2, 1], [1, -1]),
      { name: 'front', shape: [1], values: [0] },
      float('slopes', [3, 1, 3], slopes),
      float('constants', [3, 1, 3], constants),
      float('moved', [3, 1, 1], [-0.02, 0, 0.02]),
      float('zero', [1], [0]),
      float('logStd', [1], [Math.log(0.1)]),
    ],
  });
}

/** Rows of made-up edges: ratios 1.5 to 6, the ratio of heights being that of areas over 1.3. */
function rowsOf(ratios: readonly number[], splittingEv: (i: number) => number): Float32Array {
  const axis = { offsetEv: 600, scaleEv: 0.25, nChannels: 400 };
  const counts = new Float64Array(ratios.length * 400);
  ratios.forEach((ratio, i) => {
    counts.set(whiteLines(axis, 1000, { l3Ev: 642, ratio: ratio * 1.3, splittingEv: splittingEv(i), continuum: 0.045 }), i * 400);
  });
  return modelInput({ counts }, axis, MANIFEST).rows;
}

const rng = createRng(1);
const between = (lo: number, hi: number): number => lo + (hi - lo) * rng.uniform();
const drawn = (n: number): Float32Array =>
  rowsOf(
    Array.from({ length: n }, () => between(1.5, 6)),
    () => between(10, 12.5),
  );
const domain = {
  ...fitDomain(drawn(200), { ...DEFAULT_DOMAIN_OPTIONS, nChannels: N, heldOut: drawn(300) }),
  // Measured edges have tails and steps that made-up ones do not; this model is to answer.
  residualUnit: 0.5,
  scoreUnit: 5,
  limit: 1,
};
const valences = [
  ['made-up Mn2+', 2, 4.2],
  ['made-up Mn3+', 3, 2.8],
  ['made-up Mn4+', 4, 2.0],
  ['made-up spinel', 2.67, 3.2],
] as const;
const rows = rowsOf(
  valences.map(([, , ratio]) => ratio),
  () => 11.2,
);
const references = makeReferences(
  domain,
  valences.map(([name, valence], i) => ({
    name,
    group: name,
    known: { valence, source: 'made up', licence: 'CC0-1.0' },
    row: rows.subarray(i * N, (i + 1) * N),
  })),
  true,
);

const text = (json: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(json, null, 1)}\n`);
const CARD = `# Mn valence by a formula (for tests)

Not trained: the ratio of two stretches of the spectrum is compared with 2.07, 1.79 and 1.54. Not for use.
`;
const files: Record<string, Uint8Array> = {
  'model.onnx': network(),
  'domain.json': text(writeDomain(domain)),
  'references.json': text(writeReferences(references)),
  'card.md': new TextEncoder().encode(CARD),
};
const folder = new URL(`./${MANIFEST.task}/${MANIFEST.version}/`, import.meta.url);
mkdirSync(folder, { recursive: true });
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const manifest: ModelManifest = {
  ...MANIFEST,
  files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)])),
};
for (const [name, bytes] of Object.entries({ ...files, 'manifest.json': text(manifest) })) {
  writeFileSync(new URL(name, folder), bytes);
}
