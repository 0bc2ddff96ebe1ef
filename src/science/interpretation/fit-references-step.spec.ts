import { beforeAll, describe, expect, it } from 'vitest';
import { makeDemoScan } from '../spectra/forward-model.js';
import { modelSpectrum } from '../spectra/model-spectrum.js';
import { spectrumAt } from '../spectra/spectrum-image.js';
import { fitReferencesStep } from './fit-references-step.js';
import { interpretScan } from './interpret-scan.js';
import { RunRecord, type InterpretationRun } from './interpretation-input.js';
import { quantifyEdges, type EdgeFindings } from './quantify-edges.js';
import type { ReferenceFitResult } from './interpretation-result.js';
import type { ReferencesRecipe } from './references-recipe.js';
import { resolveRecipe } from './resolve-recipe.js';

const N = 40;
/** Two phases only (no third one between), mixed over the middle third of the line. */
const demo = makeDemoScan(11, {
  nPixels: N,
  nChannels: 1024,
  scaleEv: 0.5,
  interfacePixel: N / 2 - 0.4,
  interfaceSigmaPixels: 3,
  interfacePhaseSigmaPixels: 0.01,
  nSpikes: 0,
  dose: 0.25,
});
/** Of 12 positions each: the noise of the references is in no error. */
const ENDS = [
  { name: 'left', from: 0, to: 12 },
  { name: 'right', from: N - 12, to: N },
];

function interpret(): InterpretationRun {
  const input = { name: 'demo', sha256: null, format: 'dm4', scanIndex: 0, warnings: [] };
  return interpretScan({
    coreLoss: { ...input, scan: demo.coreLoss },
    lowLoss: { ...input, scan: demo.lowLoss },
    recipe: resolveRecipe({ references: { fit: 'pixels', pixels: ENDS, nonNegative: false } }),
    version: '1.2.3',
  });
}

describe('references from either end of a demo scan', () => {
  let found: InterpretationRun;
  let edges: EdgeFindings;
  beforeAll(() => {
    found = interpret();
    edges = quantifyEdges(
      found.preprocessed,
      found.result.calibration,
      found.result.provenance.recipe,
      new RunRecord(),
    );
  });
  /** The step alone, with other references. */
  function step(references: Partial<ReferencesRecipe>): [ReferenceFitResult | null, RunRecord] {
    const { clusters, unmixing } = found.result;
    const record = new RunRecord();
    const recipe = resolveRecipe({ references }).references;
    return [fitReferencesStep({ ...edges, clusters, unmixing }, recipe, record), record];
  }

  // Without noise 0.023 is left, plural scattering that grows along the wedge; the errors are 0.015.
  it('give coefficients that follow the weights put in, within their errors', () => {
    const pulls = found.result.referenceFit!.coefficients.flatMap(({ values, std }, k) =>
      values.map((value, pixel) => (value! - demo.truth.phases[k].weights[pixel]) / std[pixel]!),
    );
    const rms = Math.hypot(...pulls) / Math.sqrt(pulls.length);
    expect(rms).toBeGreaterThan(0.6);
    expect(rms).toBeLessThan(1.4);
    expect(Math.max(...pulls.map(Math.abs))).toBeLessThan(4);
  });

  it('give shares that add up to 1 and a fit of about its noise', () => {
    const { shares, reducedChiSquare, failedPixels } = found.result.referenceFit!;
    for (let pixel = 0; pixel < N; pixel++) {
      expect(shares[0].values[pixel]! + shares[1].values[pixel]!).toBeCloseTo(1, 12);
      expect(shares[0].std[pixel]!).toBeCloseTo(shares[1].std[pixel]!, 12);
      // Alignment averages neighbouring channels: χ² is below 1 where the shift was half a channel.
      expect(reducedChiSquare[pixel]!).toBeGreaterThan(0.3);
      expect(reducedChiSquare[pixel]!).toBeLessThan(1.3);
    }
    expect(failedPixels).toEqual([]);
  });

  it('hold what a page needs to draw the fit of any pixel', () => {
    const { referenceFit, calibration } = JSON.parse(JSON.stringify(found.result)) as typeof found.result;
    const [first, end] = referenceFit!.channelRange;
    const mean = new Float64Array(end - first);
    const { referenceEv, amplitude, r } = referenceFit!.background!;
    for (let pixel = 0; pixel < N; pixel++) {
      const background = { referenceEv, amplitude: amplitude[pixel]!, r: r[pixel]! };
      const terms = referenceFit!.references.map(({ counts }, k) => ({
        ...{ counts, shiftEv: 0 },
        coefficient: referenceFit!.coefficients[k].values[pixel]!,
      }));
      const { fit } = modelSpectrum({ background, terms }, calibration.energy, [first, end]);
      const counts = spectrumAt(found.preprocessed, pixel).subarray(first, end);
      fit.forEach((value, i) => (mean[i] += (counts[i] - value) / N));
    }
    // Counts of some 1000 a channel: rounding of sums in another order.
    const misses = mean.map((value, i) => Math.abs(value - referenceFit!.meanResidual[i]));
    expect(Math.max(...misses)).toBeLessThan(1e-9);
  });

  it('are the same when they come back as given spectra', () => {
    const { energy } = found.result.calibration;
    const { references, coefficients } = found.result.referenceFit!;
    const spectra = references.map(({ name, counts }) => ({
      ...{ name, counts },
      offsetEv: energy.offsetEv,
      scaleEv: energy.scaleEv,
    }));
    const [again] = step({ fit: 'given', spectra, nonNegative: false });
    // Their background is gone: what a power law finds in the rest is noise about 0.
    again!.coefficients.forEach(({ values }, k) =>
      values.forEach((value, pixel) => {
        const { values: before, std } = coefficients[k];
        expect(Math.abs(value! - before[pixel]!)).toBeLessThan(std[pixel]!);
      }),
    );
  });

  it.each(['clusters', 'components'] as const)('can be the %s of the scan, shifts included', (fit) => {
    const { references, shifts, source } = step({ fit, maxShiftEv: 1 })[0]!;
    expect(source).toBe(fit);
    expect(references.length).toBeGreaterThan(1);
    expect(shifts).toHaveLength(references.length);
    expect(shifts[0].unit).toBe('eV');
  });

  it('that stand for one another are a warning that names them', () => {
    const twice = [ENDS[0], { ...ENDS[0], name: 'the same' }];
    const [fit, { warnings }] = step({ fit: 'pixels', pixels: twice });
    expect(fit).toBeNull();
    const warning = warnings.find((w) => w.code === 'references-collinear')!;
    expect(warning.step).toBe('references');
    expect(warning.message).toMatch(/left.*the same/);
  });

  it('beyond the scan are a wrong recipe, a window without background a warning', () => {
    const beyond = [{ name: 'far', from: 20, to: 41 }];
    expect(() => step({ fit: 'pixels', pixels: beyond })).toThrow(/ends at pixel 41/);
    const [fit, { warnings }] = step({ fit: 'pixels', pixels: ENDS, windowEv: [900, 910] });
    expect(warnings.map((w) => w.code)).toContain('no-background-window');
    expect(fit).toBeNull();
  });
});
