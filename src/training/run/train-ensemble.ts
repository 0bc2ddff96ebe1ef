import { shuffled } from '../../science/numerics/permutation.js';
import { createRng } from '../../science/numerics/rng.js';
import {
  startingParameters,
  type Architecture,
  type Parameters,
  type Scaling,
} from '../network/architecture.js';
import type { Batch, TrainingBackend, TrainingSession } from '../network/training-backend.js';
import { TrainingError } from '../training-error.js';
import { DropoutMasks } from './dropout-masks.js';
import {
  learningRateAt,
  optimiserStep,
  startOptimiser,
  type OptimiserSettings,
  type OptimiserState,
} from './optimiser.js';
import { gatherBatch, mixedRows, plainRow, rowsOf, type PoolSource } from './pool.js';
import { scalingOf } from './scaling.js';
import { seedOf } from './seed.js';

export interface TrainingPlan extends OptimiserSettings {
  readonly members: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** Concentration of the shares at which rows are mixed with others; 0: none are. */
  readonly mixing: number;
  /** Epochs of a rising learning rate. */
  readonly warmUpEpochs: number;
  /** A member that has not become better on its own held-out groups for so many epochs stops. */
  readonly patience: number;
  /** Share of the groups a member does not see and is judged by; 0: none, the last weights are kept. */
  readonly validationShare: number;
}

/** What a round of training has come to, between epochs: all it takes to go on. */
export interface RoundState {
  epoch: number;
  readonly optimiser: OptimiserState;
  readonly best: Parameters;
  readonly bestLoss: Float64Array;
  readonly bestEpoch: Int32Array;
}

export interface TrainedEnsemble {
  readonly parameters: Parameters;
  readonly scaling: Scaling;
  readonly bestEpoch: readonly number[];
  readonly validationLoss: readonly number[];
}

export interface RoundHooks {
  /** After each epoch; losses are means over the members. */
  onEpoch(done: { epoch: number; epochs: number; trainLoss: number; validationLoss: number | null }): void;
  /** null: start at the beginning. */
  resume(): Promise<RoundState | null>;
  checkpoint(state: RoundState): Promise<void>;
}

export interface Round {
  readonly architecture: Architecture;
  readonly plan: TrainingPlan;
  readonly source: PoolSource;
  readonly seed: number;
}

/** Enough to tell which epoch was best. */
const MAX_HELD_ROWS = 1024;

/** Rows of the bank that a member learns from, and those it is judged by. */
interface Member {
  readonly seen: readonly number[];
  readonly held: readonly number[];
}

/**
 * Trains an ensemble: members differ in their starting weights, the order of their rows and the groups they are judged
 * by. Everything random comes from the seed, the epoch and the member, so work that was interrupted goes on as if it
 * had not been.
 *
 * @throws TrainingError diverged
 */
export async function trainEnsemble(
  round: Round,
  backend: TrainingBackend,
  hooks: RoundHooks,
): Promise<TrainedEnsemble> {
  const { architecture, plan, source, seed } = round;
  const allowed = shuffled(rowsOf(source.bank, new Set(source.groups)), createRng(seedOf(seed, 'scaling')));
  const scaling = scalingOf(architecture, source.bank, allowed);
  const form = { architecture, scaling, members: plan.members };
  const session = await backend.open(form);
  try {
    const state = (await hooks.resume()) ?? startState(round);
    const members = Array.from({ length: plan.members }, (_, m) => memberOf(round, m));
    const judged = validationBatch(round, scaling, members);
    while (state.epoch < plan.epochs && !areAllDone(state, plan)) {
      const trainLoss = await trainEpoch({ round, scaling, session, state, members });
      await judge(state, round, session, judged);
      state.epoch += 1;
      const isOver = state.epoch >= plan.epochs || areAllDone(state, plan);
      hooks.onEpoch({
        epoch: state.epoch,
        epochs: plan.epochs,
        trainLoss,
        validationLoss: judged === null ? null : mean(state.bestLoss),
      });
      if (!isOver) await hooks.checkpoint(state);
    }
    return {
      parameters: state.best,
      scaling,
      bestEpoch: [...state.bestEpoch],
      validationLoss: [...state.bestLoss],
    };
  } finally {
    await session.close();
  }
}

const mean = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total / values.length;
};

