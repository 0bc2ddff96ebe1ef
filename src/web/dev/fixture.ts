import type {
  ClusterResult,
  DescriptorProfile,
  EdgeResult,
  InterpretationResult,
  ReferenceFitResult,
} from '../../science/interpretation/interpretation-result.js';
import { descriptorsOf } from './fixture-descriptors.js';
import { frameOf } from './fixture-frame.js';
import {
  gaussian,
  logAOf,
  meanOf,
  peak,
  phase,
  R,
  random,
  shapeOf,
  signalAt,
  spectraOf,
  type FixtureKind,
  type Shape,
} from './fixture-scan.js';

/**
 * Made-up results to look at and to test the page with; the shapes are physical, the numbers are nobody's
 * measurement. Deterministic: a small congruential generator of its own.
 */
export interface Fixture {
  readonly result: InterpretationResult;
  readonly counts: Float32Array;
}

function edgesOf(shape: Shape): EdgeResult[] {
  const f = Array.from({ length: shape.nPixels }, (_, p) => phase(shape, p));
  const background = { logA: f.map(logAOf), r: f.map(() => R), curve: null };
  const edge = (id: string, onsetEv: number, significance: number, rest: Partial<EdgeResult>): EdgeResult => {
    const [element, shell] = id.split('_');
    return {
      ...{
        id,
        element,
        shell,
        tableOnsetEv: onsetEv,
        onsetEv: onsetEv + 0.4,
        onsetStdEv: 0.12,
        significance,
      },
      ...{
        fitWindowEv: null,
        signalWindowEv: null,
        background: null,
        source: 'X-ray Data Booklet, table 1-1',
      },
      ...rest,
    };
  };
  return [
    edge('O_K', 532, 412, { fitWindowEv: [470, 522], signalWindowEv: [528, 568], background }),
    edge('Mn_L3', 640, 288, { fitWindowEv: [585, 630], signalWindowEv: [637, 662], background }),
    edge('Mn_L2', 651, 97, {}),
    edge('Fe_L3', 708, 254, { fitWindowEv: [670, 700], signalWindowEv: [705, 728], background }),
    edge('Fe_L2', 721, 61, { onsetStdEv: null }),
  ];
}

type Made = readonly [
  id: string,
  label: string,
  unit: string,
  std: number,
  value: (f: number) => number | null,
];

const PROFILES: readonly Made[] = [
  ['O_K.net', 'O K net counts', 'e-', 620, (f) => 71_000 - 9_000 * f],
  ['Mn_L3/O_K', 'Mn L₃ / O K net ratio', '', 0.008, (f) => 0.42 * (1 - f)],
  ['Mn.white-line-ratio', 'Mn L₃/L₂ white-line ratio', '', 0.09, (f) => (f > 0.9 ? null : 2.1 + 0.8 * f)],
  ['Fe.white-line-ratio', 'Fe L₃/L₂ white-line ratio', '', 0.12, (f) => (f < 0.1 ? null : 3.2 - 0.2 * f)],
  ['O_K.onset', 'O K onset', 'eV', 0.11, (f) => 531.2 + 0.9 * f],
  ['thickness', 'Relative thickness t/λ', '', 0.004, (f) => 0.62 + 0.07 * f],
];

function profilesOf(shape: Shape, next: () => number): DescriptorProfile[] {
  const fractions = Array.from({ length: shape.nPixels }, (_, p) => phase(shape, p));
  return PROFILES.map(([id, label, unit, std, value]) => {
    const truth = fractions.map(value);
    return {
      ...{ id, label, unit, method: 'made up for display' },
      values: truth.map((v) => (v === null ? null : v + std * gaussian(next))),
      std: truth.map((v) => (v === null ? null : std)),
    };
  });
}

