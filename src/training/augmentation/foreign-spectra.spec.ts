import { expect, it } from 'vitest';
import { createRng } from '../../science/numerics/rng.js';
import { drawForeign, stretchedAbout, type ForeignPlan } from './foreign-spectra.js';

const axis = { offsetEv: 600, scaleEv: 0.5, nChannels: 200 };
const peak = Float64Array.from({ length: 200 }, (_, i) => Math.exp(-0.5 * ((i - 90) / 4) ** 2));
const plan: ForeignPlan = {
  axis,
  windowEv: [620, 680],
  featureEv: 645,
  isAbsolute: true,
  nSpectra: 3,
  spectrum: () => peak,
};

it('draws spectra that are numbers, never negative, and not all zero', () => {
  const rng = createRng(1);
  for (let i = 0; i < 300; i++) {
    const { values } = drawForeign(plan, rng);
    expect(values.length).toBe(200);
    expect(values.every((v) => Number.isFinite(v) && v >= 0)).toBe(true);
    expect(Math.max(...values)).toBeGreaterThan(0);
  }
});

it('says of which spectrum those are that were made of one, and makes none of them where it is', () => {
  const rng = createRng(2);
  const drawn = Array.from({ length: 500 }, () => drawForeign(plan, rng));
  const made = drawn.filter(({ of }) => of !== null);
  // Two forms of five: 200 ± 11.
  expect(made.length).toBeGreaterThan(155);
  expect(made.length).toBeLessThan(245);
  const relative = { ...plan, isAbsolute: false };
  const stretched = Array.from({ length: 500 }, () => drawForeign(relative, rng)).filter(
    (d) => d.of !== null,
  );
  // One of four where energies are relative: a spectrum that lies elsewhere is the same spectrum.
  expect(stretched.length).toBeLessThan(165);
  for (const { values } of stretched)
    expect(Math.abs(values.indexOf(Math.max(...values)) - 90)).toBeLessThan(2);
});

it('stretches about a channel: a peak there stays and gets wider by the factor', () => {
  const wide = stretchedAbout(peak, 90, 2);
  expect(wide[90]).toBe(1);
  // Linear between channels: off by an eighth of the curvature, 1/16/8.
  for (const d of [-12, -5, 3, 8]) {
    expect(Math.abs(wide[90 + d] - Math.exp(-0.5 * (d / 8) ** 2))).toBeLessThan(0.01);
  }
});
