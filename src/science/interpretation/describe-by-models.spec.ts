import { beforeAll, describe, expect, it } from 'vitest';
import { madeUpModel } from '../descriptors/testing/made-up-model.js';
import { whiteLines } from '../descriptors/testing/made-up-edges.js';
import type { ServedModel } from '../descriptors/served-model.js';
import { createRng } from '../numerics/rng.js';
import { energyAt, UNKNOWN_ACQUISITION, type SpectrumImage } from '../spectra/spectrum-image.js';
import { describeByModels } from './describe-by-models.js';
import type { InterpretationRun } from './interpretation-input.js';
import { interpretScan } from './interpret-scan.js';
import { resolveRecipe } from './resolve-recipe.js';

const N = 24;
const AXIS = { offsetEv: 560, scaleEv: 0.5, nChannels: 260 };

/** A line of Mn whose lines change from a ratio of 2.4 to 3.4 in its middle, on a power law; drawn counts. */
function line(): SpectrumImage {
  const rng = createRng(3);
  const counts = new Float32Array(N * AXIS.nChannels);
  for (let p = 0; p < N; p++) {
    const ratio = p < 12 ? 2.4 : 3.4;
    const net = whiteLines(AXIS, 6000, { l3Ev: 641, ratio, splittingEv: 11 });
    net.forEach((v, i) => {
      counts[p * AXIS.nChannels + i] = rng.poisson(v + 2e12 * energyAt(AXIS, i) ** -3.3);
    });
  }
  return {
    title: 'Mn',
    counts,
    nPixels: N,
    nChannels: AXIS.nChannels,
    energy: AXIS,
    navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 2, size: N }],
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: null,
  };
}

const interpreted = (recipe: unknown): InterpretationRun =>
  interpretScan({
    coreLoss: { scan: line(), name: 'a', sha256: null, format: 'dm4', scanIndex: 0, warnings: [] },
    lowLoss: null,
    recipe: resolveRecipe(recipe),
    version: '1',
  });

describe('a network asked about a line', () => {
  let run: InterpretationRun;
  let model: ServedModel;
  beforeAll(() => {
    run = interpreted({});
    model = madeUpModel();
  });

  it('puts its reading, its sentence, its step and its origin into the result', async () => {
    const { result } = await describeByModels(run, [model]);
    const [reading] = result.descriptors!;
    expect(reading.verdicts.filter(({ inside }) => inside).length).toBeGreaterThan(N - 3);
    expect(result.answer.at(-1)).toMatch(
      /^Mean valence falls from 3\.\d+ ± 0\.0\d to 2\.\d+ ± 0\.0\d at 2[34] nm.*a preview\)\.$/,
    );
    expect(result.provenance.models).toEqual([{ id: model.id, manifestSha256: model.manifestSha256 }]);
    expect(result.steps.at(-1)).toMatchObject({ step: 'descriptors', chosen: { positions: N } });
    expect(run.result.descriptors).toBeUndefined();
  });

  it('says where all of it lies outside what it knows', async () => {
    const strict = { ...model, domain: { ...model.domain!, limit: 1e-9 } };
    const { result } = await describeByModels(run, [strict]);
    expect(result.answer.at(-1)).toMatch(/^The network .* abstains on Mn_L3 at all 24 positions: /);
    expect(result.warnings.at(-1)).toMatchObject({ code: 'outside-domain' });
  });

  it('leaves the run alone where its edge is not there; when it was named, that is a warning', async () => {
    const other = {
      ...model,
      manifest: { ...model.manifest, edge: { element: 'Fe', shell: 'L3', nominalEv: 710 } },
    };
    expect(await describeByModels(run, [other])).toBe(run);
    const named = interpreted({ descriptors: { models: ['mn-l23-example'] } });
    const { result } = await describeByModels(named, [other]);
    expect(result.warnings.at(-1)).toMatchObject({ code: 'model-without-edge' });
    expect(result.descriptors).toBeUndefined();
  });

  it('an answer that is no number is a warning, and no reading', async () => {
    const ask: ServedModel['ask'] = async (rows, n) => {
      const tensors = await model.ask(rows, n);
      return { ...tensors, distance: tensors.distance.map(() => Number.NaN) };
    };
    const { result } = await describeByModels(run, [{ ...model, ask }]);
    expect(result.descriptors).toBeUndefined();
    expect(result.warnings.at(-1)).toMatchObject({ step: 'descriptors', code: 'model-answer-invalid' });
  });

  it('fitted references that bear its labels are a second opinion', async () => {
    const reference = (ratio: number, name: string) => {
      const net = whiteLines(AXIS, 6000, { l3Ev: 641, ratio, splittingEv: 11 });
      return {
        name,
        offsetEv: AXIS.offsetEv,
        scaleEv: AXIS.scaleEv,
        counts: Array.from(net, (v) => v + 0.01),
      };
    };
    const spectra = [reference(4, 'made-up Mn2+'), reference(2, 'made-up Mn4+')];
    const fitted = interpreted({
      references: { fit: 'given', spectra, windowEv: null, background: 'power-law' },
    });
    const { result } = await describeByModels(fitted, [model]);
    const opinion = result.descriptors![0].secondOpinions.find(({ method }) => method === 'reference fit')!;
    const mean = (values: readonly (number | null)[]): number =>
      values.reduce<number>((sum, v) => sum + v!, 0) / values.length;
    // Areas of the second line mix in 1/ratio: 1/2.4 lies two thirds of the way from 1/4 to 1/2.
    expect(mean(opinion.values.slice(0, 12))).toBeGreaterThan(mean(opinion.values.slice(12)) + 0.5);
  });
});
