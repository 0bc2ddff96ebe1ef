import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { align, onsetOf } from './align-curves.js';
import { cropped, sampled, type EnergyCurve } from './energy-curve.js';
import { comparedSpectra, rankReferences, VOTES } from './rank-references.js';

interface Made {
  readonly scaleEv?: number;
  readonly shiftEv?: number;
  readonly from?: number;
  readonly to?: number;
}

/** A made-up edge: arctangent at 530 eV with peaks that tell `kind` from others. */
function edge(kind: number, { scaleEv = 0.25, shiftEv = 0, from = 515, to = 570 }: Made = {}): EnergyCurve {
  const nChannels = Math.round((to - from) / scaleEv) + 1;
  const peak = (e: number, at: number, width: number): number => Math.exp(-0.5 * ((e - at) / width) ** 2);
  const values = Float64Array.from({ length: nChannels }, (_, i) => {
    const e = from + i * scaleEv - shiftEv;
    const rise = 0.5 + Math.atan((e - 530) / 0.5) / Math.PI;
    return rise * (1 + 1.5 * peak(e, 532 + 0.8 * kind, 1) + peak(e, 541 + kind, 2 + 0.4 * kind));
  });
  return { energy: { offsetEv: from, scaleEv, nChannels }, values };
}
const library = [0, 1, 2, 3].map((kind) => ({
  id: kind,
  curve: edge(kind, { scaleEv: 0.3, from: 512, to: 580 }),
}));

describe('rankReferences', () => {
  it('has 33 votes', () => {
    expect(VOTES.length).toBe(33);
    expect(new Set(VOTES.map((v) => v.name)).size).toBe(33);
  });

  it.each([0, 1, 2, 3])('puts kind %i first, on another axis, shifted, scaled, lifted and noisy', (kind) => {
    const rng = createRng(kind);
    const made = edge(kind, { shiftEv: 3.3 });
    const query = { ...made, values: made.values.map((v) => 500 + 1e4 * (v + 0.01 * rng.normal())) };
    const { matches, margin, nVotes } = rankReferences(query, library);
    expect(matches[0]).toMatchObject({ id: kind, rank: 1, shiftAtLimit: false });
    // 1 % noise on 0.25-eV channels: a tenth of an eV is ample.
    expect(Math.abs(matches[0].shiftEv - 3.3)).toBeLessThan(0.1);
    expect(matches[0].firstVotes).toBeGreaterThan(nVotes / 2);
    expect(margin).toBeGreaterThan(0.05);
    expect(matches[0].rangeEv[0]).toBeGreaterThanOrEqual(515);
    expect(matches[0].shareOfQuery).toBeGreaterThan(0.95);
    expect(matches.reduce((sum, m) => sum + m.probability, 0)).toBeCloseTo(1, 12);
  });

  it('does not depend on scale, offset, shift or the order of references', () => {
    const arbitrary = fc.record({
      kind: fc.integer({ min: 0, max: 3 }),
      scale: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      lift: fc.double({ min: -10, max: 10, noNaN: true }),
      shiftEv: fc.double({ min: -5, max: 5, noNaN: true }),
    });
    fc.assert(
      fc.property(arbitrary, ({ kind, scale, lift, shiftEv }) => {
        const plain = edge(kind);
        const moved = { ...plain.energy, offsetEv: plain.energy.offsetEv + shiftEv };
        const other = { energy: moved, values: plain.values.map((v) => scale * (v + lift)) };
        const one = rankReferences(plain, library);
        const two = rankReferences(other, [...library].reverse());
        expect(two.matches.map((m) => m.id)).toEqual(one.matches.map((m) => m.id));
        expect(two.matches[0].id).toBe(kind);
        expect(Math.abs(two.matches[0].shiftEv - shiftEv)).toBeLessThan(0.05);
      }),
      { numRuns: 8 },
    );
  });

  it('finds itself with all votes, and says so', () => {
    const { matches } = rankReferences(library[2].curve, library);
    expect(matches[0]).toMatchObject({ id: 2, firstVotes: 33, bordaShare: 1, shareOfReference: 1 });
    expect(matches[0].scores.cosine).toBeCloseTo(1, 10);
    expect(Math.abs(matches[0].shiftEv)).toBeLessThan(1e-9);
  });

  it('leaves out what has too little in common, with the reason', () => {
    const far = { id: 9, curve: edge(0, { from: 515 + 300, to: 570 + 300, shiftEv: 300 }) };
    const bad = { id: 8, curve: { ...edge(0), values: edge(0).values.map(() => NaN) } };
    const { matches, excluded, margin } = rankReferences(edge(1), [library[1], far, bad]);
    expect(matches.map((m) => m.id)).toEqual([1]);
    expect(matches[0]).toMatchObject({ bordaShare: null, probability: 1 });
    expect(margin).toBeNull();
    expect(excluded.map((e) => e.id)).toEqual([9, 8]);
    expect(excluded[0].reason).toMatch(/in common/);
  });

  it('refuses a query that is none, and settings out of range', () => {
    const bad = { ...edge(0), values: edge(0).values.map(() => NaN) };
    expect(() => rankReferences(bad, library)).toThrow(/number in each channel/);
    expect(() => rankReferences(edge(0), library, { alpha: -1 })).toThrow(/out of range/);
  });
});

