import type { EnergyAxis } from '../spectra/spectrum-image.js';
import { combineMembers, type Answer } from './combine-members.js';
import type { DomainVerdict } from './descriptor-result.js';
import { judgeRow, measureRow } from './judge-row.js';
import { modelInput, type ModelRows, type ModelSpectra } from './model-input.js';
import type { ServedModel } from './served-model.js';

/** What a network says of spectra: answers to those that rows could be made of, whether inside its domain or not. */
export interface ModelAnswers {
  readonly made: ModelRows;
  /** Which spectra were asked, ascending; the answers' rows are theirs. */
  readonly asked: readonly number[];
  /** One an output, in the manifest's order. */
  readonly answers: readonly Answer[];
  /** [nSpectra] */
  readonly verdicts: readonly DomainVerdict[];
  /** Energy of each grid's 0 on the axis of the spectra, eV, [nSpectra]; NaN where there is no row. */
  readonly featuresEv: Float64Array;
}

/** Said of a network that came without a domain. */
export const NO_DOMAIN = 'this network comes without a domain: whether it knows such spectra is not told';

/**
 * Asks a network about spectra on one axis.
 *
 * @param spectra  [n × axis.nChannels]; net or with background as the manifest wants them (`modelInput`)
 * @throws DescriptorError shape-mismatch, model-answer-invalid
 */
export async function askModel(
  model: ServedModel,
  spectra: ModelSpectra,
  axis: EnergyAxis,
): Promise<ModelAnswers> {
  const { manifest, domain } = model;
  const made = modelInput(spectra, axis, manifest);
  const asked = made.reasons.flatMap((reason, i) => (reason === null ? [i] : []));
  const rows = new Float32Array(asked.length * made.nChannels);
  asked.forEach((i, k) => rows.set(rowOf(made, i), k * made.nChannels));
  const tensors = await model.ask(rows, asked.length);
  const answers = manifest.outputs.map((output) =>
    combineMembers(output, tensors[output.tensor], manifest.members),
  );
  const isAligned = manifest.input.alignment !== 'none';
  const featuresEv = made.shiftsEv.map((shift) => (isAligned ? manifest.edge.nominalEv - shift : shift));
  const limit = domain?.limit ?? 0;
  const verdicts = made.reasons.map((reason, i): DomainVerdict => {
    if (reason !== null) return { inside: false, score: null, limit, reason };
    if (domain === null) return { inside: true, score: null, limit, reason: NO_DOMAIN };
    const judged = { row: rowOf(made, i), noise: made.noise[i], featureEv: featuresEv[i] };
    return judgeRow(domain, manifest.input.grid, judged);
  });
  return { made, asked, answers, verdicts, featuresEv };
}

/** A view of one row. */
export const rowOf = (made: ModelRows, i: number): Float32Array =>
  made.rows.subarray(i * made.nChannels, (i + 1) * made.nChannels);

/** Scores of a spectrum in the domain's space; null where there is no row or no domain. */
export function scoresOf({ domain }: ServedModel, { made }: ModelAnswers, i: number): Float64Array | null {
  return domain === null || made.reasons[i] !== null ? null : measureRow(domain, rowOf(made, i)).scores;
}
