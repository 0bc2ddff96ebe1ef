import { describe, expect, it } from 'vitest';
import type { DescriptorReading, ScalarEstimate } from '../descriptors/descriptor-result.js';
import type { NavigationAxis } from '../spectra/spectrum-image.js';
import { descriptorSentences } from './descriptor-answer.js';
import type { ScanSummary } from './interpretation-result.js';

const reading = (
  values: readonly (number | null)[],
  more: Partial<DescriptorReading> = {},
): DescriptorReading => {
  const known = (add: number) => values.map((v) => (v === null ? null : v + add));
  const valence: ScalarEstimate = {
    kind: 'scalar',
    id: 'mn.valence',
    label: 'mean Mn valence',
    unit: '',
    values,
    std: known(0).map((v) => (v === null ? null : 0.001)),
    // 0.1645 is 1.645 standard deviations of 0.1.
    low: known(-0.1645),
    high: known(0.1645),
    level: 0.9,
  };
  return {
    modelId: 'mn@1.0.0',
    title: 'Mn',
    status: 'released',
    edgeId: 'Mn_L3',
    estimates: [valence],
    verdicts: values.map((v) =>
      v === null
        ? { inside: false, score: null, limit: 1, reason: 'no maximum' }
        : { inside: true, score: 0.5, limit: 1, reason: null },
    ),
    shiftsEv: values.map(() => 0),
    nearest: values.map(() => []),
    attention: null,
    secondOpinions: [],
    manifestSha256: '',
    ...more,
  };
};

const scan = (...sizes: readonly number[]): { scan: ScanSummary } => {
  const navigation = sizes.map((size): NavigationAxis => ({
    name: 'x',
    unit: 'nm',
    offset: 0,
    scale: 2,
    size,
  }));
  return { scan: { navigation } as unknown as ScanSummary };
};

/** 30 values about a height, with scatter of 0.02 that is the same again each time. */
const about = (height: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => height + 0.02 * Math.sin(7 * i * i));

describe('what a network found, in words', () => {
  it('a step, with the doubt that held-out spectra showed, not that of its members', () => {
    const line = reading([...about(3.3, 15), ...about(2.7, 15)]);
    expect(descriptorSentences(line, scan(30))).toEqual([
      'Mean Mn valence falls from 3.30 ± 0.10 to 2.70 ± 0.10 at 29 nm.',
    ]);
  });

  it('a stretch between others, and where it abstains', () => {
    const line = reading([null, ...about(3.3, 10), ...about(2.7, 8), ...about(3.3, 10), null]);
    expect(descriptorSentences(line, scan(30))[0]).toBe(
      'Mean Mn valence is 3.30 ± 0.10 and falls to 2.70 ± 0.10 between 22 and 36 nm; outside what the network knows at 2 of 30 positions.',
    );
  });

  it('nothing where nothing changes; the spread of a map; a single spectrum', () => {
    // The median of the scatter is 3.307.
    expect(descriptorSentences(reading(about(3.3, 30)), scan(30))[0]).toBe(
      'Mean Mn valence is 3.31 ± 0.10 along the line.',
    );
    const map = reading(Array.from({ length: 101 }, (_, i) => 3 + i / 100));
    expect(descriptorSentences(map, scan(1, 101))[0]).toContain(
      '3.50 ± 0.10 (median; the middle nine tenths lie from 3.05 to 3.95)',
    );
    expect(descriptorSentences(reading([3.3], { status: 'preview' }), scan())[0]).toBe(
      'Mean Mn valence is 3.30 ± 0.10 (mn@1.0.0, a preview).',
    );
  });

  it('that it knows few of the positions, before what it says of them', () => {
    const few = reading([null, null, null, 3.3, null], { status: 'preview' });
    expect(descriptorSentences(few, scan(5))).toEqual([
      'At 1 of 5 positions, the only ones the network mn@1.0.0 (a preview) knows: mean Mn valence is 3.30 ± 0.10.',
    ]);
  });

  it('that it abstains throughout, with the reason; and who disagrees', () => {
    expect(descriptorSentences(reading([null, null]), scan(2))).toEqual([
      'The network mn@1.0.0 abstains on Mn_L3 at all 2 positions: no maximum.',
    ]);
    const opinion = {
      descriptorId: 'mn.valence',
      method: 'white-line ratio',
      values: about(2.5, 10),
      std: about(0.1, 10),
      disagrees: [0, 1, 2],
      note: '',
    };
    expect(descriptorSentences(reading(about(3.3, 10), { secondOpinions: [opinion] }), scan(10))[1]).toBe(
      'The white-line ratio disagrees with the network at 3 of 10 positions.',
    );
  });
});