describe('align', () => {
  const options = { maxShiftEv: 8, minOverlapShare: 0.6 };
  it.each(['cross-correlation', 'onset'] as const)('finds a known shift by %s', (method) => {
    const reference = edge(1, { scaleEv: 0.4, from: 510, to: 585 });
    const found = align(edge(1, { shiftEv: 2.7 }), reference, { ...options, method })!;
    // By onset: the grids of the two have steps of 0.28 and 0.38 eV.
    expect(Math.abs(found.shiftEv - 2.7)).toBeLessThan(method === 'onset' ? 0.5 : 0.02);
  });

  it('says when the shift ends at its limit, and gives none by onset beyond it', () => {
    const far = edge(1, { shiftEv: 12 });
    expect(align(far, edge(1), { ...options, method: 'cross-correlation' })!.atLimit).toBe(true);
    expect(align(far, edge(1), { ...options, method: 'onset' })).toBeNull();
    expect(onsetOf(edge(1))).toBeCloseTo(529.5, 0);
  });
});

describe('sampled', () => {
  it('keeps a straight line and the integral', () => {
    const line = {
      energy: { offsetEv: 10, scaleEv: 0.7, nChannels: 31 },
      values: Float64Array.from({ length: 31 }, (_, i) => 2 * i),
    };
    sampled(line, [11, 29], 9).forEach((v, i) => expect(v).toBeCloseTo((2 * (1 + 2 * i + 1)) / 0.7, 10));
    const curve = edge(2);
    const [fine, coarse] = [400, 20].map((n) => sampled(curve, [520, 560], n));
    const mean = (v: Float64Array): number => v.reduce((a, b) => a + b, 0) / v.length;
    expect(mean(coarse)).toBeCloseTo(mean(fine), 12);
  });

  it('shows what the votes see: a reference that was moved lies on its query again', () => {
    const query = edge(0);
    const moved = { ...query, energy: { ...query.energy, offsetEv: query.energy.offsetEv + 3 } };
    const shown = comparedSpectra(query, moved, { rangeEv: [515, 560], shiftEv: -3 });
    expect(shown.query).toHaveLength(200);
    // The same channels in another frame: floating point alone.
    shown.query.forEach((v, i) => expect(shown.reference[i]).toBeCloseTo(v, 9));
    expect(Math.min(...shown.query)).toBe(0);
  });

  it('crops to channels within a range', () => {
    const { energy, values } = cropped(edge(0), [520, 530]);
    expect([energy.offsetEv, energy.nChannels, values.length]).toEqual([520, 41, 41]);
    expect(() => cropped(edge(0), [600, 700])).toThrow(/Fewer than 3/);
  });
});
