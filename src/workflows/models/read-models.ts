import { textOfBytes } from '../../science/formats/text-bytes.js';
import type { ModelManifest, ModelOutput } from '../../science/descriptors/model-manifest.js';
import type { ModelRegistry, RefusedModel, RegisteredModel } from '../ports/models.js';
import { WorkflowError } from '../workflow-error.js';

/** What a network tells, by name. */
export interface ToldQuantity {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly kind: ModelOutput['kind'];
}

export interface ShownModel {
  readonly model: RegisteredModel;
  /** card.md; null without one. */
  readonly card: string | null;
  /** evaluation.json, parsed; null without one. */
  readonly evaluation: unknown;
  /** structure-tree.json, parsed; null without one. */
  readonly structureTree: unknown;
}

export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const unitOf = (output: ModelOutput): string => ('unit' in output ? output.unit : '');

/** Outputs of a manifest; the mean of fractions is a quantity of its own, before them. */
export const quantitiesOf = ({ outputs }: ModelManifest): ToldQuantity[] =>
  outputs.flatMap((output) => {
    const { name, label, kind } = output;
    const itself = { name, label, unit: unitOf(output), kind };
    if (output.kind !== 'fractions' || output.mean === null) return [itself];
    const { mean } = output;
    return [{ name: mean.name, label: mean.label, unit: mean.unit, kind: 'scalar' as const }, itself];
  });

/** What networks there are, what each knows and how well, and their files for anybody to take. */
export class ReadModels {
  constructor(private readonly registry: ModelRegistry) {}

  list(): Promise<{ models: readonly RegisteredModel[]; refused: readonly RefusedModel[] }> {
    return this.registry.list();
  }

  /** @throws WorkflowError not-found, checksum-mismatch; malformed-file  a file that is no JSON */
  async show(task: string, version: string): Promise<ShownModel> {
    const model = await this.found(task, version);
    const [card, evaluation, structureTree] = await Promise.all([
      this.text(model, 'card.md'),
      this.json(model, 'evaluation.json'),
      this.json(model, 'structure-tree.json'),
    ]);
    return { model, card, evaluation, structureTree };
  }

  /** A file of a model by its name in the manifest. @throws WorkflowError not-found, checksum-mismatch */
  async file(task: string, version: string, name: string): Promise<ModelFile> {
    const { files } = await this.found(task, version);
    if (!files.some((file) => file.name === name))
      throw new WorkflowError('not-found', `${task}@${version} has no file ${name}.`);
    return { name, bytes: await this.registry.read(task, version, name) };
  }

  private async found(task: string, version: string): Promise<RegisteredModel> {
    const model = await this.registry.find(task, version);
    if (model !== null) return model;
    throw new WorkflowError('not-found', `There is no model ${task}@${version}, or it was refused: see the list.`);
  }

  private async text({ manifest, files }: RegisteredModel, name: string): Promise<string | null> {
    if (!files.some((file) => file.name === name)) return null;
    return textOfBytes(await this.registry.read(manifest.task, manifest.version, name));
  }

  private async json(model: RegisteredModel, name: string): Promise<unknown> {
    const text = await this.text(model, name);
    if (text === null) return null;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new WorkflowError('malformed-file', `${name} of ${model.id} is no JSON.`, { cause });
    }
  }
}
