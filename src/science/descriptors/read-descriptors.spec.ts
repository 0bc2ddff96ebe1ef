import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import type { ClassesEstimate, DescriptorReading, ScalarEstimate } from './descriptor-result.js';
import { NO_DOMAIN } from './ask-model.js';
import { lineRatio } from './line-ratio-opinion.js';
import { modelInput } from './model-input.js';
import { readDescriptors } from './read-descriptors.js';
import type { ServedModel } from './served-model.js';
import { drawn, whiteLines } from './testing/made-up-edges.js';
import { madeUpModel, SEPARATION_EV, valenceOf } from './testing/made-up-model.js';

const AXIS = { offsetEv: 590, scaleEv: 0.4, nChannels: 300 };
const RATIOS = [3.6, 3.6, 3.2, 2.8, 2.4, 2.4];
const BACKGROUND = 2000;

/** Six edges, one of another element (lines 25 eV apart), one of nothing, one with a hole; all 6 eV off. */
function spectra(): { counts: Float64Array; variances: Float64Array } {
  const rng = createRng(2);
  const edges = RATIOS.map((ratio) =>
    whiteLines(AXIS, 40_000, { l3Ev: 636, ratio, splittingEv: SEPARATION_EV }),
  );
  edges.push(whiteLines(AXIS, 40_000, { l3Ev: 636, ratio: 1.2, splittingEv: 18 }));
  edges.push(new Float64Array(AXIS.nChannels));
  const noisy = edges.map((edge) => drawn(edge, BACKGROUND, rng));
  noisy.push(noisy[0].map((v, i) => (i === 100 ? Number.NaN : v)));
  const variances = [...edges, edges[0]].flatMap((edge) => Array.from(edge, (v) => v + BACKGROUND));
  return { counts: Float64Array.from(noisy.flatMap((s) => [...s])), variances: Float64Array.from(variances) };
}

const scalarOf = ({ estimates }: DescriptorReading, id: string): ScalarEstimate =>
  estimates.find((one): one is ScalarEstimate => one.kind === 'scalar' && one.id === id)!;

