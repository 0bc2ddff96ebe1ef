import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { base64OfFloat32 } from '../../science/units/base64.js';
import { MN_REFERENCES } from './fixture-descriptors.js';
import { gaussian, peak, random } from './fixture-scan.js';

/** A made-up network with all files that the page of a model draws. */
export interface FixtureModel {
  readonly manifest: ModelManifest;
  readonly card: string;
  readonly evaluation: unknown;
  readonly references: unknown;
}

const GRID = { startEv: -10, stepEv: 0.25, nChannels: 140 };
const SHA = (n: number): string =>
  `${n}f1c5a54b7be4ad1ca5e1f7a3be3c0de2f0a7b1b9c8d7e6f5a4b3c2d1e0f9a8b`.slice(0, 64);
const interval = {
  ...{ level: 0.9, factor: 1.71, floorStd: 0.02, nCalibration: 41 },
  difficulty: { evenness: 1, noise: 0, typicalNoise: 1 },
};

const MANIFEST: ModelManifest = {
  schema: 'kaimen.model/1',
  task: 'mn-l23-valence',
  version: '1.0.0',
  title: 'Mn valence from Mn L₂,₃',
  status: 'released',
  technique: 'EELS',
  edge: { element: 'Mn', shell: 'L3', nominalEv: 642 },
  input: {
    ...{ tensor: 'spectrum', grid: GRID, alignment: 'maximum', searchEv: 10, background: 'line' },
    ...{ backgroundWindowEv: [-12, -6], normalisation: 'area', smoothingEv: null },
  },
  outputs: [
    {
      ...{ kind: 'fractions', name: 'fractions', label: 'Mn fractions', tensor: 'fractions', interval },
      labels: ['Mn2+', 'Mn3+', 'Mn4+'],
      mean: { name: 'valence', label: 'mean Mn valence', unit: '', values: [2, 3, 4], interval },
    },
  ],
  members: 5,
  files: {
    'model.onnx': SHA(1),
    'domain.json': SHA(2),
    'references.json': SHA(3),
    'card.md': SHA(4),
    'evaluation.json': SHA(5),
  },
  training: {
    datasets: [
      {
        name: 'EELS Data Base',
        licence: 'ODbL 1.0',
        attribution: 'Ewels et al., Microsc. Microanal. 22 (2016) 717; spectra by their authors',
        files: { 'mn/mno.msa': SHA(6), 'mn/mno2.msa': SHA(7) },
      },
    ],
    device: 'webgpu: NVIDIA H200',
    seed: 1,
    command: 'kaimen train mn-l23-valence --data data/spectra/mn --out models --device webgpu --seed 1',
    durationS: 412,
    software: 'kaimen 0.1.0, tfjs 4.22.0',
  },
};

const CARD = `# Mn valence from Mn L2,3

Fractions of Mn²⁺, Mn³⁺ and Mn⁴⁺ and the **mean valence** from one Mn L2,3 spectrum.

## Intended use

- Oxides with Mn in *octahedral* surroundings, 80–300 kV
- Spectra with at least 300 electrons in the L3 maximum

## Out of scope

1. Metallic Mn and sulphides
2. Specimens thicker than one mean free path

| condition | accuracy | mean valence MAE |
| --- | ---: | ---: |
| clean | 0.98 | 0.07 |
| 300 e⁻ in L3 | 0.96 | 0.12 |

> Beam damage lowers the valence: a trend along the scan direction may be the beam's.

Trained again by \`kaimen train mn-l23-valence\`; see [the data](https://eelsdb.eu). <script>alert(1)</script>
`;

interface Condition {
  readonly name: string;
  readonly label: string;
  readonly spread: number;
  readonly n: number;
}

const CONDITIONS: readonly Condition[] = [
  { name: 'clean', label: 'as measured, held out by source', spread: 0.07, n: 420 },
  { name: 'dose-300', label: '300 e⁻ in the L₃ maximum', spread: 0.12, n: 420 },
  { name: 'shift', label: 'moved by ±5 eV', spread: 0.08, n: 420 },
  { name: 'broad', label: 'broadened to 2 eV', spread: 0.16, n: 420 },
];

const EDGES = Array.from({ length: 11 }, (_, i) => 2 + 0.2 * i);

