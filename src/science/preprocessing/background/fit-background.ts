import { quantile } from '../../numerics/statistics.js';
import { SpectrumError, type SpectrumImage, type Warning } from '../../spectra/spectrum-image.js';
import { fitPowerLaw } from '../power-law.js';
import type { BackgroundMethod, BackgroundModel, EnergyWindow } from './background-model.js';
import { exponentialShape, linearShape, type BasisFunction, type CurveShape } from './curve-shape.js';
import { fitPoisson, type PoissonFit } from './fit-poisson.js';
import { localAverage } from './local-average.js';
import { modelDispersion } from './model-dispersion.js';
import { isOneRun, logWeightedEstimate, twoAreaEstimate } from './power-law-estimates.js';
import { putWindowCounts, windowChannels, type WindowChannels } from './window-channels.js';

/** Which background, and where it is fitted. */
export interface BackgroundPlan {
  readonly method: BackgroundMethod;
  /** One window, or several: two before the edge, or one before and one far behind it. */
  readonly windowsEv: readonly EnergyWindow[];
  /** 'linear-combination': the two fixed exponents. Default: 5 and 95 percentile of the pixels' own. */
  readonly exponents?: readonly [number, number];
  /** 'power-law-local-average', and exponents of 'linear-combination': pixels to each side. Default 2. */
  readonly radiusPixels?: number;
  /** 'double-power-law': energy from which each term counts E, eV. Default 0, 0. */
  readonly originsEv?: readonly [number, number];
}

/** Exponents closer together than this are one power law. */
const MIN_EXPONENT_SPREAD = 1e-3;

/**
 * Fits a background of the chosen family to each pixel. All families but two ('power-law-two-area' and
 * 'power-law-log-weighted', for comparison with other programs) are fitted by Poisson maximum likelihood, so that they are
 * unbiased at any dose and the result carries a covariance.
 *
 * - 'power-law' A·E^(−r); 'power-law-curved' with ln² E in the exponent; 'exponential' A·exp(−E/E0); 'constant'
 * - 'power-law-local-average' (LBA): r from the neighbours, level from the pixel
 * - 'linear-combination' (LCPL): a·E^(−r1) + b·E^(−r2), exponents common to the scan: stable over long extrapolations
 * - 'double-power-law': the same with the two exponents most likely for the summed spectrum: four free parameters a pixel
 *   are not told by any dose that a pixel has. The exponents' own error is common to the scan and not in the covariance
 *
 * @param scan  counts [nPixels × nChannels]
 * @returns pixels that could not be fitted are NaN and listed
 * @throws SpectrumError fit-window-too-narrow, window-outside-axis, invalid-parameter
 * Source: R. F. Egerton (2011), section 4.4; P. Cueva et al., Microsc. Microanal. 18 (2012) 667 (LCPL, LBA).
 * Checked: fit-background.spec.ts: planted curves, pulls, `fitPowerLaw`, HyperSpy's constant backgrounds.
 */
export function fitBackground(scan: SpectrumImage, plan: BackgroundPlan): BackgroundModel {
  const window = windowChannels(scan, plan.windowsEv);
  const warnings: Warning[] = [];
  const { shape, fitted } = fitFamily(scan, window, plan, warnings);
  const failedPixels: number[] = [];
  const size = shape.parameterNames.length;
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    if (Number.isNaN(fitted.parameters[pixel * size])) failedPixels.push(pixel);
  }
  const spread = modelDispersion(scan, window, { shape, parameters: fitted.parameters });
  const covariance = fitted.hasNoise
    ? fitted.covariance
    : fitted.covariance.map((value, k) => value * spread.dispersion[Math.floor(k / (size * size))]);
  return {
    method: plan.method,
    windowsEv: plan.windowsEv,
    nPixels: scan.nPixels,
    shape,
    parameters: fitted.parameters,
    covariance,
    noiseScale: spread.noiseScale,
    sharedMisfit: spread.sharedMisfit,
    failedPixels,
    warnings,
  };
}

interface Fitted {
  readonly parameters: Float64Array;
  readonly covariance: Float64Array;
  /** The scan's noise scale is in the covariance already. */
  readonly hasNoise: boolean;
}

