import type { DomainModel } from '../../science/descriptors/domain-model.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import type { DataFolder } from '../data-folder.js';
import { judgedOf, type LabelledSpectra } from '../datasets/labelled-spectra.js';
import type { Predict } from '../onnx/predict.js';
import type { RowSource } from '../run/draw-rows.js';
import { answeredRows, conditionRows, type HeldOut } from '../run/held-out.js';
import type { Condition, TaskDefinition } from '../tasks/task-definition.js';
import { TrainingError } from '../training-error.js';
import { conditionEvaluation } from './evaluate-condition.js';
import { domainScores, evaluateDomain } from './evaluate-domain.js';
import type { ConditionEvaluation, DomainEvaluation } from './model-evaluation.js';
import { madeUpOutside, movedTo, type OutsideSpectra } from './outside-spectra.js';

export interface EvaluationRequest {
  readonly manifest: ModelManifest;
  readonly domain: DomainModel | null;
  /** Groups its training has seen, and by what they are grouped; null: not told. Of no account where `fileOf` of the spectra is. */
  readonly trainedOn: { readonly grouping: string; readonly names: readonly string[] } | null;
  /** Of a file, hex: by it the files of training are known again, whatever they are called here. */
  readonly sha256: (bytes: Uint8Array) => string;
  readonly task: TaskDefinition;
  readonly folder: DataFolder;
  /** Beyond the first condition of the task. */
  readonly withPerturbations: boolean;
  readonly seed: number;
  /** Spectra of other kinds, besides the made-up ones. */
  readonly outside: readonly OutsideSpectra[];
}

/** A part of the spectra that is reported by itself. */
interface Part {
  readonly name: string;
  readonly has: (spectrum: number) => boolean;
}

/**
 * Judges a model on spectra with known truth: all of them, each split by itself, and those of files or groups it has seen apart
 * from those it has not. The domain is the one that ships, which may have seen the spectra.
 *
 * @throws TrainingError unreadable-dataset  the folder is not laid out as the task's data are
 */
export async function evaluateModel(
  request: EvaluationRequest,
  predict: Predict,
): Promise<{
  conditions: ConditionEvaluation[];
  domain: DomainEvaluation[] | null;
  notes: readonly string[];
}> {
  const { task, manifest, folder, seed } = request;
  if (!task.isFolder(await folder.list())) {
    throw new TrainingError('unreadable-dataset', `the folder holds no data for ${task.task}`);
  }
  const spectra = await task.read(folder);
  const source: RowSource = {
    task: { edge: manifest.edge, input: manifest.input, sampling: task.sampling },
    spectra,
    groups: new Int32Array(spectra.n),
  };
  const asked = task.conditions.filter((_, i) => i === 0 || request.withPerturbations);
  const conditions: ConditionEvaluation[] = [];
  const seen = await seenOf(spectra, request);
  const notes = [...spectra.notes, ...seenNotes(spectra, seen)];
  const parts = [...partsBySplit(spectra), ...partsBySeen(seen)];
  for (const condition of asked) {
    for (const part of parts) {
      const evaluated = await evaluatePart(request, predict, { source, condition, part });
      if (evaluated !== null) conditions.push(evaluated);
    }
  }
  const { domain } = request;
  if (domain === null) return { conditions, domain: null, notes };
  const rows = conditionRows(source, task.conditions[0], () => true, seed);
  const names = spectra.groups[task.foldings[0].independent ?? task.foldings[0].grouping];
  const inside = {
    inputs: rows.inputs,
    noise: rows.noise,
    groups: Array.from(rows.spectra, (i) => names[i]),
  };
  const { nominalEv } = manifest.edge;
  const outside = [
    ...madeUpOutside(spectra.axis, nominalEv, seed),
    ...request.outside.map((o) => movedTo(o, nominalEv)),
  ];
  return { conditions, domain: evaluateDomain(domain, manifest, inside, outside), notes };
}

function partsBySplit(spectra: LabelledSpectra): Part[] {
  const parts: Part[] = [{ name: '', has: () => true }];
  const splits = [...new Set(spectra.splits)].filter((s) => s !== null);
  if (splits.length > 1) {
    for (const split of splits)
      parts.push({ name: `split ${split}`, has: (i) => spectra.splits[i] === split });
  }
  return parts;
}

/** What of the spectra a model has learnt from; null: it is not told. */
interface Seen {
  readonly what: string;
  readonly has: (spectrum: number) => boolean;
}

/** By the checksum of a spectrum's file; of sets whose groups have names of their own, by those. */
async function seenOf(
  { fileOf, groups }: LabelledSpectra,
  { manifest, trainedOn, folder, sha256 }: EvaluationRequest,
): Promise<Seen | null> {
  if (fileOf !== null) {
    const known = new Set(manifest.training.datasets.flatMap(({ files }) => Object.values(files)));
    if (known.size === 0) return null;
    const seen = new Set<string>();
    for (const path of new Set(fileOf)) if (known.has(sha256(await folder.read(path)))) seen.add(path);
    return { what: 'file', has: (i) => seen.has(fileOf[i]) };
  }
  const names = trainedOn === null ? undefined : groups[trainedOn.grouping];
  if (trainedOn === null || names === undefined) return null;
  const seen = new Set(trainedOn.names);
  return { what: trainedOn.grouping, has: (i) => seen.has(names[i]) };
}

const partsBySeen = (seen: Seen | null): Part[] =>
  seen === null
    ? []
    : [
        { name: `${seen.what} seen in training`, has: seen.has },
        { name: `${seen.what} not seen in training`, has: (i) => !seen.has(i) },
      ];

/** What a reader of the scores must know of them. */
function seenNotes(spectra: LabelledSpectra, seen: Seen | null): string[] {
  const judged = judgedOf(spectra);
  if (seen === null) return ['whether the model has learnt from these spectra is not told in its files'];
  const nSeen = judged.filter(seen.has).length;
  if (nSeen === 0) return [];
  return [
    `the model has learnt from ${nSeen} of these ${judged.length} spectra: scores of those do not tell how it does on others`,
  ];
}

async function evaluatePart(
  request: EvaluationRequest,
  predict: Predict,
  of: { readonly source: RowSource; readonly condition: Condition; readonly part: Part },
): Promise<ConditionEvaluation | null> {
  const { source, condition, part } = of;
  const { manifest, task } = request;
  const form = { input: manifest.input, edge: manifest.edge };
  const domain = request.domain && {
    limit: request.domain.limit,
    scores: (held: HeldOut) => domainScores(request.domain!, form, held),
  };
  if (!judgedOf(source.spectra).some(part.has)) return null;
  const rows = conditionRows(source, condition, part.has, request.seed);
  if (rows.nRows === 0) return null;
  const held = answeredRows(rows, await predict(rows.inputs), manifest.members);
  const folding = task.foldings[0];
  const evaluated = conditionEvaluation(
    { task: { ...task, ...form }, outputs: manifest.outputs, domain },
    held,
    {
      condition,
      grouping: null,
      groups: source.spectra.groups[folding.grouping],
      independent: source.spectra.groups[folding.independent ?? folding.grouping],
      isFirst: true,
    },
  );
  return part.name === '' ? evaluated : { ...evaluated, name: `${evaluated.name}, ${part.name}` };
}
