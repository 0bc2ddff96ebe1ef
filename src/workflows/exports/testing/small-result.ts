import type { InterpretationResult } from '../../../science/interpretation/interpretation-result.js';
import { DEFAULT_RECIPE } from '../../../science/interpretation/recipe.js';
import { UNKNOWN_ACQUISITION } from '../../../science/spectra/spectrum-image.js';

/** A result of 2 × 2 pixels and 3 channels with hostile names and unknown values in it. */
export const SMALL_RESULT: InterpretationResult = {
  schema: 'kaimen.interpretation/1',
  provenance: {
    inputs: [{ role: 'core-loss', name: 'a\r\n=1+1.dm4', sha256: 'ab12', format: 'dm4', scanIndex: 0 }],
    recipe: DEFAULT_RECIPE,
    software: { name: 'kaimen', version: '0.0.0' },
  },
  scan: {
    title: '</script><b>',
    navigation: [
      { name: 'y', unit: 'nm', offset: 0, scale: 2, size: 2 },
      { name: '=x', unit: 'nm', offset: 1, scale: 0.5, size: 2 },
    ],
    energy: { offsetEv: 100, scaleEv: 1, nChannels: 3 },
    nPixels: 4,
    nChannels: 3,
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    totalCounts: 78,
    pixelSums: [6, 15, 24, 33],
    meanSpectrum: [5.5, 6.5, 7.5],
  },
  answer: ['Nothing changes.'],
  warnings: [],
  steps: [],
  calibration: {
    shiftEv: -0.5,
    stdEv: 0.01,
    source: 'zero-loss',
    byZeroLossEv: -0.5,
    byEdgesEv: null,
    dispersionFactor: 1,
    energy: { offsetEv: 99.5, scaleEv: 1, nChannels: 3 },
  },
  zeroLoss: null,
  spikes: [],
  edges: [],
  profiles: [
    {
      id: 'O_K.net',
      label: 'O-K net',
      unit: 'e-',
      values: [-1.5, 2, null, 4],
      std: [0.5, 0.5, null, null],
      method: 'm',
    },
  ],
  pca: null,
  unmixing: {
    method: 'nmf',
    channelRange: [1, 3],
    rank: 1,
    components: [[0.25, 0.75]],
    loadings: [[1, 2, 3, 4]],
    bootstrap: null,
    purePixels: null,
    relativeError: 0.1,
    iterations: 3,
    converged: true,
    constraints: ['non-negative'],
  },
  clusters: null,
  changePoints: [],
};
