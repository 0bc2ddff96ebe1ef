import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import { ask } from '../../science/search/ask.js';
import { learnScreening, type ScreeningModel, type SolvedBoundary } from '../../science/search/screening.js';
import type { Observation, SearchState } from '../../science/search/search-types.js';
import { startSearch } from '../../science/search/start-search.js';
import { tell } from '../../science/search/tell.js';
import {
  everyIndex,
  prepareBoundary,
  solveBoundary,
  type CampaignBoundary,
  type CampaignProtocol,
  type PreparedBoundary,
} from './campaign-boundary.js';

const tilt = (sigma: number, h: number, k: number): CampaignBoundary => ({
  axis: [0, 0, 1],
  sigma,
  plane: [h, k, 0],
});

/**
 * The boundaries of the virtual-screening paper, [001] symmetric tilt: learnt from four, predicted twelve.
 *
 * Source: S. Kiyohara, H. Oda, T. Miyata, T. Mizoguchi, Sci. Adv. 2, e1600746 (2016), whose (0kl) are our (lk0).
 */
export const PAPER_SOURCES: readonly CampaignBoundary[] = [
  tilt(5, 2, 1),
  tilt(5, 3, 1),
  tilt(17, 5, 3),
  tilt(17, 4, 1),
];
export const PAPER_TARGETS: readonly CampaignBoundary[] = [
  tilt(25, 4, 3),
  tilt(25, 7, 1),
  tilt(29, 5, 2),
  tilt(29, 7, 3),
  tilt(37, 6, 1),
  tilt(37, 7, 5),
  tilt(41, 5, 4),
  tilt(41, 9, 1),
  tilt(53, 7, 2),
  tilt(53, 9, 5),
  tilt(61, 11, 1),
  tilt(125, 11, 2),
];

export interface CampaignOptions extends CampaignProtocol {
  readonly sources: readonly CampaignBoundary[];
  readonly targets: readonly CampaignBoundary[];
  /** Candidates of a target that are relaxed. */
  readonly top: number;
  /** Relax all candidates of the targets too, to know what was missed and what random search would have needed. */
  readonly exhaustive: boolean;
}

export interface SourceRow {
  readonly label: string;
  readonly nCandidates: number;
  readonly lowestJPerM2: number;
}

export interface TargetRow {
  readonly label: string;
  readonly nCandidates: number;
  /** Of the candidate predicted best: what was predicted, and what it relaxes to. */
  readonly predictedJPerM2: number;
  readonly firstRelaxedJPerM2: number | null;
  /** Lowest energy found, and after how many evaluations. */
  readonly foundJPerM2: number | null;
  readonly nEvaluations: number;
  readonly nToFound: number;
  /** Set by an exhaustive campaign: the lowest of all, and how many evaluations random search needs on average to be as low as found. */
  readonly lowestJPerM2: number | null;
  readonly nRandom: number | null;
}

export interface CampaignReport {
  readonly sources: readonly SourceRow[];
  readonly model: { readonly featureSet: string; readonly regressor: string };
  readonly targets: readonly TargetRow[];
  /** Relaxations spent on the sources and on the targets' picks. */
  readonly nLearning: number;
  readonly nPicked: number;
  /** What relaxing all candidates of the targets takes, over what was spent on them; and with the learning counted in. */
  readonly speedUp: number;
  readonly speedUpWithLearning: number;
}

/** Of the picks, this share goes by the prediction alone, the rest by what was learnt from them. */
const BY_PREDICTION = 0.5;

type Report = (done: number, of: number, stage: string) => void;

const lowestOf = (energies: readonly (number | null)[]): number =>
  Math.min(...energies.map((e) => e ?? Infinity));

