import { describe, expect, it } from 'vitest';
import type {
  DescriptorProfile,
  InterpretationResult,
} from '../../science/interpretation/interpretation-result.js';
import type { DemoTruth } from '../../science/spectra/forward-model-truth.js';
import { SMALL_RESULT } from '../exports/testing/small-result.js';
import { compareWithTruth } from './compare-with-truth.js';
import { farSides, meanAlong } from './side-means.js';

const N = 40;
const fill = <T>(value: T): T[] => Array.from({ length: N }, () => value);

const TRUTH: DemoTruth = {
  seed: 1,
  phases: [],
  rank: { detectable: 4, threshold: 1e-3, singularValues: [] },
  changePoint: { pixel: 20, positionNm: 10, widthNm: 1.5 },
  whiteLineRatios: {
    Mn: Array.from({ length: N }, (_, p) => (p < 22 ? 2.4 : null)),
    Fe: Array.from({ length: N }, (_, p) => (p > 18 ? 3.6 : null)),
  },
  thickness: fill(0.5),
  zeroLossCentresEv: fill(1.25),
  spikes: [
    { pixel: 3, channel: 100, electrons: 900 },
    { pixel: 30, channel: 10, electrons: 900 },
  ],
  edges: [{ id: 'O_K', onsetEv: 532 }],
  background: { logA: [], r: [] },
};

const profile = (id: string, values: readonly (number | null)[]): DescriptorProfile => ({
  id,
  label: id,
  unit: '',
  values,
  std: values.map((v) => (v === null ? null : 0.1)),
  method: 'm',
});

const PERFECT: InterpretationResult = {
  ...SMALL_RESULT,
  scan: { ...SMALL_RESULT.scan, nPixels: N },
  calibration: { ...SMALL_RESULT.calibration, shiftEv: -1.25 },
  zeroLoss: {
    source: 'low-loss',
    centresEv: fill(1.25),
    stdEv: fill(1e-4),
    shiftsEv: fill(-1.25),
    residualRmsEv: 1e-4,
    fwhmEv: 0.9,
  },
  spikes: [{ pixel: 3, channel: 101, before: 1, after: 0 }],
  edges: [
    {
      id: 'O_K',
      element: 'O',
      shell: 'K',
      tableOnsetEv: 532,
      onsetEv: 532.3,
      onsetStdEv: 0.1,
      significance: 90,
      fitWindowEv: null,
      signalWindowEv: null,
      background: null,
      source: 's',
    },
  ],
  profiles: [
    profile('Mn.white-line-ratio', TRUTH.whiteLineRatios.Mn),
    profile('Fe.white-line-ratio', TRUTH.whiteLineRatios.Fe),
    profile('thickness', TRUTH.thickness),
  ],
  pca: {
    channelRange: [0, 3],
    singularValues: [1],
    explainedShare: [1],
    noiseEdge: 0.1,
    rank: { noiseEdge: 4, gavishDonoho: 3, elbow: 4, crossValidation: null, chosen: 4, rule: 'noise-edge' },
    components: [],
    loadings: [],
    loadingStd: [],
  },
  changePoints: [{ pixel: 20, position: 10.1, unit: 'nm', std: 0.2, strength: 9, changes: [], what: [] }],
};

const disagreements = (result: InterpretationResult): string[] =>
  compareWithTruth(result, TRUTH)
    .filter((c) => !c.agrees)
    .map((c) => c.quantity);

describe('compareWithTruth', () => {
  it('agrees with a result that is right', () => expect(disagreements(PERFECT)).toEqual([]));

  it('disagrees with a result that found nothing', () => {
    const n = compareWithTruth(PERFECT, TRUTH).length;
    const nothing = {
      ...PERFECT,
      pca: null,
      zeroLoss: null,
      spikes: [],
      edges: [],
      profiles: [],
      changePoints: [],
    };
    expect(disagreements({ ...nothing, calibration: SMALL_RESULT.calibration })).toHaveLength(n);
  });

  const wrong: readonly (readonly [string, Partial<InterpretationResult>])[] = [
    ['where the structure changes (nm)', { changePoints: [{ ...PERFECT.changePoints[0], position: 12 }] }],
    [
      'Mn L3/L2, left',
      { profiles: [profile('Mn.white-line-ratio', fill(2.9)), ...PERFECT.profiles.slice(1)] },
    ],
    ['thickness t/λ, left', { profiles: [...PERFECT.profiles.slice(0, 2), profile('thickness', fill(0.7))] }],
    ['edges', { edges: [...PERFECT.edges, { ...PERFECT.edges[0], id: 'Sb_M5' }] }],
    ['energy offset corrected (eV)', { calibration: { ...PERFECT.calibration, shiftEv: -1 } }],
    ['zero-loss drift left, rms (eV)', { zeroLoss: { ...PERFECT.zeroLoss!, centresEv: fill(1.26) } }],
    [
      'spikes',
      { spikes: Array.from({ length: 4 }, (_, i) => ({ pixel: 10 + i, channel: 5, before: 1, after: 0 })) },
    ],
  ];
  it.each(wrong)('notices a wrong %s', (quantity, change) => {
    expect(disagreements({ ...PERFECT, ...change })).toContain(quantity);
  });
});

describe('side means', () => {
  it('stays three widths away from the interface', () => {
    const { left, right, between } = farSides(N, TRUTH);
    expect([left.at(-1), right[0], between[0], between.at(-1)]).toEqual([10, 30, 17, 23]);
  });

  it('weights by 1/std², and says nothing where there is nothing', () => {
    expect(meanAlong({ values: [1, 2, null], std: [1, 0.5, null] }, [0, 1, 2])).toEqual({
      value: 9 / 5,
      std: 1 / Math.sqrt(5),
    });
    expect(meanAlong({ values: [1, 2], std: [] }, [0, 1])).toEqual({ value: 1.5, std: null });
    expect(meanAlong({ values: [null], std: [null] }, [0])).toBeNull();
  });
});