function clustersOf(shape: Shape, counts: Float32Array): ClusterResult {
  const labels = Array.from({ length: shape.nPixels }, (_, p) => {
    const f = phase(shape, p);
    return f < 0.15 ? 0 : f < 0.85 ? 1 : 2;
  });
  const nLeaves = shape.nPixels;
  const merges: [number, number, number, number][] = [];
  const heads: { node: number; size: number }[] = [];
  const join = (a: { node: number; size: number }, b: { node: number; size: number }, height: number) => {
    const size = a.size + b.size;
    merges.push([a.node, b.node, height, size]);
    return { node: nLeaves + merges.length - 1, size };
  };
  // Balanced trees inside each cluster; heights grow with size, so that they never decrease.
  const planned: { height: number; run: () => void }[] = [];
  const build = (leaves: number[]): (() => { node: number; size: number }) => {
    if (leaves.length === 1) return () => ({ node: leaves[0], size: 1 });
    const half = leaves.length >> 1;
    const [left, right] = [build(leaves.slice(0, half)), build(leaves.slice(half))];
    let made: { node: number; size: number } | null = null;
    planned.push({
      height: 0.06 * Math.log2(leaves.length + 1) + 0.004 * (leaves[0] % 7),
      run: () => (made = join(left(), right(), heightOf(leaves))),
    });
    return () => made!;
  };
  const heightOf = (leaves: number[]) => 0.06 * Math.log2(leaves.length + 1) + 0.004 * (leaves[0] % 7);
  const tops = [0, 1, 2]
    .map((k) => labels.flatMap((l, p) => (l === k ? [p] : [])))
    .filter((l) => l.length > 0)
    .map(build);
  planned.sort((a, b) => a.height - b.height).forEach((plan) => plan.run());
  tops.forEach((top) => heads.push(top()));
  if (heads.length === 3) join(join(heads[1], heads[2], 0.95), heads[0], 1.9);
  const nClusters = Math.max(...labels) + 1;
  return {
    ...{
      labels,
      nClusters,
      merges,
      nLeaves,
      leafOfPixel: null,
      cutHeight: 0.75,
      criterion: 'largest mean silhouette width',
      method: 'ward linkage of euclidean distances',
      gaps: [],
      stabilities: [],
      bics: [],
    },
    silhouettes: [2, 3, 4, 5, 6, 7, 8].map((k) => ({
      k,
      width: k === 3 ? 0.71 : 0.68 - 0.07 * Math.abs(k - 3),
    })),
    meanSpectra: Array.from({ length: nClusters }, (_, k) => meanOf(shape, counts, (p) => labels[p] === k)),
  };
}

function decompositionsOf(shape: Shape): Pick<InterpretationResult, 'pca' | 'unmixing'> {
  if (shape.nPixels === 1) return { pca: null, unmixing: null };
  const energies = Array.from(
    { length: shape.nChannels },
    (_, i) => shape.axis.offsetEv + i * shape.axis.scaleEv,
  );
  const f = Array.from({ length: shape.nPixels }, (_, p) => phase(shape, p));
  const ends = [0, 1].map((end) =>
    energies.map((e) => Math.exp(logAOf(end) - R * Math.log(e)) + signalAt(e, end)),
  );
  const areas = ends.map((s) => s.reduce((a, b) => a + b, 0));
  const channelRange = [0, shape.nChannels] as const;
  const singularValues = [1, 0.046, 0.0123, ...Array.from({ length: 9 }, (_, i) => 0.0064 - 0.00022 * i)];
  return {
    pca: {
      ...{ channelRange, singularValues, noiseEdge: 0.0071 },
      explainedShare: singularValues.map((s) => (s * s) / 1.05),
      rank: { noiseEdge: 3, gavishDonoho: 3, elbow: 2, crossValidation: 3, chosen: 3, rule: 'noise-edge' },
      components: [
        ends[0].map((v, i) => v + ends[1][i]),
        ends[1].map((v, i) => v - ends[0][i]),
        energies.map(
          (e) => signalAt(e, 0.5) - 0.5 * (signalAt(e, 0) + signalAt(e, 1)) + 20 * peak(e, 533, 2),
        ),
      ],
      loadings: [f.map(() => 0.5), f.map((v) => v - 0.4), f.map((v) => 4 * v * (1 - v) - 0.1)],
      loadingStd: f.map(() => 0.02),
    },
    unmixing: {
      ...{
        method: 'nmf',
        channelRange,
        rank: 2,
        relativeError: 0.0214,
        iterations: 143,
        converged: true,
        purePixels: null,
        constraints: ['components ≥ 0', 'loadings ≥ 0', 'components of unit sum'],
      },
      components: ends.map((s, k) => s.map((v) => v / areas[k])),
      loadings: [f.map((v) => (1 - v) * areas[0]), f.map((v) => v * areas[1])],
      bootstrap: {
        redraws: 50,
        componentsStd: ends.map((s, k) => s.map((v) => (6 * Math.sqrt(v)) / areas[k])),
        loadingsStd: [f.map(() => 0.015 * areas[0]), f.map(() => 0.02 * areas[1])],
        lostShare: [0, 0],
      },
    },
  };
}

