import type { DescriptorReading, ScalarEstimate } from '../descriptors/descriptor-result.js';
import { DescriptorError } from '../descriptors/descriptor-error.js';
import type { ModelSpectra } from '../descriptors/model-input.js';
import { edgeIdOf, headline, readDescriptors } from '../descriptors/read-descriptors.js';
import type { ServedModel } from '../descriptors/served-model.js';
import { cropEnergy } from '../preprocessing/crop.js';
import { subtractPowerLaw } from '../preprocessing/power-law.js';
import type { EnergyAxis } from '../spectra/spectrum-image.js';
import { descriptorSentences } from './descriptor-answer.js';
import { RunRecord, type InterpretationRun, type NetSource } from './interpretation-input.js';
import type { InterpretationResult } from './interpretation-result.js';
import { referenceShareOpinion } from './reference-share-opinion.js';

/** Room on both sides of what a network can need, eV: kernels and half cells. */
const MARGIN_EV = 5;

/**
 * Asks networks about the spectra of every position, and puts what they say into the result: readings, sentences of the answer,
 * steps, warnings, provenance. A model whose edge has no background in this scan is left out, one that fails is a warning.
 *
 * @param models  in the order of the readings
 * @returns the same run where no model fits
 * Checked: describe-by-models.spec.ts.
 */
export async function describeByModels<Run extends Pick<InterpretationRun, 'result' | 'netSource'>>(
  run: Run,
  models: readonly ServedModel[],
): Promise<Run> {
  const record = new RunRecord();
  const readings: DescriptorReading[] = [];
  const asked: ServedModel[] = [];
  for (const model of models) {
    const spectra = spectraFor(model, run.netSource);
    if (spectra === null) {
      const text = `${model.id} was not asked: the scan has no edge ${edgeIdOf(model.manifest)} with a background.`;
      if (isNamed(run.result, model)) record.warn('descriptors', 'model-without-edge', text);
      continue;
    }
    asked.push(model);
    const reading = await readingOf(model, spectra, record);
    if (reading !== null) readings.push(withShares(reading, model, run.result));
  }
  if (asked.length === 0 && record.warnings.length === 0) return run;
  const { result } = run;
  const read: InterpretationResult = {
    ...result,
    provenance:
      asked.length === 0
        ? result.provenance
        : {
            ...result.provenance,
            models: asked.map(({ id, manifestSha256 }) => ({ id, manifestSha256 })),
          },
    answer: [...result.answer, ...readings.flatMap((reading) => descriptorSentences(reading, result))],
    warnings: [...result.warnings, ...record.warnings],
    steps: [...result.steps, ...record.steps],
    ...(readings.length === 0 ? {} : { descriptors: readings }),
  };
  return { ...run, result: read };
}

const isNamed = ({ provenance }: InterpretationResult, { id, manifest }: ServedModel): boolean =>
  provenance.recipe.descriptors.models !== 'auto' &&
  [id, manifest.task].some((name) => provenance.recipe.descriptors.models.includes(name));

async function readingOf(
  model: ServedModel,
  { spectra, axis }: { readonly spectra: ModelSpectra; readonly axis: EnergyAxis },
  record: RunRecord,
): Promise<DescriptorReading | null> {
  try {
    const reading = await readDescriptors(model, spectra, axis);
    const outside = reading.verdicts.filter(({ inside }) => !inside).length;
    const { title, input, members } = model.manifest;
    record.done(
      'descriptors',
      `network "${title}", ${members === 1 ? 'one member' : `${members} members`}`,
      { model: model.id, edge: reading.edgeId, alignment: input.alignment, background: input.background },
      { positions: reading.verdicts.length, abstains: outside },
    );
    if (outside > 0) {
      const reasons = mostFrequent(
        reading.verdicts.flatMap(({ inside, reason }) => (inside ? [] : [reason!])),
      );
      record.warn(
        'descriptors',
        'outside-domain',
        `${model.id} abstains at ${outside} of ${reading.verdicts.length} positions: ${reasons}.`,
      );
    }
    return reading;
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    record.warn('descriptors', error.code, `${model.id} has no answer: ${error.message}`);
    return null;
  }
}

/** The commonest reason; numbers in it are those of its first position. */
function mostFrequent(reasons: readonly string[]): string {
  const kindOf = (reason: string): string => reason.replaceAll(/[\d.]+/g, '#');
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(kindOf(reason), (counts.get(kindOf(reason)) ?? 0) + 1);
  const [kind, n] = [...counts].sort((a, b) => b[1] - a[1])[0];
  const example = reasons.find((reason) => kindOf(reason) === kind)!;
  return counts.size === 1 ? example : `at ${n}: ${example}`;
}

/** The part of the scan that a network needs, net or with background as it wants them; null without its edge. */
function spectraFor(
  { manifest }: ServedModel,
  { scan, fits }: NetSource,
): { spectra: ModelSpectra; axis: EnergyAxis } | null {
  const fit = fits.get(edgeIdOf(manifest));
  if (fit === undefined) return null;
  const { edge, input } = manifest;
  const wantsBackground = input.background === 'power-law';
  const { startEv, stepEv, nChannels } = input.grid;
  const zeroEv = input.alignment === 'none' ? 0 : edge.nominalEv;
  const lowEv = Math.min(startEv, input.backgroundWindowEv?.[0] ?? startEv);
  const windowEv = [
    Math.min(zeroEv + lowEv, edge.nominalEv) - input.searchEv - MARGIN_EV,
    Math.max(zeroEv + startEv + stepEv * nChannels, edge.nominalEv + ONSET_TO_MAXIMUM_EV) +
      input.searchEv +
      MARGIN_EV,
  ] as const;
  const cropped = cropEnergy(scan, windowEv);
  // Net spectra begin where the background was fitted: below, there is nothing to be net of.
  const counts = wantsBackground ? cropped.counts : cropEnergy(subtractPowerLaw(scan, fit), windowEv).counts;
  const variances = cropped.counts.map((count) => fit.noiseScale * Math.max(count, 0));
  return { spectra: { counts, variances }, axis: cropped.energy };
}

/** An onset's maximum is looked for so far beyond it. */
const ONSET_TO_MAXIMUM_EV = 20;

/** The reading with what fitted references say, where the recipe fitted some that bear the network's labels. */
function withShares(
  reading: DescriptorReading,
  model: ServedModel,
  { referenceFit }: InterpretationResult,
): DescriptorReading {
  const head = headline(model);
  const estimate = reading.estimates.find(
    (one): one is ScalarEstimate => one.kind === 'scalar' && one.id === head?.id,
  );
  if (estimate === undefined || !referenceFit) return reading;
  const opinion = referenceShareOpinion(model.manifest, estimate, referenceFit);
  return opinion === null ? reading : { ...reading, secondOpinions: [...reading.secondOpinions, opinion] };
}
