import { EDGE_TABLE } from '../edges/edge-table.js';
import type { EnergyAxis } from '../spectra/spectrum-image.js';
import { askModel, scoresOf, type ModelAnswers } from './ask-model.js';
import { attend } from './attend.js';
import type { DescriptorReading, ScalarEstimate, SecondOpinion } from './descriptor-result.js';
import { lineRatioOpinion } from './line-ratio-opinion.js';
import { makeEstimates, rounded } from './make-estimates.js';
import type { ModelSpectra } from './model-input.js';
import type { ModelManifest } from './model-manifest.js';
import { nearestReferences } from './nearest-references.js';
import type { ServedModel } from './served-model.js';

/** Nearest references that are named for each spectrum. */
const NEAREST = 3;

/** 'Mn_L3': how results name the edge that a network reads. */
export const edgeIdOf = ({ edge }: ModelManifest): string => `${edge.element}_${edge.shell}`;

/**
 * Everything one network says of spectra on one axis: estimates with their intervals, verdicts, nearest training spectra, the
 * energies it rests on, and what the white-line ratio says beside it.
 *
 * @param spectra  [n × axis.nChannels]; with their background where the manifest wants it, else net
 * @throws DescriptorError model-answer-invalid  the network's answer is no number
 * Checked: read-descriptors.spec.ts, on the models of test/golden.
 */
export async function readDescriptors(
  model: ServedModel,
  spectra: ModelSpectra,
  axis: EnergyAxis,
): Promise<DescriptorReading> {
  const { manifest, references } = model;
  const found = await askModel(model, spectra, axis);
  const estimates = makeEstimates(manifest.task, found);
  return {
    modelId: model.id,
    title: manifest.title,
    status: manifest.status,
    edgeId: edgeIdOf(manifest),
    estimates,
    verdicts: found.verdicts.map(({ score, ...verdict }) => ({
      ...verdict,
      score: score === null ? null : rounded(score),
      limit: rounded(verdict.limit),
    })),
    shiftsEv: Array.from(found.made.shiftsEv, (shift) => (Number.isNaN(shift) ? null : rounded(shift))),
    nearest: found.verdicts.map((_, i) => {
      const scores = references === null ? null : scoresOf(model, found, i);
      if (references === null || scores === null) return [];
      return nearestReferences(references, scores, NEAREST).map((near) => ({
        ...near,
        distance: rounded(near.distance),
      }));
    }),
    attention: await attend(model, found),
    secondOpinions: lineRatioOpinions(model, found, estimates),
    manifestSha256: model.manifestSha256,
  };
}

/** The first number a network tells, and under which name its references know it. */
export function headline({
  manifest,
}: Pick<ServedModel, 'manifest'>): { id: string; knownName: string } | null {
  for (const output of manifest.outputs) {
    const name =
      output.kind === 'fractions' ? output.mean?.name : output.kind === 'scalar' ? output.name : undefined;
    if (name !== undefined) return { id: `${manifest.task}.${name}`, knownName: name };
  }
  return null;
}

function lineRatioOpinions(
  model: ServedModel,
  found: ModelAnswers,
  estimates: readonly DescriptorReading['estimates'][number][],
): readonly SecondOpinion[] {
  const { element, shell } = model.manifest.edge;
  const head = headline(model);
  const estimate = estimates.find(
    (one): one is ScalarEstimate => one.kind === 'scalar' && one.id === head?.id,
  );
  const onset = (of: string): number | undefined =>
    EDGE_TABLE.find((edge) => edge.element === element && edge.shell === of)?.onsetEv;
  const [l3, l2] = [onset('L3'), onset('L2')];
  if (shell !== 'L3' || head === null || estimate === undefined || l3 === undefined || l2 === undefined)
    return [];
  const from = { knownName: head.knownName, separationEv: l2 - l3 };
  const opinion = lineRatioOpinion(model, found, estimate, from);
  return opinion === null ? [] : [opinion];
}
