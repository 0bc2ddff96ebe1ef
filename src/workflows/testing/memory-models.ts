import { utf8Bytes } from '../../science/formats/text-bytes.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { ModelRegistry, type RefusedModel, type RegisteredModel } from '../ports/models.js';
import { WorkflowError } from '../workflow-error.js';

/** Models in memory; checksums are those of the manifest and not looked at. */
export class MemoryModelRegistry extends ModelRegistry {
  readonly refused: RefusedModel[] = [];
  private readonly models: RegisteredModel[] = [];
  private readonly contents = new Map<string, Uint8Array>();

  add(manifest: ModelManifest, files: Readonly<Record<string, string>>): void {
    const id = `${manifest.task}@${manifest.version}`;
    const all = { ...files, 'manifest.json': JSON.stringify(manifest) };
    const entries = Object.entries(all).map(([name, text]) => {
      const bytes = utf8Bytes(text);
      this.contents.set(`${id}/${name}`, bytes);
      return { name, sizeBytes: bytes.length, sha256: manifest.files[name] ?? 'f'.repeat(64) };
    });
    this.models.push({ id, manifest, manifestSha256: 'f'.repeat(64), files: entries });
  }

  async list(): Promise<{ models: readonly RegisteredModel[]; refused: readonly RefusedModel[] }> {
    return { models: this.models, refused: this.refused };
  }

  async find(task: string, version: string): Promise<RegisteredModel | null> {
    return this.models.find(({ id }) => id === `${task}@${version}`) ?? null;
  }

  async read(task: string, version: string, name: string): Promise<Uint8Array> {
    const bytes = this.contents.get(`${task}@${version}/${name}`);
    if (bytes === undefined) throw new WorkflowError('not-found', `There is no file ${name}.`);
    return bytes;
  }
}
