import type { DomainModel } from '../../science/descriptors/domain-model.js';
import { judgeRow } from '../../science/descriptors/judge-row.js';
import { modelInput } from '../../science/descriptors/model-input.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { auroc } from './metrics.js';
import type { DomainEvaluation } from './model-evaluation.js';
import type { OutsideSpectra } from './outside-spectra.js';

type Form = Pick<ModelManifest, 'edge' | 'input'>;

/** Rows that came out of `modelInput`, [n × nChannels], and the noise told of each. */
export interface ScoredRows {
  readonly inputs: Float32Array;
  readonly noise: Float32Array;
}

/** How far outside each row lies; above `domain.limit` a network abstains. */
export function domainScores(domain: DomainModel, { input, edge }: Form, rows: ScoredRows): number[] {
  const { nChannels } = input.grid;
  return Array.from(rows.noise, (noise, i) => {
    const row = rows.inputs.subarray(i * nChannels, (i + 1) * nChannels);
    return judgeRow(domain, input.grid, { row, noise, featureEv: edge.nominalEv }).score ?? Infinity;
  });
}

/**
 * How well spectra of other kinds are told from those inside. One that cannot even be put before the network is told.
 *
 * @param inside  rows of spectra the network is for, which it has not seen
 */
export function evaluateDomain(
  domain: DomainModel,
  form: Form,
  inside: ScoredRows,
  outside: readonly OutsideSpectra[],
): DomainEvaluation[] {
  const insideScores = domainScores(domain, form, inside);
  return outside.map(({ name, label, axis, counts }) => {
    const made = modelInput({ counts }, axis, form);
    const width = made.nChannels;
    const scores = made.reasons.map((reason, i) => {
      if (reason !== null) return Infinity;
      const rows = {
        inputs: made.rows.subarray(i * width, (i + 1) * width),
        noise: made.noise.slice(i, i + 1),
      };
      return domainScores(domain, form, rows)[0];
    });
    return {
      name,
      label,
      auroc: auroc(insideScores, scores),
      rejected: scores.filter((score) => score > domain.limit).length / scores.length,
      nInside: insideScores.length,
      nOutside: scores.length,
    };
  });
}
