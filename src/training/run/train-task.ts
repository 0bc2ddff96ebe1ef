import { writeDomain } from '../../science/descriptors/domain-model.js';
import type { ModelOutput } from '../../science/descriptors/model-manifest.js';
import { writeReferences } from '../../science/descriptors/nearest-references.js';
import { createRng } from '../../science/numerics/rng.js';
import type { DataFolder } from '../data-folder.js';
import { trainableOf, type LabelledSpectra } from '../datasets/labelled-spectra.js';
import { calibrated } from '../evaluation/calibrate.js';
import { conditionEvaluation } from '../evaluation/evaluate-condition.js';
import { evaluateDomain } from '../evaluation/evaluate-domain.js';
import type { ConditionEvaluation, DomainEvaluation } from '../evaluation/model-evaluation.js';
import { madeUpOutside } from '../evaluation/outside-spectra.js';
import type { TrainingBackend } from '../network/training-backend.js';
import { fitKernelMachine } from '../kernel/fit-kernel.js';
import { kernelAnswers, kernelGraph, type KernelMachine } from '../kernel/kernel-graph.js';
import { checkExport } from '../onnx/check-export.js';
import { servingGraph, type Beside } from '../onnx/serving-graph.js';
import type { Folding, TaskDefinition } from '../tasks/task-definition.js';
import { architectureOf, uncalibratedOutputs } from '../tasks/task-network.js';
import { packEnsemble, packState, unpackEnsemble, unpackState, type CheckpointStore } from './checkpoint.js';
import { drawRows, regrouped, rowsOfSpectra, type DrawnRows } from './draw-rows.js';
import { foldsOf, groupNumbers } from './folds.js';
import { heldOutAnswers, joined, type HeldOut } from './held-out.js';
import { rowsOf } from './pool.js';
import { seedOf } from './seed.js';
import { fitTaskDomain, referencesOf } from './task-domain.js';
import { trainEnsemble, type TrainedEnsemble } from './train-ensemble.js';

/** What training needs from outside. */
export interface TrainTaskPorts {
  readonly folder: DataFolder;
  readonly store: CheckpointStore;
  readonly backend: TrainingBackend;
  /** Share of the work done, 0 to 1, and what is being done. */
  readonly progress: (share: number, stage: string) => void;
}

/** What came of it. */
export interface TrainedTask {
  readonly model: Uint8Array;
  /** JSON of domain.json and references.json. */
  readonly domain: unknown;
  readonly references: unknown;
  readonly outputs: readonly ModelOutput[];
  readonly conditions: readonly ConditionEvaluation[];
  readonly domainEvaluation: readonly DomainEvaluation[];
  readonly spectra: LabelledSpectra;
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
 * @throws TrainingError unreadable-dataset, diverged, export-differs; DescriptorError too-little-data
 */
export async function trainTask(
  task: TaskDefinition,
  seed: number,
  ports: TrainTaskPorts,
): Promise<TrainedTask> {
  ports.progress(0, 'reading data');
  const spectra = await task.read(ports.folder);
  ports.progress(0, 'making training spectra');
  const ungrouped = { task, spectra, groups: new Int32Array(spectra.n) };
  const bank = drawRows(ungrouped, trainableOf(spectra), createRng(seedOf(seed, 'bank')));
  const work: Work = { task, spectra, seed, ports, bank };
  const total = 1 + task.foldings.length;
  const folded: HeldOut[][] = [];
  for (const [k, folding] of task.foldings.entries()) {
    folded.push(await runFolding(work, folding, { from: k / total, width: 1 / total }));
  }
  const judged = judge(work, folded);
  const model = await trainJob(work, {
    name: 'all',
    stage: 'on all data',
    source: { bank: regrouped(bank, judged.groups), groups: [...new Set(judged.groups)] },
    groupOf: judged.groups,
    members: task.plan.members,
    share: { from: 1 - 1 / total, width: 1 / total },
  });
  return { ...judged.told, model };
}

/** All that answers about unseen groups tell: intervals, domain, scores. */
function judge(
  { task, spectra, seed, bank }: Work,
  folded: readonly (readonly HeldOut[])[],
): { readonly told: Omit<TrainedTask, 'model'>; readonly groups: Int32Array } {
  const independentOf = ({ independent, grouping }: Folding): string => independent ?? grouping;
  const [first] = task.foldings;
  const names = spectra.groups[independentOf(first)];
  const independent = groupNumbers(spectra, independentOf(first));
  const everything = joined(folded[0]);
  const outputs = calibrated(uncalibratedOutputs(task), everything.answered, {
    // Every condition weighs alike, and in it every group.
    keys: folded[0].flatMap((held, c) => Array.from(held.spectra, (i) => `${c}/${names[i]}`)),
    nIndependent: new Set(Array.from(everything.spectra, (i) => names[i])).size,
  });
  const source = { task, spectra, groups: independent.groups };
  const domain = fitTaskDomain(source, bank, independent, seed);
  const conditions = folded.flatMap((held, k) =>
    held.map((h, c) => {
      const folding = task.foldings[k];
      return conditionEvaluation({ task, outputs, domain }, h, {
        condition: task.conditions[c],
        grouping: folding.grouping,
        groups: spectra.groups[folding.grouping],
        independent: spectra.groups[independentOf(folding)],
        isFirst: k === 0,
      });
    }),
  );
  const outside = madeUpOutside(spectra.axis, task.edge.nominalEv, seedOf(seed, 'outside'));
  return {
    told: {
      domain: writeDomain(domain),
      references: writeReferences(referencesOf(source, domain, seed)),
      outputs,
      conditions,
      domainEvaluation: evaluateDomain(domain, task, everything, outside),
      spectra,
    },
    groups: independent.groups,
  };
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
