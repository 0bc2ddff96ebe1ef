import { describe, expect, it } from 'vitest';
import { fitPowerLaw, subtractPowerLaw } from '../preprocessing/power-law.js';
import { hasBackground } from './background-present.js';
import { binSpectrum } from './binned-spectrum.js';
import { findEdges } from './identify-edges.js';
import { oxygen, syntheticScan, whiteLinePair } from './testing/synthetic-scan.js';

const seen = (scan: ReturnType<typeof syntheticScan>): boolean =>
  hasBackground(binSpectrum(Float64Array.from(scan.counts), scan.energy));

describe('hasBackground', () => {
  it.each([0.02, 0.2, 1, 5])('tells counts as measured from subtracted ones: jump of %d', (height) => {
    for (let seed = 1; seed <= 10; seed++) {
      const scan = syntheticScan(() => [...oxygen(height), ...whiteLinePair(640, 651, height)], {
        seed,
        dose: 200 * seed ** 3,
      });
      expect(seen(scan)).toBe(true);
      if (height >= 0.2 && seed > 3)
        expect(seen(subtractPowerLaw(scan, fitPowerLaw(scan, [440, 520])))).toBe(false);
    }
  });

  it('does not take a spectrum of few counts, or of noise alone, for subtracted', () => {
    for (let seed = 1; seed <= 20; seed++)
      expect(seen(syntheticScan(() => [], { seed, dose: 0.3 * seed }))).toBe(true);
  });

  it('keeps findEdges from naming elements, with a warning', () => {
    const scan = syntheticScan(() => [...oxygen(0.2), ...whiteLinePair(640, 651, 0.6)]);
    const options = { elements: null, maxOffsetEv: 15, minSignificance: 5 };
    expect(findEdges(scan, options).warnings).toEqual([]);
    const found = findEdges(subtractPowerLaw(scan, fitPowerLaw(scan, [440, 520])), options);
    expect(found.edges).toEqual([]);
    expect(found.warnings[0].code).toBe('background-subtracted');
  });
});
