import { strToU8 } from 'fflate';
import type { ModelManifest, ModelOrigin } from '../science/descriptors/model-manifest.js';
import { trainableOf, type LabelledSpectra } from './datasets/labelled-spectra.js';
import { modelCard } from './model-card.js';
import type { ModelEvaluation } from './evaluation/model-evaluation.js';
import type { TrainedTask } from './run/trained-task.js';
import type { TaskDefinition } from './tasks/task-definition.js';

/** What only who runs the training knows. */
export interface TrainingRecord {
  readonly seed: number;
  readonly device: string;
  readonly command: string;
  readonly durationS: number;
  readonly software: string;
  /** SHA-256 (hex) of each data file that was read. */
  readonly dataFiles: Readonly<Record<string, string>>;
}

const json = (value: unknown): Uint8Array => strToU8(`${JSON.stringify(value, null, 1)}\n`);

const groupsSeen = (spectra: LabelledSpectra, grouping: string): ModelEvaluation['trainedOn'] => ({
  grouping,
  names: [...new Set(trainableOf(spectra).map((i) => spectra.groups[grouping][i]))].sort(),
});

/**
 * The folder of a trained model, by file name.
 *
 * @param sha256  hex
 */
export function modelFiles(
  task: TaskDefinition,
  trained: TrainedTask,
  record: TrainingRecord,
  sha256: (bytes: Uint8Array) => string,
): Record<string, Uint8Array> {
  const { grouping } = task.foldings[0];
  const evaluation: ModelEvaluation = {
    schema: 'kaimen.evaluation/1',
    modelId: `${task.task}@${task.version}`,
    software: record.software,
    conditions: trained.conditions,
    domain: trained.domainEvaluation,
    ...(trained.spectra.fileOf === null ? { trainedOn: groupsSeen(trained.spectra, grouping) } : {}),
  };
  const origin: ModelOrigin = {
    datasets: [{ ...task.origin, files: record.dataFiles }],
    device: record.device,
    seed: record.seed,
    command: record.command,
    durationS: record.durationS,
    software: record.software,
  };
  const files: Record<string, Uint8Array> = {
    'model.onnx': trained.model,
    'domain.json': json(trained.domain),
    'references.json': json(trained.references),
    'evaluation.json': json(evaluation),
    'card.md': strToU8(modelCard(task, { trained, evaluation, origin })),
  };
  const manifest: ModelManifest = {
    schema: 'kaimen.model/1',
    task: task.task,
    version: task.version,
    title: task.title,
    status: task.status,
    technique: task.technique,
    edge: task.edge,
    input: task.input,
    outputs: trained.outputs,
    members: task.plan.members,
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)])),
    training: origin,
  };
  return { ...files, 'manifest.json': json(manifest) };
}
