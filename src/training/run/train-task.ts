import { createRng } from '../../science/numerics/rng.js';
import { trainableOf, type LabelledSpectra } from '../datasets/labelled-spectra.js';
import type { TrainingBackend } from '../network/training-backend.js';
import { fitKernelMachine } from '../kernel/fit-kernel.js';
import { kernelAnswers, kernelGraph, type KernelMachine } from '../kernel/kernel-graph.js';
import { checkExport } from '../onnx/check-export.js';
import { servingGraph, type Beside } from '../onnx/serving-graph.js';
import type { Folding, TaskDefinition } from '../tasks/task-definition.js';
import { architectureOf } from '../tasks/task-network.js';
import { packEnsemble, packState, unpackEnsemble, unpackState, type CheckpointStore } from './checkpoint.js';
import { drawRows, regrouped, rowsOfSpectra, type DrawnRows } from './draw-rows.js';
import { foldsOf, groupNumbers } from './folds.js';
import { heldOutAnswers, joined, type HeldOut } from './held-out.js';
import { independentOf, judgeHeldOut } from './judge-held-out.js';
import { rowsOf } from './pool.js';
import { seedOf } from './seed.js';
import { trainEnsemble, type TrainedEnsemble } from './train-ensemble.js';
import type { TrainedTask } from './trained-task.js';

/** What training needs from outside. */
export interface TrainTaskPorts {
  /** As `task.read` gives them. */
  readonly spectra: LabelledSpectra;
  readonly store: CheckpointStore;
  readonly backend: TrainingBackend;
  /** Share of the work done, 0 to 1, and what is being done. */
  readonly progress: (share: number, stage: string) => void;
}

interface Work {
  readonly task: TaskDefinition;
  readonly spectra: LabelledSpectra;
  readonly seed: number;
  readonly ports: TrainTaskPorts;
  /** Rows drawn of all trainable spectra; groups are put in for each folding. */
  readonly bank: DrawnRows;
}

const CHECKPOINT_EVERY = 2;

/**
 * Trains a model of a task: first networks that do not see part of the groups, for honest scores and intervals, then the
 * ensemble that is shipped, of all of them. Work that was interrupted goes on where the store says.
 *
 * @throws TrainingError diverged, export-differs; DescriptorError too-little-data
 */
export async function trainTask(
  task: TaskDefinition,
  seed: number,
  ports: TrainTaskPorts,
): Promise<TrainedTask> {
  const { spectra } = ports;
  ports.progress(0, 'making training spectra');
  const ungrouped = { task, spectra, groups: new Int32Array(spectra.n) };
  const bank = drawRows(ungrouped, trainableOf(spectra), createRng(seedOf(seed, 'bank')));
  const work: Work = { task, spectra, seed, ports, bank };
  const total = 1 + task.foldings.length;
  const folded: HeldOut[][] = [];
  for (const [k, folding] of task.foldings.entries()) {
    folded.push(await runFolding(work, folding, { from: k / total, width: 1 / total }));
  }
  const judged = judgeHeldOut({ ...work, folded });
  const { groups } = groupNumbers(spectra, independentOf(task.foldings[0]));
  const model = await trainJob(work, {
    name: 'all',
    stage: 'on all data',
    source: { bank: regrouped(bank, groups), groups: [...new Set(groups)] },
    groupOf: groups,
    members: task.plan.members,
    share: { from: 1 - 1 / total, width: 1 / total },
  });
  return { ...judged, model };
}

interface Share {
  readonly from: number;
  readonly width: number;
}