function fitFamily(
  scan: SpectrumImage,
  window: WindowChannels,
  plan: BackgroundPlan,
  warnings: Warning[],
): { shape: CurveShape; fitted: Fitted } {
  const { method } = plan;
  const origins = plan.originsEv ?? [0, 0];
  const likely = (family: Family): { shape: CurveShape; fitted: Fitted } => ({
    shape: family.shape,
    fitted: fitEach(scan, window, family.shape, likeliest(scan, window, family)),
  });
  const { shape } = oneTermFamily('power-law', window.referenceEv);
  switch (method) {
    case 'double-power-law':
      return likely(twoPowersFamily(commonExponents(scan, window, origins), window.referenceEv, origins));
    case 'linear-combination':
      return likely(
        twoPowersFamily(plan.exponents ?? exponentsOf(scan, window, plan), window.referenceEv, [0, 0]),
      );
    case 'power-law-two-area':
      if (!isOneRun(scan, window))
        throw new SpectrumError('invalid-parameter', 'The two-area power law takes one window only.');
      return { shape, fitted: fitEach(scan, window, shape, twoAreaEstimate(scan, window)) };
    case 'power-law-log-weighted':
      return { shape, fitted: fitEach(scan, window, shape, logWeightedEstimate(window)) };
    case 'power-law-local-average': {
      const radius = plan.radiusPixels ?? 2;
      const fit = fitPowerLaw(scan, singleWindow(scan, window, plan));
      if (radius === 0)
        warnings.push({ code: 'nothing-averaged', message: 'Radius 0: each pixel has its own exponent.' });
      return { shape, fitted: { ...localAverage(scan, window, fit, radius), hasNoise: true } };
    }
    default:
      return likely(oneTermFamily(method, window.referenceEv));
  }
}

/** exp(level + …): the families of one exponential term. */
function oneTermFamily(
  method: 'power-law' | 'power-law-curved' | 'exponential' | 'constant',
  referenceEv: number,
): Family {
  const log = (e: number): number => Math.log(e / referenceEv);
  const more: Record<typeof method, readonly { basis: BasisFunction; start: number }[]> = {
    constant: [],
    'power-law': [{ basis: { name: 'r', at: (e) => -log(e) }, start: 3 }],
    'power-law-curved': [
      { basis: { name: 'r', at: (e) => -log(e) }, start: 3 },
      { basis: { name: 'curvature', at: (e) => log(e) ** 2 }, start: 0 },
    ],
    exponential: [{ basis: { name: 'ratePerEv', at: (e) => referenceEv - e }, start: 3 / referenceEv }],
  };
  const terms = more[method];
  return {
    shape: exponentialShape([[{ name: 'lnLevel', at: () => 1 }, ...terms.map(({ basis }) => basis)]]),
    start: Float64Array.of(0, ...terms.map(({ start }) => start)),
    levels: { kind: 'log', at: [0] },
  };
}

/** exp(p0)·((E−o1)/ref)^(−p1) + exp(p2)·((E−o2)/ref)^(−p3). */
export function doublePowerLawShape(referenceEv: number, originsEv: readonly [number, number]): CurveShape {
  return exponentialShape(
    originsEv.map((origin, term) => [
      { name: `lnLevel${term + 1}`, at: () => 1 },
      { name: `r${term + 1}`, at: (e: number) => -Math.log((e - origin) / referenceEv) },
    ]),
  );
}

/** Levels of (E−origin)^−r of two fixed exponents, each 1 at the reference. */
const twoPowersFamily = (
  exponents: readonly [number, number],
  referenceEv: number,
  originsEv: readonly [number, number],
): Family => ({
  shape: linearShape(
    exponents.map((r, j) => ({
      name: `levelOfR${j + 1}`,
      at: (e: number) => ((e - originsEv[j]) / referenceEv) ** -r,
    })),
  ),
  start: Float64Array.of(0.5, 0.5),
  levels: { kind: 'linear', at: [0, 1] },
});

/** Which parameters are levels, and whether they are logarithms. */
interface Levels {
  readonly kind: 'log' | 'linear';
  readonly at: readonly number[];
}

interface Family {
  readonly shape: CurveShape;
  /** For a level of 1 a channel. */
  readonly start: Float64Array;
  readonly levels: Levels;
}