describe('a network that knows the ratio of two lines', () => {
  let model: ServedModel;
  let reading: DescriptorReading;
  beforeAll(async () => {
    model = madeUpModel();
    reading = await readDescriptors(model, spectra(), AXIS);
  });

  it('tells values with a calibrated interval and standard deviation, 6 eV off and at another dispersion', () => {
    const valence = scalarOf(reading, 'mn-l23-example.valence');
    RATIOS.forEach((ratio, i) => {
      // The formula takes the continuum for two steps, of which there is one: up to 0.45 off.
      expect(Math.abs(valence.values[i]! - valenceOf(ratio))).toBeLessThan(0.5);
      // Members −0.1, 0, +0.1; the manifest's factor is 1.6.
      const half = valence.high[i]! - valence.values[i]!;
      expect(half).toBeCloseTo(1.6 * 0.1 * Math.sqrt(2 / 3), 2);
      expect(valence.std[i]).toBeCloseTo(half / 1.6449, 4);
    });
    expect(valence.level).toBe(0.9);
    reading.shiftsEv.slice(0, 6).forEach((shift) => expect(shift).toBeCloseTo(6, 0));
  });

  it('tells each share, within 0 and 1, and classes with the set that holds the truth', () => {
    const shares = ['Mn2+', 'Mn3+', 'Mn4+'].map((l) =>
      scalarOf(reading, `mn-l23-example.valence-fractions.${l}`),
    );
    RATIOS.forEach((_, i) => {
      expect(shares.reduce((sum, { values }) => sum + values[i]!, 0)).toBeCloseTo(1, 5);
      for (const { low, high } of shares) expect(low[i]! >= 0 && high[i]! <= 1).toBe(true);
    });
    const classes = reading.estimates.find((one): one is ClassesEstimate => one.kind === 'classes')!;
    expect(classes.sets.slice(0, 6)).toEqual([['4'], ['4'], ['4', '6'], expect.anything(), ['6'], ['6']]);
  });

  it('abstains on what it does not know, and says why: nothing of it has a value', () => {
    const reasons = reading.verdicts.map(({ inside, reason }) => (inside ? null : reason));
    expect(reasons.slice(0, 6)).toEqual([null, null, null, null, null, null]);
    expect(reasons[6]).toMatch(/unlike the training spectra|as no training spectrum does/);
    expect(reasons[7]).toContain('no maximum stands out of the noise');
    expect(reasons[8]).toContain('no numbers');
    expect(reading.verdicts[7].score).toBeNull();
    for (const one of reading.estimates) {
      const rows = one.kind === 'classes' ? one.sets : one.values;
      expect(rows.slice(6)).toEqual([null, null, null]);
    }
  });

  it('names the nearest training spectra, and what is known of them', () => {
    expect(reading.nearest[0][0]).toMatchObject({ name: 'ratio 3.5', known: { valence: 2.5 } });
    expect(reading.nearest[0]).toHaveLength(3);
    expect(reading.nearest[8]).toEqual([]);
  });

  it('rests on its two lines, on the axis of the scan', () => {
    const { of, energiesEv, weights } = reading.attention!;
    expect(of).toBe('mn-l23-example.valence');
    const most = energiesEv.filter((_, i) => weights[i] > 0.5);
    // Lines at 636 and 647 eV, and the level behind both; nothing hangs on what lies before.
    expect(Math.min(...most)).toBeGreaterThan(632);
    energiesEv.forEach((e, i) => expect(e > 630 || weights[i] < 0.2).toBe(true));
  });

  it('has the white-line ratio beside it, which here says the same', () => {
    const [opinion] = reading.secondOpinions;
    expect(opinion).toMatchObject({ descriptorId: 'mn-l23-example.valence', disagrees: [] });
    RATIOS.forEach((ratio, i) => expect(Math.abs(opinion.values[i]! - valenceOf(ratio))).toBeLessThan(0.5));
  });

  it('is JSON without holes, and the same again', async () => {
    expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
    expect(await readDescriptors(model, spectra(), AXIS)).toEqual(reading);
  });

  it('without a domain it answers, and says that nobody checked', async () => {
    const blind = await readDescriptors({ ...model, domain: null, references: null }, spectra(), AXIS);
    expect(blind.verdicts[0]).toEqual({ inside: true, score: null, limit: 0, reason: NO_DOMAIN });
    expect(scalarOf(blind, 'mn-l23-example.valence').values[6]).not.toBeNull();
    expect(blind.attention).toBeNull();
  });

  it('a second opinion that differs is flagged', async () => {
    const known = model.references!.known.map((facts) => ({ valence: 6 - (facts.valence as number) }));
    const contrary = { ...model, references: { ...model.references!, known } };
    const [opinion] = (await readDescriptors(contrary, spectra(), AXIS)).secondOpinions;
    // What the network calls 2.4 has these references at 3.6.
    expect(opinion.disagrees).toEqual(expect.arrayContaining([0, 1, 4, 5]));
  });
});

it('a line ratio is the ratio of areas, and its noise the scatter of draws', () => {
  const { input } = madeUpModel().manifest;
  const axis = { offsetEv: 600, scaleEv: 0.25, nChannels: 400 };
  const edge = { element: 'Mn', shell: 'L3', nominalEv: 642 };
  const net = whiteLines(axis, 3000, {
    l3Ev: 642,
    ratio: 2.5,
    splittingEv: SEPARATION_EV,
    continuum: 0.005,
  });
  const told = (counts: Float64Array, variances: Float64Array) => {
    const made = modelInput({ counts, variances }, axis, { edge, input });
    return lineRatio(made.rows, made.noise[0], input.grid, SEPARATION_EV)!;
  };
  // A smoothed step under the lines is not quite two steps: 3 %.
  const clean = told(net, new Float64Array(400));
  expect(clean.ratio / 2.5).toBeGreaterThan(0.97);
  expect(clean.ratio / 2.5).toBeLessThan(1.03);
  const rng = createRng(6);
  const variances = net.map((v) => v + 500);
  const ratios = Array.from({ length: 200 }, () => told(drawn(net, 500, rng), variances));
  const mean = ratios.reduce((sum, { ratio }) => sum + ratio, 0) / 200;
  const scatter = Math.sqrt(ratios.reduce((sum, { ratio }) => sum + (ratio - mean) ** 2, 0) / 199);
  // Neighbouring channels of a smoothed row share noise: the std told of independent ones is too small, within a factor of 2.5.
  expect(scatter / ratios[0].std).toBeGreaterThan(0.6);
  expect(scatter / ratios[0].std).toBeLessThan(2.5);
});
