import { readDomain } from '../../science/descriptors/domain-model.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import type { DataFolder } from '../../training/data-folder.js';
import { evaluateModel, type EvaluationRequest } from '../../training/evaluation/evaluate-model.js';
import type { ModelEvaluation } from '../../training/evaluation/model-evaluation.js';
import { withNetwork } from '../../training/onnx/predict.js';
import { findTask, TASKS } from '../../training/tasks/tasks.js';
import { TrainingError } from '../../training/training-error.js';
import type { ModelRegistry, NetworkSessions, RegisteredModel } from '../ports/models.js';
import { sha256Hex } from '../sha256.js';

export interface EvaluateStoredModel {
  readonly model: RegisteredModel;
  readonly registry: Pick<ModelRegistry, 'read'>;
  readonly networks: NetworkSessions;
  readonly folder: DataFolder;
  readonly withPerturbations: boolean;
  readonly seed: number;
  /** Folders of spectra the model is not for, by a name; laid out as the data of one of the tasks. */
  readonly outside: readonly { readonly name: string; readonly folder: DataFolder }[];
  readonly software: string;
}

/**
 * Judges a model of the registry on data of the form its task is trained on.
 *
 * @throws TrainingError no-such-task, unreadable-dataset; WorkflowError checksum-mismatch; DescriptorError model-unusable
 */
export async function evaluateStoredModel(
  asked: EvaluateStoredModel,
): Promise<ModelEvaluation & { readonly notes: readonly string[] }> {
  const { model, folder, withPerturbations, seed } = asked;
  const { manifest } = model;
  const { task, version, input, members } = manifest;
  const read = async (name: string): Promise<Uint8Array | null> =>
    model.files.some((f) => f.name === name) ? asked.registry.read(task, version, name) : null;
  const json = async (name: string): Promise<unknown> => {
    const bytes = await read(name);
    return bytes === null ? null : (JSON.parse(textOfBytes(bytes)) as unknown);
  };
  const domain = await json('domain.json');
  const stored = (await json('evaluation.json')) as Partial<ModelEvaluation> | null;
  const request: EvaluationRequest = {
    manifest,
    domain: domain === null ? null : readDomain(domain),
    trainedOn: stored?.trainedOn ?? null,
    sha256: sha256Hex,
    task: findTask(task),
    folder,
    withPerturbations,
    seed,
    outside: await Promise.all(asked.outside.map(readOutside)),
  };
  const onnx = await asked.registry.read(task, version, 'model.onnx');
  // Judged by what trained it, but only if it can be served: else it says why, as serving would.
  await (await asked.networks.open(manifest, onnx)).close();
  const form = { tensor: input.tensor, nChannels: input.grid.nChannels, members };
  const found = await withNetwork(onnx, form, (predict) => evaluateModel(request, predict));
  return { schema: 'kaimen.evaluation/1', modelId: model.id, software: asked.software, ...found };
}

async function readOutside({ name, folder }: EvaluateStoredModel['outside'][number]) {
  const paths = await folder.list();
  const task = TASKS.find((t) => t.isFolder(paths));
  if (task === undefined) {
    const known = TASKS.map((t) => t.task).join(', ');
    throw new TrainingError('unreadable-dataset', `${name} is not laid out as the data of ${known}`);
  }
  const { axis, counts } = await task.read(folder);
  return { name, label: `spectra of ${name}`, axis, counts };
}
