import { EdgeError } from '../edges/edge-error.js';
import { fitReferences } from '../edges/reference-fit/fit-references.js';
import type { ReferenceFit } from '../edges/reference-fit/reference-fit.js';
import type { ReferenceSpectrum } from '../edges/reference-fit/reference-spectrum.js';
import { SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';
import type { DescriptorProfile, ReferenceFitResult } from './interpretation-result.js';
import { known, toProfile, type Measured } from './profiles.js';
import type { QuantifiedEdge } from './quantify-edges.js';
import { measuredReferences, withoutBackground, type ReferenceParts } from './reference-sources.js';
import type { ReferencesRecipe } from './references-recipe.js';

interface FitPlan {
  readonly windowEv: readonly [number, number];
  /** Where the background of the references is fitted; null for a fit without background. */
  readonly backgroundEv: readonly [number, number] | null;
  readonly noiseScale: number;
}

/** null, with a warning, where no edge says where to fit. */
function planOf(
  edges: readonly QuantifiedEdge[],
  recipe: ReferencesRecipe,
  record: RunRecord,
): FitPlan | null {
  const sorted = [...edges].sort((a, b) => a.fitWindowEv[0] - b.fitWindowEv[0]);
  if (recipe.windowEv === null && sorted.length === 0) {
    record.warn('references', 'no-edges', 'No edge says where references are to be fitted: give windowEv.');
    return null;
  }
  const windowEv = recipe.windowEv ?? [
    sorted[0].fitWindowEv[0],
    Math.max(...sorted.map((edge) => edge.signalWindowEv[1])),
  ];
  const first = sorted.find((edge) => edge.fitWindowEv[0] >= windowEv[0] && edge.onsetEv < windowEv[1]);
  if (recipe.background === 'power-law' && first === undefined) {
    record.warn(
      'references',
      'no-background-window',
      `No edge in ${windowEv[0].toFixed(1)}–${windowEv[1].toFixed(1)} eV has its background window there: begin windowEv below an edge, or take background "none".`,
    );
    return null;
  }
  const noiseScale = (first ?? sorted[0])?.fit.noiseScale ?? 1;
  return { windowEv, backgroundEv: recipe.background === 'none' ? null : first!.fitWindowEv, noiseScale };
}

const row = (values: Float64Array, k: number, nPixels: number): Float64Array =>
  values.subarray(k * nPixels, (k + 1) * nPixels);

/** Counts of each reference over those of all, with the covariance of the coefficients; NaN where there are next to none. */
function shareOf(found: ReferenceFit, areas: readonly number[], k: number): Measured {
  const n = areas.length;
  const nPixels = found.reducedChiSquare.length;
  const values = new Float64Array(nPixels).fill(Number.NaN);
  const std = new Float64Array(nPixels).fill(Number.NaN);
  for (let pixel = 0; pixel < nPixels; pixel++) {
    const total = areas.reduce((sum, area, j) => sum + area * found.coefficients[j * nPixels + pixel], 0);
    const covariance = found.covariance.subarray(pixel * n * n, (pixel + 1) * n * n);
    const varianceOf = (g: readonly number[]): number =>
      g.reduce((sum, a, i) => sum + g.reduce((part, b, j) => part + a * b * covariance[i * n + j], 0), 0);
    if (!(total > 2 * Math.sqrt(varianceOf(areas)))) continue;
    const share = (areas[k] * found.coefficients[k * nPixels + pixel]) / total;
    values[pixel] = share;
    std[pixel] = Math.sqrt(varianceOf(areas.map((area, j) => ((j === k ? 1 : 0) - share) * (area / total))));
  }
  return { values, std };
}

interface Profiles {
  readonly coefficients: DescriptorProfile[];
  readonly shares: DescriptorProfile[];
  readonly shifts: DescriptorProfile[];
}

function profilesOf(
  found: ReferenceFit,
  references: readonly ReferenceSpectrum[],
  hasShifts: boolean,
): Profiles {
  const nPixels = found.reducedChiSquare.length;
  const [first, end] = found.channels;
  const areas = references.map(({ counts }) => counts.subarray(first, end).reduce((sum, c) => sum + c, 0));
  const method = `${found.method}; errors without the noise of the references`;
  const each = (make: (name: string, k: number) => DescriptorProfile): DescriptorProfile[] =>
    references.map(({ name }, k) => make(name, k));
  return {
    coefficients: each((name, k) =>
      toProfile(
        { id: `reference.${name}`, label: `${name}: coefficient`, unit: '', method },
        { values: row(found.coefficients, k, nPixels), std: row(found.std, k, nPixels) },
      ),
    ),
    shares: each((name, k) =>
      toProfile(
        {
          id: `reference.${name}.share`,
          label: `${name}: share of the fitted signal`,
          unit: '',
          method: `counts of the reference in the window over those of all references; ${method}`,
        },
        shareOf(found, areas, k),
      ),
    ),
    shifts: hasShifts
      ? each((name, k) =>
          toProfile(
            { id: `reference.${name}.shift`, label: `${name}: shift`, unit: 'eV', method },
            { values: row(found.shiftsEv, k, nPixels), std: row(found.shiftStdEv, k, nPixels) },
          ),
        )
      : [],
  };
}

function toResult(
  found: ReferenceFit,
  references: readonly ReferenceSpectrum[],
  plan: FitPlan,
  recipe: ReferencesRecipe,
): ReferenceFitResult {
  const { background } = found;
  return {
    source: recipe.fit as ReferenceFitResult['source'],
    method: found.method,
    windowEv: [plan.windowEv[0], plan.windowEv[1]],
    channelRange: [found.channels[0], found.channels[1]],
    references: references.map(({ name, counts }) => ({ name, counts: Array.from(counts) })),
    ...profilesOf(found, references, recipe.maxShiftEv > 0),
    background: background && {
      referenceEv: background.referenceEv,
      amplitude: Array.from(background.amplitude, known),
      r: Array.from(background.r, known),
    },
    reducedChiSquare: Array.from(found.reducedChiSquare, known),
    degreesOfFreedom: found.degreesOfFreedom,
    noiseScale: plan.noiseScale,
    meanResidual: Array.from(found.meanResidual, (x) => (Number.isFinite(x) ? x : 0)),
    condition: found.condition,
    failedPixels: found.failedPixels,
    unconvergedPixels: found.unconvergedPixels,
  };
}

function report(
  result: ReferenceFitResult,
  plan: FitPlan,
  recipe: ReferencesRecipe,
  record: RunRecord,
): void {
  const { fit, background, nonNegative, maxShiftEv } = recipe;
  record.done(
    'references',
    result.method,
    { fit, background, nonNegative, maxShiftEv },
    {
      references: result.references.map(({ name }) => name),
      windowEv: [...plan.windowEv],
      backgroundEv: plan.backgroundEv === null ? null : [...plan.backgroundEv],
      noiseScale: plan.noiseScale,
      condition: result.condition,
    },
  );
  const say = (code: string, pixels: readonly number[], what: string): void => {
    if (pixels.length > 0) record.warn('references', code, `${pixels.length} spectra ${what}.`);
  };
  say('fit-failed', result.failedPixels, 'could not be fitted with the references; they have no value');
  say(
    'not-converged',
    result.unconvergedPixels,
    'were still moving when their fit with the references stopped',
  );
}

/**
 * Fits the references that the recipe asks for to each pixel (MLLS).
 *
 * @param parts  the preprocessed scan, and what clusters and components are known of it
 * @returns null where none were asked for, or where it cannot be done: a warning then says why ('references-collinear'
 *   names those that stand for one another)
 * @throws SpectrumError invalid-recipe  a range of pixels beyond the scan
 * Valid for: as `fitReferences`; the power law of a reference is that of its mean spectrum.
 * Checked: fit-references-step.spec.ts (weights put into a demo scan).
 */
export function fitReferencesStep(
  parts: ReferenceParts & { readonly quantified: readonly QuantifiedEdge[] },
  recipe: ReferencesRecipe,
  record: RunRecord,
): ReferenceFitResult | null {
  if (recipe.fit === 'none') return null;
  const plan = planOf(parts.quantified, recipe, record);
  if (plan === null) return null;
  try {
    return fitPlanned(parts, plan, recipe, record);
  } catch (error) {
    if (error instanceof SpectrumError && error.code === 'invalid-recipe') throw error;
    if (!(error instanceof SpectrumError || error instanceof EdgeError)) throw error;
    record.warn('references', error.code, `References are not fitted: ${error.message}`);
    return null;
  }
}

function fitPlanned(
  parts: ReferenceParts,
  plan: FitPlan,
  recipe: ReferencesRecipe,
  record: RunRecord,
): ReferenceFitResult | null {
  const { scan }: { readonly scan: SpectrumImage } = parts;
  const measured = measuredReferences(parts, recipe, plan.windowEv, record);
  if (measured.length === 0) {
    record.warn('references', 'no-references', `There are no ${recipe.fit} to fit: the scan has none.`);
    return null;
  }
  const { backgroundEv } = plan;
  const references =
    backgroundEv === null ? measured : withoutBackground(measured, scan, backgroundEv, record);
  const found = fitReferences(scan, references, {
    windowEv: plan.windowEv,
    background: recipe.background,
    isNonNegative: recipe.nonNegative,
    maxShiftEv: recipe.maxShiftEv,
    noiseScale: plan.noiseScale,
  });
  const result = toResult(found, references, plan, recipe);
  report(result, plan, recipe, record);
  return result;
}
