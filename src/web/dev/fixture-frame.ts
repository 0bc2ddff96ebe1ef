import type {
  InterpretationResult,
  Provenance,
  ScanSummary,
  StepRecord,
  StepWarning,
} from '../../science/interpretation/interpretation-result.js';
import type { Recipe } from '../../science/interpretation/recipe.js';
import type { Acquisition } from '../../science/spectra/spectrum-image.js';
import { meanOf, type FixtureKind, type Shape } from './fixture-scan.js';

export function answerOf(kind: FixtureKind): string[] {
  if (kind === 'spectrum') return ['O K, Mn L₃ and Fe L₃ are present; the Mn L₃/L₂ ratio is 2.34 ± 0.09.'];
  return [
    'The structure changes once, at 16.0 ± 0.2 nm, over about 3 nm: a Mn oxide on one side, a Fe oxide on the other.',
    'The Mn L₃/L₂ white-line ratio rises from 2.10 ± 0.02 to 2.76 ± 0.06 towards the boundary.',
    'Three spectral components stand above counting noise; three regions (A, B, C) lie along the line.',
    'Relative thickness t/λ grows from 0.620 ± 0.001 to 0.690 ± 0.001.',
  ];
}

export type Frame = Omit<
  InterpretationResult,
  'edges' | 'profiles' | 'pca' | 'unmixing' | 'clusters' | 'changePoints'
>;

const SHA256 = 'ab5df625bc76dbd4e163bed2dd888df828f90159bb93556525c31821b6541d46';

/** As much of a recipe as the page looks at. */
const RECIPE = {
  schema: 'kaimen.recipe/1',
  name: 'default',
  seed: 1,
  references: { fit: 'none' },
  background: { windowsEv: {} },
  decomposition: { rank: 'noise-edge', maxRank: 12, method: 'nmf', denoise: false },
} as unknown as Recipe;

const ACQUISITION: Acquisition = {
  beamEnergyKev: 200,
  convergenceSemiAngleMrad: 21,
  collectionSemiAngleMrad: 36,
  exposureS: null,
  nFrames: null,
  dwellTimeS: 0.05,
  probeCurrentNa: null,
  microscope: 'Simulated STEM',
  spectrometer: null,
  specimen: 'LaMnO₃ | LaFeO₃',
  operator: null,
  date: '2026-11-22',
};

const STEPS: readonly StepRecord[] = [
  {
    step: 'zero-loss',
    method: 'Poisson-weighted Gaussian about the maximum',
    parameters: { align: 'auto' },
    chosen: { source: 'low-loss' },
  },
  { step: 'spikes', method: 'neighbour prediction', parameters: { thresholdSigma: 7 }, chosen: { found: 1 } },
  {
    step: 'background',
    method: 'power law, Poisson likelihood',
    parameters: {},
    chosen: { windowsEv: { O_K: [470, 522], Mn_L3: [585, 630] } },
  },
];

const WARNINGS: readonly StepWarning[] = [
  {
    code: 'axis-shifted',
    step: 'calibration',
    message:
      'The energy axis of the file was 1.3 eV low; it was moved by the zero loss of the simultaneous low-loss scan.',
  },
];

function provenanceOf(kind: FixtureKind): Provenance {
  const file = { name: `fixture-${kind}.dm4`, sha256: SHA256, format: 'dm4' };
  return {
    inputs: [
      { role: 'core-loss', scanIndex: 0, ...file },
      { role: 'low-loss', scanIndex: 1, ...file },
    ],
    recipe: RECIPE,
    software: { name: 'kaimen', version: '0.1.0' },
    models: [{ id: 'mn-l23-valence@1.0.0', manifestSha256: SHA256 }],
  };
}

function scanOf(kind: FixtureKind, shape: Shape, counts: Float32Array): ScanSummary {
  const { axis, nPixels, nChannels, navigation } = shape;
  const sumOf = (p: number) => counts.subarray(p * nChannels, (p + 1) * nChannels).reduce((a, b) => a + b, 0);
  const pixelSums = Array.from({ length: nPixels }, (_, p) => sumOf(p));
  return {
    title: `Fixture: ${kind} across LaMnO₃ | LaFeO₃`,
    navigation,
    energy: { ...axis, offsetEv: axis.offsetEv - 1.3 },
    nPixels,
    nChannels,
    intensityUnit: 'e-',
    acquisition: ACQUISITION,
    totalCounts: pixelSums.reduce((a, b) => a + b, 0),
    pixelSums,
    meanSpectrum: meanOf(shape, counts, () => true),
  };
}

export function frameOf(kind: FixtureKind, shape: Shape, counts: Float32Array): Frame {
  const perPixel = (value: number) => new Array<number>(shape.nPixels).fill(value);
  return {
    schema: 'kaimen.interpretation/1',
    provenance: provenanceOf(kind),
    scan: scanOf(kind, shape, counts),
    answer: answerOf(kind),
    warnings: WARNINGS,
    steps: STEPS,
    calibration: {
      shiftEv: 1.3,
      stdEv: 0.02,
      source: 'zero-loss',
      byZeroLossEv: 1.3,
      byEdgesEv: null,
      dispersionFactor: 1,
      energy: shape.axis,
    },
    zeroLoss: {
      source: 'low-loss',
      centresEv: perPixel(-1.3),
      stdEv: perPixel(0.0007),
      shiftsEv: perPixel(1.3),
      residualRmsEv: 0.0008,
      fwhmEv: 0.94,
    },
    spikes: [{ pixel: 0, channel: 300, before: 90_000, after: 830 }],
  };
}
