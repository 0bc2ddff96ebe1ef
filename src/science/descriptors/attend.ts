import { combineMembers, type Answer } from './combine-members.js';
import type { Attention } from './descriptor-result.js';
import { rounded } from './make-estimates.js';
import { rowOf, type ModelAnswers } from './ask-model.js';
import { attentionWeights, occludedRows } from './occlusion.js';
import type { ServedModel } from './served-model.js';

/** Width of an occluded stretch as a share of the grid, and the narrowest, channels. */
const STRETCH_SHARE = 1 / 16;
const MIN_CHANNELS = 3;

/**
 * On which energies the network's first number rests, for the mean of the spectra inside its domain: stretches of it are replaced
 * by what training spectra have there on average.
 *
 * @returns null when no spectrum is inside, the network came without a domain, or it tells curves only
 */
export async function attend(model: ServedModel, found: ModelAnswers): Promise<Attention | null> {
  const { manifest, domain } = model;
  const inside = found.asked.filter((i) => found.verdicts[i].inside);
  const at = found.answers.findIndex(({ kind }) => kind !== 'curve');
  if (domain === null || inside.length === 0 || at < 0) return null;
  const row = new Float64Array(domain.nChannels);
  for (const i of inside) rowOf(found.made, i).forEach((v, k) => (row[k] += v / inside.length));
  const featureEv = inside.reduce((sum, i) => sum + found.featuresEv[i], 0) / inside.length;
  const width = Math.max(MIN_CHANNELS, Math.round(STRETCH_SHARE * domain.nChannels));
  const occluded = occludedRows(row, domain.centre, width);
  const rows = new Float32Array(occluded.rows.length + row.length);
  rows.set(row);
  rows.set(occluded.rows, row.length);
  const output = manifest.outputs[at];
  const tensors = await model.ask(rows, occluded.nRows + 1);
  const { id, value } = headOf(
    manifest.task,
    combineMembers(output, tensors[output.tensor], manifest.members),
  );
  const changes = Float64Array.from({ length: occluded.nRows }, (_, r) => value(r + 1) - value(0));
  const { energiesEv, weights } = attentionWeights(changes, occluded, manifest.input.grid, featureEv);
  return {
    of: id,
    energiesEv: energiesEv.map(rounded),
    weights: weights.map(rounded),
    method: 'occlusion',
  };
}

/** The number that stands for an answer: a value, a mean of fractions, the probability of the label that is likeliest unoccluded. */
function headOf(task: string, answer: Answer): { id: string; value: (row: number) => number } {
  const { output } = answer;
  const id = `${task}.${output.name}`;
  if (answer.kind === 'scalar' || answer.kind === 'curve') return { id, value: (row) => answer.values[row] };
  if (answer.kind === 'fractions' && answer.mean !== null) {
    const { values } = answer.mean;
    return { id: `${task}.${answer.output.mean!.name}`, value: (row) => values[row] };
  }
  const shares = answer.kind === 'classes' ? answer.probabilities : answer.values;
  const n = answer.output.labels.length;
  let likeliest = 0;
  for (let k = 1; k < n; k++) if (shares[k] > shares[likeliest]) likeliest = k;
  const ofLabel = answer.kind === 'classes' ? id : `${id}.${answer.output.labels[likeliest]}`;
  return { id: ofLabel, value: (row) => shares[row * n + likeliest] };
}