/** One answer a condition, of networks that had not seen the groups. */
async function runFolding(work: Work, folding: Folding, share: Share): Promise<HeldOut[]> {
  const { task, spectra, seed } = work;
  const numbers = groupNumbers(spectra, folding.grouping);
  const source = { task, spectra, groups: numbers.groups };
  const bank = regrouped(work.bank, numbers.groups);
  const folds = foldsOf(numbers, folding, seedOf(seed, 'folds', folding.grouping));
  const held: HeldOut[][] = [];
  for (const [f, out] of folds.entries()) {
    const isOut = new Set(out);
    const model = await trainJob(work, {
      name: `${folding.grouping}-${f + 1}`,
      stage: `without ${folding.grouping} ${f + 1} of ${folds.length}`,
      source: { bank, groups: range(numbers.nGroups).filter((g) => !isOut.has(g)) },
      groupOf: numbers.groups,
      members: folding.members,
      share: { from: share.from + (f / folds.length) * share.width, width: share.width / folds.length },
    });
    const fold = { model, members: folding.members, groups: isOut };
    held.push(await heldOutAnswers(task, source, fold, seedOf(seed, 'held-out', f)));
  }
  return task.conditions.map((_, c) => joined(held.map((h) => h[c])));
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** One ensemble: of a fold, or the one that is shipped. */
interface Job {
  readonly name: string;
  readonly stage: string;
  readonly source: { readonly bank: DrawnRows; readonly groups: readonly number[] };
  /** Group of every spectrum. */
  readonly groupOf: Int32Array;
  readonly members: number;
  readonly share: Share;
}

/** A model as it is served; of networks, checked against what was trained. */
async function trainJob(work: Work, job: Job): Promise<Uint8Array> {
  const { task, ports, seed } = work;
  const architecture = architectureOf(task);
  const inGroups = new Set(job.source.groups);
  if (task.kernel?.share === 1) {
    ports.progress(job.share.from, job.stage);
    const { bank } = job.source;
    return kernelGraph(await fitKernelMachine(task.kernel, architecture, bank, rowsOf(bank, inGroups)));
  }
  const doneFile = `${job.name}.done`;
  const done = await ports.store.load(doneFile);
  const trained = done === null ? await trainNetworks(work, job) : unpackEnsemble(done);
  if (done === null) await ports.store.save(doneFile, packEnsemble(trained));
  const form = { architecture, scaling: trained.scaling, members: job.members };
  const model = servingGraph(form, trained.parameters);
  await checkExport(model, form, trained.parameters, createRng(seedOf(seed, 'export')));
  if (task.kernel === null) return model;
  ports.progress(job.share.from + job.share.width, `${job.stage}: kernel`);
  const which = trainableOf(work.spectra).filter((i) => inGroups.has(job.groupOf[i]));
  const ungrouped = { task, spectra: work.spectra, groups: job.groupOf };
  const rows = rowsOfSpectra(ungrouped, which, { plan: null }, createRng(0));
  const machine = await fitKernelMachine(task.kernel, architecture, rows, range(rows.nRows));
  return servingGraph(form, trained.parameters, blendedWith(machine));
}

/** The machine's answers have their share in those of every network. */
const blendedWith =
  (machine: KernelMachine): Beside =>
  (graph, rows) => {
    const answers = kernelAnswers(graph, rows, machine);
    const { share } = machine.plan;
    return (tensor, served) => {
      const answer = answers.get(tensor);
      return answer === undefined
        ? served
        : graph.add(graph.affine(served, 1 - share, 0), graph.affine(answer, share, 0));
    };
  };

function trainNetworks({ task, ports, seed }: Work, job: Job): Promise<TrainedEnsemble> {
  const { store, backend, progress } = ports;
  const stateFile = `${job.name}.state`;
  const round = {
    architecture: architectureOf(task),
    plan: { ...task.plan, members: job.members },
    source: { ...job.source, rowsPerEpoch: task.sampling.rowsPerEpoch },
    seed: seedOf(seed, job.name),
  };
  return trainEnsemble(round, backend, {
    onEpoch: ({ epoch, epochs, trainLoss, validationLoss }) => {
      const judged = validationLoss === null ? '' : `, held out ${validationLoss.toFixed(3)}`;
      progress(
        job.share.from + (epoch / epochs) * job.share.width,
        `${job.stage}: epoch ${epoch}/${epochs}, loss ${trainLoss.toFixed(3)}${judged}`,
      );
    },
    resume: async () => {
      const bytes = await store.load(stateFile);
      return bytes === null ? null : unpackState(bytes);
    },
    checkpoint: async (state) => {
      if (state.epoch % CHECKPOINT_EVERY === 0) await store.save(stateFile, packState(state));
    },
  });
}
