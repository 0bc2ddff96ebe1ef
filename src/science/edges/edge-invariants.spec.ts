import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPowerLaw, type PowerLawFit } from '../preprocessing/power-law.js';
import { spectrumAt, withCounts, type SpectrumImage } from '../spectra/spectrum-image.js';
import { edgeOnsetProfile } from './edge-onset.js';
import { edgeShiftProfile } from './edge-shift.js';
import { findEdges } from './identify-edges.js';
import { fitReferences } from './reference-fit/fit-references.js';
import { oxygen, syntheticScan, whiteLinePair } from './testing/synthetic-scan.js';
import { whiteLineProfile } from './white-line-profile.js';
import { whiteLineRatio } from './white-lines.js';

/** What must not depend on the unit of counts, on the order of pixels, or on where the axis begins. */

const N = 6;
const SETTINGS = { numRuns: 10, seed: 1 };
const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: N });

const changed = (scan: SpectrumImage, to: readonly number[], c: number): SpectrumImage =>
  withCounts(scan, Float32Array.from(to.flatMap((p) => [...spectrumAt(scan, p)].map((v) => c * v))));
const moved = (scan: SpectrumImage, byEv: number): SpectrumImage => ({
  ...scan,
  energy: { ...scan.energy, offsetEv: scan.energy.offsetEv + byEv },
});
const axis = { nPixels: N, offsetEv: 560, scaleEv: 0.5, nChannels: 400, dose: 20000 };
const scan = syntheticScan((p) => whiteLinePair(640 + 0.1 * p, 651 + 0.1 * p, 0.6, 2 + 0.2 * p), axis);

interface Profile {
  readonly values: ArrayLike<number>;
  readonly std: ArrayLike<number>;
}
type Made = (s: SpectrumImage, fit: PowerLawFit, at: { byEv: number; first: number }) => Profile;
/** Each with the axis `byEv` higher; `first`: where the first pixel has gone. */
const PROFILES: [string, Made, 'moves' | 'stays'][] = [
  ['edgeOnsetProfile', (s, fit, { byEv }) => edgeOnsetProfile(s, fit, { onsetEv: 640 + byEv }), 'moves'],
  [
    'edgeShiftProfile',
    (s, fit, { byEv, first }) =>
      edgeShiftProfile(s, fit, { windowEv: [590 + byEv, 690 + byEv], reference: [first] }),
    'stays',
  ],
  [
    'whiteLineRatio',
    (s, fit, { byEv }) =>
      whiteLineRatio(s, fit, { element: 'Mn', l3OnsetEv: 640 + byEv, l2OnsetEv: 651 + byEv }),
    'stays',
  ],
  [
    'whiteLineProfile',
    (s, fit, { byEv }) =>
      whiteLineProfile(s, fit, { pair: 'L3/L2', maximaEv: [641.5 + byEv, 652.5 + byEv] }).ratio,
    'stays',
  ],
];
const backgroundOf = (s: SpectrumImage, byEv = 0): PowerLawFit => fitPowerLaw(s, [570 + byEv, 632 + byEv]);

describe.each(PROFILES)('%s', (_, profile, kind) => {
  const fit = backgroundOf(scan);
  const base = profile(scan, fit, { byEv: 0, first: 0 });

  it('does not depend on the unit of counts, and keeps to its pixel', () =>
    fc.assert(
      fc.property(factor, order, (c, to) => {
        const made = changed(scan, to, c);
        const madeFit = backgroundOf(made);
        const other = profile(made, madeFit, { byEv: 0, first: to.indexOf(0) });
        // Six pixels tell the noise of gained counts to some ten per cent; electrons (1) are taken at their word.
        const noise = Math.sqrt(madeFit.noiseScale / (c * fit.noiseScale));
        to.forEach((p, i) => {
          // Iterations end, and float32 rounds, at a hundredth of the deviation or well below.
          expect(Math.abs(other.values[i] - base.values[p])).toBeLessThan(0.01 * base.std[p]);
          expect(Math.abs(other.std[i] / base.std[p] / noise - 1)).toBeLessThan(0.02);
        });
      }),
      SETTINGS,
    ));

  it(`${kind} when the axis moves, but for the background's own curvature`, () =>
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 40 }), (halves) => {
        const byEv = halves / 2;
        const made = moved(scan, byEv);
        const other = profile(made, backgroundOf(made, byEv), { byEv, first: 0 });
        for (let p = 0; p < N; p++) {
          const expected = base.values[p] + (kind === 'moves' ? byEv : 0);
          // E^−r with E 20 eV higher is another curve: less than a deviation apart behind 60 eV of window.
          expect(Math.abs(other.values[p] - expected)).toBeLessThan(base.std[p]);
        }
      }),
      SETTINGS,
    ));
});

describe('findEdges', () => {
  const options = { elements: null, maxOffsetEv: 15, minSignificance: 5 };
  const made = syntheticScan(() => [...oxygen(0.2), ...whiteLinePair(640, 651, 0.6)], {
    nPixels: N,
    nChannels: 600,
  });

  it('names the same edges whatever the unit of counts, the order of pixels and the offset of the axis', () => {
    const shift = findEdges(made, options).offset!.shiftEv;
    fc.assert(
      fc.property(factor, order, fc.integer({ min: -8, max: 8 }), (c, to, by) => {
        const found = findEdges(moved(changed(made, to, c), by), options);
        expect(found.edges.map((edge) => edge.id)).toEqual(['O_K', 'Mn_L3', 'Mn_L2']);
        // The grid of shifts is 1 eV, refined to the rises; onsets of the table are good to 1.5 eV.
        expect(Math.abs(found.offset!.shiftEv - shift + by)).toBeLessThan(1.5);
      }),
      { ...SETTINGS, numRuns: 6 },
    );
  });
});

describe('fitReferences', () => {
  it('gives the same when scan and references move along the axis together', () => {
    const [mn, fe] = [whiteLinePair(640, 651, 0.6), whiteLinePair(708, 721, 0.6)];
    const spectrum = (features: typeof mn): Float64Array => {
      const [withEdge, without] = [features, []].map(
        (f) => syntheticScan(() => f, { ...axis, nPixels: 1, seed: null }).counts,
      );
      return Float64Array.from(withEdge, (v, i) => v - without[i]);
    };
    const references = [
      { name: 'Mn', counts: spectrum(mn) },
      { name: 'Fe', counts: spectrum(fe) },
    ];
    // Pixels of references alone: without a background nothing depends on the energy itself.
    const only = withCounts(
      scan,
      Float32Array.from({ length: N * 400 }, (_, at) => {
        const [p, i] = [Math.floor(at / 400), at % 400];
        return Math.round(1 + (p + 1) * references[0].counts[i] + (N - p) * references[1].counts[i]);
      }),
    );
    const fit = (by: number) =>
      fitReferences(moved(only, by), references, { windowEv: [600 + by, 740 + by], background: 'none' });
    const base = fit(0);
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (halves) => {
        const other = fit(halves / 2);
        other.coefficients.forEach((v, k) => expect(v).toBeCloseTo(base.coefficients[k], 9));
      }),
      SETTINGS,
    );
  });
});