/** Maximum likelihood of one pixel, begun at the fit of the whole scan with the level moved to the pixel's. */
function likeliest(
  scan: SpectrumImage,
  window: WindowChannels,
  { shape, start, levels }: Family,
): (counts: Float64Array, total: number) => PoissonFit | null {
  const prepared = shape.at(window.energiesEv);
  const n = window.channels.length;
  const moved = (from: Float64Array, factor: number): Float64Array =>
    from.map((value, j) => {
      if (!levels.at.includes(j)) return value;
      return levels.kind === 'log' ? value + Math.log(factor) : value * factor;
    });
  const { sums, all } = summed(scan, window);
  const common = all > 0 ? fitPoisson(sums, prepared, moved(start, all / n)) : null;
  return (own, total) => {
    if (!(total > 0)) return null;
    const near = common === null ? null : fitPoisson(own, prepared, moved(common.parameters, total / all));
    return near ?? fitPoisson(own, prepared, moved(start, total / n));
  };
}

/** Counts in the windows of all pixels that have any, [nWindowChannels]. */
function summed(scan: SpectrumImage, window: WindowChannels): { sums: Float64Array; all: number } {
  const sums = new Float64Array(window.channels.length);
  const counts = new Float64Array(sums.length);
  let all = 0;
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const total = putWindowCounts(scan, pixel, window, counts);
    if (!(total > 0)) continue;
    all += total;
    for (let i = 0; i < sums.length; i++) sums[i] += counts[i];
  }
  return { sums, all };
}

/** The two exponents most likely for the summed spectrum. */
function commonExponents(
  scan: SpectrumImage,
  window: WindowChannels,
  originsEv: readonly [number, number],
): readonly [number, number] {
  const { sums, all } = summed(scan, window);
  const half = Math.log(all / sums.length / 2);
  const shape = doublePowerLawShape(window.referenceEv, originsEv).at(window.energiesEv);
  const fit = all > 0 ? fitPoisson(sums, shape, Float64Array.of(half, 2, half, 4)) : null;
  if (fit !== null && Math.abs(fit.parameters[1] - fit.parameters[3]) >= MIN_EXPONENT_SPREAD)
    return [fit.parameters[1], fit.parameters[3]];
  throw new SpectrumError(
    'not-converged',
    'The summed spectrum does not tell two exponents apart: use one power law, or a linear combination with given exponents.',
  );
}

function fitEach(
  scan: SpectrumImage,
  window: WindowChannels,
  shape: CurveShape,
  estimate: (counts: Float64Array, total: number) => PoissonFit | null,
): Fitted {
  const size = shape.parameterNames.length;
  const parameters = new Float64Array(scan.nPixels * size).fill(Number.NaN);
  const covariance = new Float64Array(scan.nPixels * size * size).fill(Number.NaN);
  const counts = new Float64Array(window.channels.length);
  for (let pixel = 0; pixel < scan.nPixels; pixel++) {
    const found = estimate(counts, putWindowCounts(scan, pixel, window, counts));
    if (found === null) continue;
    parameters.set(found.parameters, pixel * size);
    covariance.set(found.covariance, pixel * size * size);
  }
  return { parameters, covariance, hasNoise: false };
}

function singleWindow(scan: SpectrumImage, window: WindowChannels, plan: BackgroundPlan): EnergyWindow {
  if (!isOneRun(scan, window)) {
    throw new SpectrumError(
      'invalid-parameter',
      `'${plan.method}' tells its exponents from one window only.`,
    );
  }
  return [Math.min(...plan.windowsEv.map(([lo]) => lo)), Math.max(...plan.windowsEv.map(([, hi]) => hi))];
}

/** 5 and 95 percentile of the pixels' exponents, each averaged over its neighbours so that noise does not spread them. */
function exponentsOf(
  scan: SpectrumImage,
  window: WindowChannels,
  plan: BackgroundPlan,
): readonly [number, number] {
  const fit = fitPowerLaw(scan, singleWindow(scan, window, plan));
  const { parameters } = localAverage(scan, window, fit, plan.radiusPixels ?? 2);
  const r = parameters.filter((_, k) => k % 2 === 1);
  const [low, high] = [quantile(r, 0.05), quantile(r, 0.95)];
  if (high - low >= MIN_EXPONENT_SPREAD) return [low, high];
  throw new SpectrumError(
    'invalid-parameter',
    `The exponents of the scan do not differ (5 percentile ${low}, 95 percentile ${high}): use one power law, or give two exponents.`,
  );
}
