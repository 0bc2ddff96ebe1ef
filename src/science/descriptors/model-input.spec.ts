import { describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { energyAt } from '../spectra/spectrum-image.js';
import { modelInput } from './model-input.js';
import type { ModelInputForm } from './model-manifest.js';
import { drawn, whiteLines } from './testing/made-up-edges.js';

const edge = { element: 'Mn', shell: 'L3', nominalEv: 642 };
const FORM: ModelInputForm = {
  tensor: 'x',
  grid: { startEv: -8, stepEv: 0.25, nChannels: 112 },
  alignment: 'maximum',
  searchEv: 12,
  background: 'none',
  backgroundWindowEv: null,
  normalisation: 'area',
  smoothingEv: 1,
};
const model = (form: Partial<ModelInputForm> = {}) => ({ edge, input: { ...FORM, ...form } });
const axisOf = (scaleEv: number, offsetEv = 590) => ({
  offsetEv,
  scaleEv,
  nChannels: Math.round(110 / scaleEv),
});
const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (v, i) => Math.abs(v - b[i])));

const reference = modelInput(
  { counts: whiteLines(axisOf(0.05), 1000, { l3Ev: 642 }) },
  axisOf(0.05),
  model(),
);

describe('a noiseless spectrum gives the same row', () => {
  it.each([-10, -2.6, 3.1, 10])('when it is %d eV off', (offEv) => {
    const { rows, shiftsEv } = modelInput(
      { counts: whiteLines(axisOf(0.05), 1000, { l3Ev: 642 + offEv }) },
      axisOf(0.05),
      model(),
    );
    // The step under the lines moves the maximum of both alike.
    expect(shiftsEv[0] - reference.shiftsEv[0]).toBeCloseTo(-offEv, 1);
    // Rows reach 5; the rest is the error of the feature, some 0.01 eV.
    expect(worst(rows, reference.rows)).toBeLessThan(0.03);
  });

  it.each([0.025, 0.1, 0.3, 0.5])('at a dispersion of %d eV', (scaleEv) => {
    const { rows } = modelInput(
      { counts: whiteLines(axisOf(scaleEv), 1000, { l3Ev: 642 }) },
      axisOf(scaleEv),
      model(),
    );
    expect(worst(rows, reference.rows)).toBeLessThan(0.25);
  });

  it('whatever the unit of its counts', () => {
    const counts = whiteLines(axisOf(0.05), 1000, { l3Ev: 642 }).map((v) => 1e-6 * v);
    expect(worst(modelInput({ counts }, axisOf(0.05), model()).rows, reference.rows)).toBeLessThan(1e-5);
  });
});

describe('backgrounds come off', () => {
  const axis = axisOf(0.25);
  const net = whiteLines(axis, 1000, { l3Ev: 640 });
  const bare = modelInput({ counts: net }, axis, model()).rows;
  const cases: [ModelInputForm['background'], (e: number) => number][] = [
    ['power-law', (e) => 4e12 * e ** -3.5],
    ['line', (e) => 900 - 3 * (e - 600)],
    ['level', () => 300],
  ];

  it.each(cases)('%s', (background, at) => {
    const counts = net.map((v, i) => v + at(energyAt(axis, i)));
    const { rows, reasons } = modelInput(
      { counts },
      axis,
      model({ background, backgroundWindowEv: [-40, -10] }),
    );
    expect(reasons).toEqual([null]);
    // What the tails of the step leave in the window.
    expect(worst(rows, bare)).toBeLessThan(0.05);
  });

  it('a spectrum that is net already loses nothing to a power law', () => {
    const noisy = drawn(net, 200, createRng(1));
    const { rows, reasons } = modelInput(
      { counts: noisy },
      axis,
      model({ background: 'power-law', backgroundWindowEv: [-40, -10] }),
    );
    expect(reasons).toEqual([null]);
    expect(worst(rows, modelInput({ counts: noisy }, axis, model()).rows)).toBeLessThan(1e-6);
  });
});

it.each([0.1, 0.5])('tells the noise of a row: the scatter of 400 draws (dispersion %d eV)', (scaleEv) => {
  const axis = axisOf(scaleEv);
  const net = whiteLines(axis, 2000, { l3Ev: 642 });
  const background = 4000 * scaleEv;
  const rng = createRng(3);
  const counts = new Float64Array(400 * axis.nChannels);
  const variances = new Float64Array(counts.length);
  for (let i = 0; i < 400; i++) {
    counts.set(drawn(net, background, rng), i * axis.nChannels);
    variances.set(
      net.map((v) => v + background),
      i * axis.nChannels,
    );
  }
  // Without alignment: the scatter of the feature's place is no noise of a channel.
  const fixed = model({ alignment: 'none', grid: { ...FORM.grid, startEv: 634 }, smoothingEv: null });
  const told = modelInput({ counts, variances }, axis, fixed);
  let squares = 0;
  for (let k = 0; k < told.nChannels; k++) {
    const column = Float64Array.from({ length: 400 }, (_, i) => told.rows[i * told.nChannels + k]);
    const mean = column.reduce((a, b) => a + b, 0) / 400;
    squares += column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 399;
  }
  const scatter = Math.sqrt(squares / told.nChannels);
  expect(told.noise[0] / scatter).toBeGreaterThan(0.95);
  expect(told.noise[0] / scatter).toBeLessThan(1.05);
  // From the spectrum alone it is that of the flat parts: the lines have up to 1.5 times as much.
  const alone = modelInput({ counts }, axis, fixed).noise[0];
  expect(alone / scatter).toBeGreaterThan(0.7);
  expect(alone / scatter).toBeLessThan(1.1);
});

describe('says why there is no row', () => {
  const axis = axisOf(0.5);
  const good = whiteLines(axis, 1000, { l3Ev: 642 });
  const reasonOf = (counts: Float64Array, form: Partial<ModelInputForm> = {}, on = axis): string | null => {
    const made = modelInput({ counts }, on, model(form));
    expect(Number.isNaN(made.rows[0])).toBe(made.reasons[0] !== null);
    return made.reasons[0];
  };

  it('of counts that are no numbers', () => {
    expect(reasonOf(good.map((v, i) => (i === 100 ? Number.NaN : v)))).toContain('no numbers');
  });
  it('of a scan that ends too early', () => {
    const short = { ...axis, nChannels: 120 };
    expect(reasonOf(good.slice(0, 120), {}, short)).toContain('covers 589.8–649.8 eV of the 63');
  });
  it('of nothing but noise', () => {
    expect(reasonOf(drawn(new Float64Array(axis.nChannels), 100, createRng(1)))).toContain('no maximum');
  });
  it('of no room for a background', () => {
    const late = axisOf(0.5, 629);
    const counts = whiteLines(late, 1000, { l3Ev: 642 });
    expect(reasonOf(counts, { background: 'line', backgroundWindowEv: [-40, -10] }, late)).toContain(
      'too little in front',
    );
  });
});

it('makes 4096 rows of 1024 channels within a second', () => {
  const axis = { offsetEv: 400, scaleEv: 0.5, nChannels: 1024 };
  const one = whiteLines(axis, 1000, { l3Ev: 642 });
  const counts = new Float32Array(4096 * 1024);
  for (let i = 0; i < 4096; i++) counts.set(one, i * 1024);
  const began = performance.now();
  modelInput({ counts }, axis, model());
  // 0.3 s alone; the machine may be busy.
  expect(performance.now() - began).toBeLessThan(3000);
});
