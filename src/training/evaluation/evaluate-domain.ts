import type { DomainModel } from '../../science/descriptors/domain-model.js';
import { judgeRow } from '../../science/descriptors/judge-row.js';
import { modelInput } from '../../science/descriptors/model-input.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import type { HeldOut } from '../run/held-out.js';
import type { TaskDomain } from '../run/task-domain.js';
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

/** The same of rows of held-out groups, each told by the domain whose basis has not seen its group. */
export function unseenScores(
  { unseen, partOf }: TaskDomain,
  form: Form,
  held: ScoredRows & Pick<HeldOut, 'spectra'>,
): number[] {
  const byPart = unseen.map((domain) => domainScores(domain, form, held));
  return Array.from(held.spectra, (i, row) => byPart[partOf[i]][row]);
}

/**
 * How well spectra of other kinds are told from those inside, whose groups weigh alike. One that cannot even be put before the
 * network is told.
 *
 * @param inside  rows of spectra the network is for, and the group of each
 */
export function evaluateDomain(
  domain: DomainModel,
  form: Form,
  inside: ScoredRows & { readonly groups: readonly string[] },
  outside: readonly OutsideSpectra[],
): DomainEvaluation[] {
  const insideScores = domainScores(domain, form, inside);
  const weights = alike(inside.groups);
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
      auroc: auroc(insideScores, scores, weights),
      rejected: scores.filter((score) => score > domain.limit).length / scores.length,
      nInside: insideScores.length,
      nOutside: scores.length,
    };
  });
}

/**
 * The same, with each part of the held-out groups and the outside spectra told apart by the domain whose basis has not seen the
 * part; means over groups. `rejected` is of the domain that ships.
 *
 * @param inside  held-out rows, and the group of every spectrum
 */
export function evaluateDomainByParts(
  fitted: TaskDomain,
  form: Form,
  inside: { readonly held: HeldOut; readonly names: readonly string[] },
  outside: readonly OutsideSpectra[],
): DomainEvaluation[] {
  const { held, names } = inside;
  const { nChannels } = form.input.grid;
  const rowsOf = (isIn: (spectrum: number) => boolean) => {
    const rows = Array.from(held.spectra.keys()).filter((row) => isIn(held.spectra[row]));
    const inputs = new Float32Array(rows.length * nChannels);
    rows.forEach((row, k) =>
      inputs.set(held.inputs.subarray(row * nChannels, (row + 1) * nChannels), k * nChannels),
    );
    const noise = Float32Array.from(rows, (row) => held.noise[row]);
    return { inputs, noise, groups: rows.map((row) => names[held.spectra[row]]) };
  };
  const parts = fitted.unseen.flatMap((domain, k) => {
    const rows = rowsOf((i) => fitted.partOf[i] === k);
    const nGroups = new Set(rows.groups).size;
    return nGroups === 0 ? [] : [{ nGroups, told: evaluateDomain(domain, form, rows, outside) }];
  });
  const total = parts.reduce((sum, { nGroups }) => sum + nGroups, 0);
  const everything = rowsOf(() => true);
  return evaluateDomain(fitted.domain, form, everything, outside).map((whole, i) => ({
    ...whole,
    auroc: parts.reduce((sum, { nGroups, told }) => sum + (nGroups / total) * told[i].auroc, 0),
  }));
}

/** Weights by which groups count alike. */
function alike(groups: readonly string[]): number[] {
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return groups.map((group) => 1 / sizes.get(group)!);
}
