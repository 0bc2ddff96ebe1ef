import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import { readDomain } from '../../science/descriptors/domain-model.js';
import { readReferences } from '../../science/descriptors/nearest-references.js';
import { validateManifest } from '../../science/descriptors/validate-manifest.js';
import { ScienceError } from '../../science/units/science-error.js';
import { ModelRegistry, type RefusedModel, type RegisteredModel } from '../../workflows/ports/models.js';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { compareVersions } from './compare-versions.js';

/** A file of a model may not be larger: it is held in memory. */
const MAX_FILE_BYTES = 512 * 2 ** 20;

type Checked = RegisteredModel & { readonly folder: string };

/**
 * Models in folders, `<folder>/<task>/<version>/`, looked at once: what was wrong then is refused until the next start, and a file
 * that changes later is found out when it is read.
 */
export class ModelFiles extends ModelRegistry {
  private constructor(
    private readonly models: readonly Checked[],
    private readonly refused: readonly RefusedModel[],
    /** In words: models that answer in the stead of one of the same name that goes before them and is refused. */
    readonly standIns: readonly string[],
  ) {
    super();
  }

  /**
   * @param folders  of a model in two of them the first counts
   * @throws WorkflowError not-found  one of them is not there: a slip of the pen would leave its networks out in silence
   */
  static async open(folders: readonly string[]): Promise<ModelFiles> {
    const models: Checked[] = [];
    const refused: RefusedModel[] = [];
    const standIns: string[] = [];
    for (const { root, task, version } of await placesIn(folders)) {
      const id = `${task}@${version}`;
      const found = await checked(join(root, task, version), task, version);
      const twin = models.find((one) => one.id === id);
      const before = refused.find((one) => one.task === task && one.version === version);
      if (typeof found === 'string') refused.push({ task, version, reason: found });
      else if (twin) refused.push({ task, version, reason: `the same model lies in ${twin.folder}` });
      else {
        models.push(found);
        if (before) standIns.push(`${id} is the one in ${root}: the other is refused, ${before.reason}`);
      }
    }
    models.sort(
      (a, b) =>
        compareText(a.manifest.task, b.manifest.task) ||
        compareVersions(b.manifest.version, a.manifest.version),
    );
    return new ModelFiles(models, refused, standIns);
  }

  list(): ReturnType<ModelRegistry['list']> {
    return Promise.resolve({ models: this.models, refused: this.refused });
  }

  find(task: string, version: string): Promise<RegisteredModel | null> {
    return Promise.resolve(this.models.find(({ id }) => id === `${task}@${version}`) ?? null);
  }

  async read(task: string, version: string, name: string): Promise<Uint8Array> {
    const model = this.models.find(({ id }) => id === `${task}@${version}`);
    const file = model?.files.find((one) => one.name === name);
    if (model === undefined || file === undefined) {
      throw new WorkflowError('not-found', `There is no file ${name} of a model ${task}@${version}.`);
    }
    const bytes = await readFile(join(model.folder, name)).catch((cause: NodeJS.ErrnoException) => {
      if (!isOfFiles(cause)) throw cause;
      const why = `${name} of ${model.id} cannot be read any more: ${cause.message}`;
      throw new WorkflowError('checksum-mismatch', why, { cause });
    });
    if (sha256Of(bytes) === file.sha256) return bytes;
    throw new WorkflowError(
      'checksum-mismatch',
      `${name} of ${model.id} was changed since the program started; start it again to use it.`,
    );
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Told by the file system (what reading a folder as a file throws has no path), or a file beyond what can be read at once. */
const isOfFiles = (error: NodeJS.ErrnoException): boolean =>
  error.syscall !== undefined || error.code === 'ERR_FS_FILE_TOO_LARGE';

interface Place {
  readonly root: string;
  readonly task: string;
  readonly version: string;
}

/** Where a model may lie, in the order of the folders. */
async function placesIn(folders: readonly string[]): Promise<Place[]> {
  const places: Place[] = [];
  for (const root of folders) {
    const tasks = await foldersIn(root);
    if (tasks === null) throw new WorkflowError('not-found', `There is no folder of networks ${root}.`);
    for (const task of tasks) {
      for (const version of (await foldersIn(join(root, task))) ?? []) places.push({ root, task, version });
    }
  }
  return places;
}

/** Names of the folders below a folder, in order; null where there is no folder. */
async function foldersIn(folder: string): Promise<string[] | null> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** A model whose every file is as its manifest says, or why it is none. */
async function checked(folder: string, task: string, version: string): Promise<Checked | string> {
  try {
    const bytes = await readFile(join(folder, 'manifest.json'));
    const manifest = validateManifest(jsonOf(bytes, 'manifest.json'));
    if (manifest.task !== task || manifest.version !== version) {
      return `its manifest is of ${manifest.task}@${manifest.version}, its folder of ${task}@${version}`;
    }
    const manifestSha256 = sha256Of(bytes);
    const files = [{ name: 'manifest.json', sizeBytes: bytes.length, sha256: manifestSha256 }];
    const contents = new Map<string, Uint8Array>();
    for (const [name, sha256] of Object.entries(manifest.files)) {
      const content = await readFile(join(folder, name));
      if (content.length > MAX_FILE_BYTES) return `${name} is larger than ${MAX_FILE_BYTES} bytes`;
      if (sha256Of(content) !== sha256) return `${name} has another SHA-256 than its manifest says`;
      files.push({ name, sizeBytes: content.length, sha256 });
      contents.set(name, content);
    }
    checkParts(manifest, contents);
    return { id: `${task}@${version}`, manifest, manifestSha256, files, folder };
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path !== undefined) return `${path} is missing`;
    if (
      error instanceof ScienceError ||
      error instanceof SyntaxError ||
      isOfFiles(error as NodeJS.ErrnoException)
    )
      return message;
    throw error;
  }
}

/** What serving will read is read once here, so that a model that cannot be served is refused at start. */
function checkParts({ input }: ModelManifest, contents: ReadonlyMap<string, Uint8Array>): void {
  const domainBytes = contents.get('domain.json');
  const domain = domainBytes && readDomain(jsonOf(domainBytes, 'domain.json'));
  const { nChannels } = input.grid;
  if (domain && domain.nChannels !== nChannels)
    throw new SyntaxError(
      `domain.json is of ${domain.nChannels} channels, the manifest's grid of ${nChannels}`,
    );
  const references = contents.get('references.json');
  if (references === undefined) return;
  if (domain === undefined)
    throw new SyntaxError('references.json needs a domain.json, in whose space it is');
  readReferences(jsonOf(references, 'references.json'), domain);
}

function jsonOf(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw new SyntaxError(`${name} is not JSON: ${(error as Error).message}`);
  }
}
