import { describe, expect, it } from 'vitest';
import { UNKNOWN_ACQUISITION } from '../spectra/spectrum-image.js';
import { answerInWords } from './answer.js';
import type { ChangePoint, DescriptorProfile } from './interpretation-result.js';

const energy = { offsetEv: 400, scaleEv: 0.25, nChannels: 2048 };
const axis = (name: string, size: number) => ({ name, unit: 'nm', offset: 0, scale: 0.5, size });

const calibration = {
  shiftEv: 0,
  stdEv: null,
  source: 'none',
  byZeroLossEv: null,
  byEdgesEv: null,
  dispersionFactor: 1,
  energy,
} as const;

const parts = (
  navigation: ReturnType<typeof axis>[],
  rest: object = {},
): Parameters<typeof answerInWords>[0] => ({
  scan: {
    title: '',
    navigation,
    energy,
    nPixels: navigation.reduce((n, a) => n * a.size, 1),
    nChannels: 2048,
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    totalCounts: 1,
    pixelSums: [],
    meanSpectrum: [],
  },
  edges: [],
  changePoints: [],
  pca: null,
  clusters: null,
  calibration,
  profiles: [],
  ...rest,
});

const change = (from: number, to: number, id = 'Mn.white-line-ratio') => ({
  id,
  label: 'Mn L3/L2',
  unit: '',
  from,
  fromStd: 0.1,
  to,
  toStd: 0.1,
  significance: 9,
});

const point = (position: number, changes: ReturnType<typeof change>[]): ChangePoint => ({
  pixel: 2 * position,
  position,
  unit: 'nm',
  std: 0.5,
  strength: 5,
  changes,
  what: [],
});

describe('answerInWords', () => {
  it('says where a line changes, and what', () => {
    const [first] = answerInWords(parts([axis('x', 40)], { changePoints: [point(8, [change(3, 2)])] }));
    expect(first).toBe('The spectra change at 8.0 ± 0.5 nm: Mn L3/L2 falls from 3.00 ± 0.10 to 2.00 ± 0.10.');
  });

  it('tells of two changes that undo each other as one stretch, and of two that do not as two', () => {
    const there = point(8, [change(3, 2)]);
    const back = answerInWords(
      parts([axis('x', 40)], { changePoints: [there, point(12, [change(2, 2.9)])] }),
    );
    expect(back[0]).toBe(
      'Between 8.0 ± 0.5 and 12.0 ± 0.5 nm the spectra differ from both sides: Mn L3/L2 is 2.00 ± 0.10, outside 3.00 ± 0.10.',
    );
    const on = answerInWords(parts([axis('x', 40)], { changePoints: [there, point(12, [change(2, 1)])] }));
    expect(on.filter((sentence) => sentence.startsWith('The spectra change'))).toHaveLength(2);
  });

  it('says that nothing changes', () => {
    expect(answerInWords(parts([axis('x', 40)]))[0]).toBe('Nothing changes along the line beyond noise.');
  });

  it('says how the groups of a map differ', () => {
    const ratio: DescriptorProfile = {
      id: 'Mn.white-line-ratio',
      label: 'Mn L3/L2',
      unit: '',
      values: [3, 3, 3, 3, 2, 2],
      std: new Array<number>(6).fill(0.1),
      method: '',
    };
    const clusters = { labels: [0, 0, 0, 0, 1, 1], nClusters: 2 };
    const sentences = answerInWords(parts([axis('y', 2), axis('x', 3)], { profiles: [ratio], clusters }));
    expect(sentences[0]).toBe(
      'Group A (67 %) and group B (33 %) differ: Mn L3/L2 3.00 ± 0.05 against 2.00 ± 0.07.',
    );
  });

  it('says what zero loss and what the edges moved the axis by', () => {
    const moved = {
      ...calibration,
      shiftEv: 7.1,
      stdEv: 1.4,
      source: 'edges',
      byZeroLossEv: -3.2,
      byEdgesEv: 10.3,
      dispersionFactor: 1.02,
    };
    expect(answerInWords(parts([], { calibration: moved })).at(-1)).toBe(
      'The energy axis was moved by 7.1 ± 1.4 eV: −3.2 eV by the zero-loss peak and 10.3 eV more by the edges found. Its dispersion was changed by 2 %.',
    );
  });
});