function valueBins({ spread, n }: Condition, next: () => number) {
  const middles = EDGES.slice(1).map((hi, i) => (hi + EDGES[i]) / 2);
  return {
    kind: 'value',
    binEdges: EDGES,
    predictedMean: middles.map((m, i) => (i === 3 ? null : m)),
    observedMean: middles.map((m, i) => (i === 3 ? null : m + spread * 0.4 * gaussian(next))),
    observedStd: middles.map((_, i) => (i === 3 ? null : spread)),
    counts: middles.map((m, i) =>
      i === 3 ? 0 : Math.round((n / 5) * (peak(m, 2, 0.2) + peak(m, 3, 0.2) + peak(m, 4, 0.2))),
    ),
  };
}

function probabilityBins({ spread, n }: Condition, next: () => number) {
  const edges = Array.from({ length: 11 }, (_, i) => i / 10);
  const middles = edges.slice(1).map((hi) => hi - 0.05);
  return {
    kind: 'probability',
    binEdges: edges,
    predictedMean: middles,
    observedMean: middles.map((m) => Math.min(1, Math.max(0, m + spread * 0.3 * gaussian(next)))),
    observedStd: middles.map(() => null),
    counts: middles.map((m) => Math.round(n * (peak(m, 0, 0.15) + 0.6 * peak(m, 1, 0.15)) + 6)),
  };
}

function evaluationOf() {
  const next = random(11);
  return {
    schema: 'kaimen.evaluation/1',
    modelId: 'mn-l23-valence@1.0.0',
    conditions: CONDITIONS.map((c) => ({
      ...{
        name: c.name,
        label: c.label,
        grouping: 'source',
        nSpectra: c.n,
        nGroups: 41,
        abstained: c.spread / 2,
      },
      outputs: [
        {
          ...{ name: 'valence', label: 'mean Mn valence', unit: '', kind: 'scalar' },
          metrics: { mae: c.spread, rmse: 1.3 * c.spread, bias: 0.01, r2: 1 - 2 * c.spread ** 2 },
          baseline: { mae: 2.1 * c.spread },
          coverage: { level: 0.9, share: 0.9 + 0.02 * gaussian(next), n: c.n },
          reliability: valueBins(c, next),
        },
        {
          ...{ name: 'fractions', label: 'Mn fractions', unit: '', kind: 'fractions' },
          metrics: { accuracy: 1 - c.spread / 4, macroF1: 1 - c.spread / 3 },
          coverage: { level: 0.9, share: 0.9 + 0.02 * gaussian(next), n: c.n },
          reliability: probabilityBins(c, next),
          confusion: {
            labels: ['Mn2+', 'Mn3+', 'Mn4+'],
            counts: [
              [130, 3, 0],
              [4, 140, 2],
              [0, 5, 136],
            ],
          },
        },
      ],
    })),
    domain: [
      {
        name: 'other-edges',
        label: 'other edges (Fe L, Co L, O K)',
        auroc: 0.993,
        nInside: 420,
        nOutside: 300,
      },
      { name: 'background', label: 'background without an edge', auroc: 0.999, nInside: 420, nOutside: 200 },
    ],
  };
}

/** White lines whose L₃ maximum is narrower and earlier for Mn²⁺. */
function rowOf(valence: number): number[] {
  const row = Array.from({ length: GRID.nChannels }, (_, i) => {
    const e = GRID.startEv + i * GRID.stepEv;
    const step =
      0.16 * (0.5 + Math.atan(e / 1.2) / Math.PI) + 0.08 * (0.5 + Math.atan((e - 10.6) / 1.2) / Math.PI);
    const width = 1.2 + 0.35 * (valence - 2);
    return step + peak(e, 0, width) + (0.36 + 0.05 * (valence - 2)) * peak(e, 11, 1.1 * width);
  });
  const mean = row.reduce((a, b) => a + b, 0) / row.length;
  return row.map((v) => v / mean);
}

function referencesOf() {
  return {
    schema: 'kaimen.references/1',
    names: MN_REFERENCES.map(([name]) => name),
    known: MN_REFERENCES.map(([, known]) => known),
    nComponents: 0,
    scores: '',
    unitDistance: 1,
    nChannels: GRID.nChannels,
    rows: base64OfFloat32(MN_REFERENCES.flatMap(([, { valence }]) => rowOf(Number(valence)))),
  };
}

/** The network behind the first reading of the fixture. */
export const makeFixtureModel = (): FixtureModel => ({
  manifest: MANIFEST,
  card: CARD,
  evaluation: evaluationOf(),
  references: referencesOf(),
});