function startState({ architecture, plan, seed }: Round): RoundState {
  const weights = startingParameters(architecture, plan.members, (m) => createRng(seedOf(seed, 'start', m)));
  const optimiser = startOptimiser(weights);
  return {
    epoch: 0,
    optimiser,
    best: Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, values.slice()])),
    bestLoss: new Float64Array(plan.members).fill(Infinity),
    bestEpoch: new Int32Array(plan.members),
  };
}

function memberOf({ plan, source, seed }: Round, member: number): Member {
  const count = Math.round(plan.validationShare * source.groups.length);
  const rng = createRng(seedOf(seed, 'held', member));
  const order = shuffled(source.groups, rng);
  const held = rowsOf(source.bank, new Set(order.slice(0, count)));
  return {
    seen: rowsOf(source.bank, new Set(order.slice(count))),
    held: shuffled(held, rng).slice(0, MAX_HELD_ROWS),
  };
}

const isDone = (state: RoundState, plan: TrainingPlan, m: number): boolean =>
  plan.validationShare > 0 && state.epoch - state.bestEpoch[m] > plan.patience;

const areAllDone = (state: RoundState, plan: TrainingPlan): boolean =>
  state.bestEpoch.every((_, m) => isDone(state, plan, m));

interface EpochWork {
  readonly round: Round;
  readonly scaling: Scaling;
  readonly session: TrainingSession;
  readonly state: RoundState;
  readonly members: readonly Member[];
}

async function trainEpoch({ round, scaling, session, state, members }: EpochWork): Promise<number> {
  const { architecture, plan, source, seed } = round;
  const orders = members.map(({ seen }, m) =>
    shuffled(seen, createRng(seedOf(seed, 'order', state.epoch, m))).slice(0, source.rowsPerEpoch),
  );
  const size = Math.min(plan.batchSize, ...orders.map((o) => o.length));
  const nBatches = Math.max(1, Math.floor(Math.min(...orders.map((o) => o.length)) / size));
  const masks = new DropoutMasks(
    architecture,
    members.length * size,
    createRng(seedOf(seed, 'masks', state.epoch)),
  );
  const mixRng = createRng(seedOf(seed, 'mix', state.epoch));
  let total = 0;
  for (let k = 0; k < nBatches; k++) {
    const rows = orders.map((order) => mixedRows(order.slice(k * size, (k + 1) * size), plan.mixing, mixRng));
    const batch = { ...gatherBatch(architecture, scaling, source.bank, rows), masks: masks.next() };
    const { losses, gradients } = await session.gradients(state.optimiser.weights, batch);
    const loss = mean(losses);
    if (!Number.isFinite(loss)) {
      throw new TrainingError('diverged', `the loss became ${loss} in epoch ${state.epoch + 1}`);
    }
    const rate = learningRateAt(state.epoch * nBatches + k, {
      learningRate: plan.learningRate,
      warmUp: plan.warmUpEpochs * nBatches,
      total: plan.epochs * nBatches,
    });
    optimiserStep(state.optimiser, gradients, { architecture, members: members.length }, { ...plan, rate });
    total += loss;
  }
  return total / nBatches;
}

/** null where nothing is held out. */
function validationBatch(
  { architecture, plan, source }: Round,
  scaling: Scaling,
  members: readonly Member[],
): Batch | null {
  if (plan.validationShare === 0) return null;
  return gatherBatch(
    architecture,
    scaling,
    source.bank,
    members.map((m) => m.held.map(plainRow)),
  );
}

/** Keeps a member's averaged weights where they are the best so far; without held-out groups, always. */
async function judge(
  state: RoundState,
  { plan }: Round,
  session: TrainingSession,
  batch: Batch | null,
): Promise<void> {
  const { averaged } = state.optimiser;
  const losses = batch === null ? null : await session.losses(averaged, batch);
  for (let m = 0; m < plan.members; m++) {
    if (losses !== null && (isDone(state, plan, m) || !(losses[m] < state.bestLoss[m]))) continue;
    if (losses !== null) state.bestLoss[m] = losses[m];
    state.bestEpoch[m] = state.epoch + 1;
    for (const [name, values] of Object.entries(averaged)) {
      const size = values.length / plan.members;
      state.best[name].set(values.subarray(m * size, (m + 1) * size), m * size);
    }
  }
}