/** The two ends as references, on the background of each position. */
function referenceFitOf(shape: Shape, next: () => number): ReferenceFitResult {
  const { offsetEv, scaleEv } = shape.axis;
  const energyOf = (i: number): number => offsetEv + i * scaleEv;
  const channelRange = [Math.ceil((470 - offsetEv) / scaleEv), shape.nChannels] as const;
  const referenceEv = energyOf(channelRange[0]);
  const f = Array.from({ length: shape.nPixels }, (_, p) => phase(shape, p));
  const names = ['Mn oxide', 'Fe oxide'];
  const profile = (suffix: string, label: string) => (name: string, k: number) => ({
    id: `reference.${name}${suffix}`,
    label: `${name}: ${label}`,
    unit: '',
    method: 'made up for display',
    values: f.map((x) => (k === 0 ? 1 - x : x) + 0.008 * gaussian(next)),
    std: f.map(() => 0.008),
  });
  return {
    source: 'pixels',
    method: 'power law + references, Poisson maximum likelihood, not below 0',
    windowEv: [470, energyOf(shape.nChannels)],
    channelRange,
    references: names.map((name, k) => ({
      name,
      counts: Array.from({ length: shape.nChannels }, (_, i) => signalAt(energyOf(i), k)),
    })),
    coefficients: names.map(profile('', 'coefficient')),
    shares: names.map(profile('.share', 'share of the fitted signal')),
    shifts: [],
    background: {
      referenceEv,
      amplitude: f.map((x) => Math.exp(logAOf(x) - R * Math.log(referenceEv))),
      r: f.map(() => R),
    },
    reducedChiSquare: f.map((x) => 1 + 1.2 * x * (1 - x) + 0.04 * gaussian(next)),
    degreesOfFreedom: shape.nChannels - channelRange[0] - 4,
    noiseScale: 1,
    meanResidual: Array.from({ length: shape.nChannels - channelRange[0] }, () => 0),
    condition: 7.4,
    failedPixels: [],
    unconvergedPixels: [],
  };
}

/** A result with its preprocessed spectra: a line scan over a boundary, a map of it, or one spectrum. */
export function makeFixture(kind: FixtureKind, seed = 7): Fixture {
  const shape = shapeOf(kind);
  const next = random(seed);
  const counts = spectraOf(shape, next);
  const result: InterpretationResult = {
    ...frameOf(kind, shape, counts),
    edges: edgesOf(shape),
    profiles: profilesOf(shape, next),
    ...decompositionsOf(shape),
    referenceFit: kind === 'spectrum' ? null : referenceFitOf(shape, random(seed + 1)),
    descriptors: descriptorsOf(shape, random(seed + 2)),
    clusters: kind === 'spectrum' ? null : clustersOf(shape, counts),
    changePoints:
      kind === 'line'
        ? [
            {
              pixel: 31.5,
              position: 16,
              unit: 'nm',
              std: 0.2,
              strength: 37,
              changes: [],
              what: ['Mn L₃/O K falls from 0.42 to 0.00', 'O K onset rises by 0.9 eV'],
            },
          ]
        : [],
  };
  return { result, counts };
}

/** The JSON that goes into a report's template, with '<' escaped as the command line does it. */
export function fixtureReportJson({ result, counts }: Fixture): string {
  const bytes = new Uint8Array(counts.buffer, counts.byteOffset, counts.byteLength);
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return JSON.stringify({ result, spectra: { base64: btoa(binary) } }).replace(/</g, '\\u003c');
}
