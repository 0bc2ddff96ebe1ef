import type { CandidatePool } from './candidate-pool.js';
import { energyScale, type EnergyScale } from './energy-scale.js';
import { fitProcess, type Process } from './gp/fit-process.js';
import type { Inputs } from './gp/inputs.js';
import { kernelColumns } from './gp/kernel-column.js';
import { Predictor } from './gp/predictor.js';
import { possibleSymmetries } from './gp/symmetry.js';
import { priorFeatures } from './prior-features.js';
import type { SearchState } from './search-types.js';

/** What a search has learnt from the energies that came back; nothing of what is pending. */
export interface SearchModel {
  readonly process: Process;
  readonly scale: EnergyScale;
  /** [nPriors][nCandidates]: the priors that the evidence let in. */
  readonly priors: readonly Float64Array[];
}

/** Two energies are the least a model is made from. */
export const hasModel = ({ observations }: SearchState): boolean =>
  observations.filter((o) => o.energyJPerM2 !== null).length >= 2;

/** Variance of the unknown mean over that of the signal. */
const MEAN_VARIANCE = 0.25;

/** By so much the logarithm of the evidence must be higher before priors are believed. */
const GATE = 2;

/**
 * Learns from what was told. The evidence decides whether priors are part of the model: all of them or none.
 * @throws SearchError ill-conditioned
 */
export function learnModel({ definition, observations }: SearchState): SearchModel {
  const { space } = definition;
  const known = observations.filter((o) => o.energyJPerM2 !== null);
  const scale = energyScale(known.map((o) => o.energyJPerM2!));
  const points = {
    columns: kernelColumns(space),
    nPoints: known.length,
    values: Float64Array.from(known.flatMap((o) => o.values)),
  };
  const rows = known.map((o) => o.index);
  const symmetries = possibleSymmetries(space.columns);
  const learn = (priors: readonly Float64Array[]): SearchModel => {
    const inputs = { ...points, ...featureRows(priors, rows) };
    return { process: fitProcess(inputs, scale.scaled, symmetries), scale, priors };
  };
  const plain = learn([]);
  const priors = priorFeatures(definition.priors);
  if (priors.length === 0) return plain;
  const informed = learn(priors);
  return informed.process.logEvidence > plain.process.logEvidence + GATE ? informed : plain;
}

/** Means and standard deviations at a pool's points, what is pending taken for told. */
export function predictPool({ process, priors }: SearchModel, pool: CandidatePool): Predictor {
  const rows = Array.from({ length: pool.nPoints }, (_, i) => i);
  const predictor = new Predictor(process, {
    columns: process.inputs.columns,
    nPoints: pool.nPoints,
    values: pool.values,
    ...featureRows(priors, rows),
  });
  for (const row of pool.pending) predictor.believe(row);
  return predictor;
}

/** A constant, and the priors at these candidates. */
function featureRows(
  priors: readonly Float64Array[],
  candidates: readonly number[],
): Pick<Inputs, 'features' | 'nFeatures'> {
  const nFeatures = priors.length + 1;
  const features = new Float64Array(candidates.length * nFeatures);
  candidates.forEach((candidate, row) => {
    features[row * nFeatures] = Math.sqrt(MEAN_VARIANCE);
    priors.forEach((prior, f) => (features[row * nFeatures + 1 + f] = prior[candidate]));
  });
  return { features, nFeatures };
}