/** Relaxes the best predicted candidates, then those that what was found makes promising. */
async function pick(
  prepared: PreparedBoundary,
  predicted: Float64Array,
  { top, seed, parallel }: CampaignOptions,
): Promise<readonly Observation[]> {
  let state: SearchState = startSearch({
    space: prepared.table,
    method: {
      name: 'screening',
      acquisition: 'probability-of-improvement',
      nInitial: 0,
      topK: Math.ceil(BY_PREDICTION * top),
    },
    seed,
    budget: top,
    toleranceJPerM2: 0,
    priors: [{ name: 'screening', energies: predicted }],
  });
  for (;;) {
    const asked = ask(state, parallel);
    if (asked.candidates.length === 0) return state.observations;
    const energies = await prepared.energies(asked.candidates.map(({ index }) => index));
    state = tell(
      asked.state,
      asked.candidates.map((candidate, i) => ({
        ...candidate,
        energyJPerM2: energies[i],
        failed: energies[i] === null ? 'no boundary' : null,
      })),
    );
  }
}

async function workOn(
  prepared: PreparedBoundary,
  model: ScreeningModel,
  options: CampaignOptions,
): Promise<TargetRow> {
  const predicted = model.predict(prepared.features(model.featureSet)).mean;
  const observations = await pick(prepared, predicted, options);
  const energies = observations.map((o) => o.energyJPerM2);
  const found = lowestOf(energies);
  const all = options.exhaustive ? await prepared.energies(everyIndex(prepared.table.nCandidates)) : null;
  const nAsLow = all?.filter((e) => e !== null && e <= found + 1e-4).length ?? 0;
  return {
    label: prepared.label,
    nCandidates: prepared.table.nCandidates,
    predictedJPerM2: predicted.reduce((a, b) => Math.min(a, b), Infinity),
    firstRelaxedJPerM2: energies[0] ?? null,
    foundJPerM2: Number.isFinite(found) ? found : null,
    nEvaluations: observations.length,
    nToFound: energies.indexOf(found) + 1,
    lowestJPerM2: all === null ? null : lowestOf(all),
    // Drawn without putting back, the first of m among N comes after (N + 1)/(m + 1) draws on average.
    nRandom: nAsLow === 0 ? null : (prepared.table.nCandidates + 1) / (nAsLow + 1),
  };
}

/**
 * The virtual-screening campaign: relaxes every candidate of the sources, learns, predicts the targets' candidates,
 * relaxes what is picked.
 *
 * @throws SearchError, BoundaryError, WorkflowError, EnergeticsError
 */
export async function runCampaign(
  options: CampaignOptions,
  engine: EnergyEngine,
  report: Report,
): Promise<CampaignReport> {
  const nSteps = options.sources.length + options.targets.length + 1;
  const solved: SolvedBoundary[] = [];
  for (const source of options.sources) {
    const prepared = await prepareBoundary(source, options, engine);
    report(solved.length, nSteps, `relaxing ${prepared.table.nCandidates} candidates of ${prepared.label}`);
    solved.push(await solveBoundary(prepared));
  }
  report(solved.length, nSteps, 'learning');
  const model = learnScreening(solved, { seed: options.seed });
  const targets: TargetRow[] = [];
  let nInTargets = 0;
  for (const target of options.targets) {
    const prepared = await prepareBoundary(target, options, engine);
    report(solved.length + 1 + targets.length, nSteps, `predicting ${prepared.label}`);
    targets.push(await workOn(prepared, model, options));
    nInTargets += prepared.table.nCandidates;
  }
  const nLearning = solved.reduce((sum, { energies }) => sum + energies.length, 0);
  const nPicked = targets.reduce((sum, { nEvaluations }) => sum + nEvaluations, 0);
  return {
    sources: solved.map(({ name, energies }) => ({
      label: name,
      nCandidates: energies.length,
      lowestJPerM2: lowestOf(Array.from(energies)),
    })),
    model: { featureSet: model.featureSet, regressor: model.trials[0].regressor.name },
    targets,
    nLearning,
    nPicked,
    speedUp: nInTargets / nPicked,
    speedUpWithLearning: (nInTargets + nLearning) / (nPicked + nLearning),
  };
}
