import { readDomain } from '../../science/descriptors/domain-model.js';
import { readReferences } from '../../science/descriptors/nearest-references.js';
import { edgeIdOf } from '../../science/descriptors/read-descriptors.js';
import type { ServedModel } from '../../science/descriptors/served-model.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import { describeByModels } from '../../science/interpretation/describe-by-models.js';
import type { InterpretationRun } from '../../science/interpretation/interpretation-input.js';
import type { Provenance, StepWarning } from '../../science/interpretation/interpretation-result.js';
import type { Recipe } from '../../science/interpretation/recipe.js';
import { ScienceError } from '../../science/units/science-error.js';
import type { ModelRegistry, NetworkSession, NetworkSessions, RegisteredModel } from '../ports/models.js';
import { WorkflowError } from '../workflow-error.js';
import { findModel } from './find-model.js';

type Asked = Pick<InterpretationRun, 'result' | 'netSource'>;

/** All that a run needs of the networks. */
export type RunReader = Pick<ServedModels, 'describe'>;

/** The networks of a registry, opened when they are first asked and kept until `close`. */
export class ServedModels {
  private readonly opened = new Map<string, Promise<ServedModel>>();
  private readonly sessions: NetworkSession[] = [];

  constructor(
    private readonly registry: ModelRegistry,
    private readonly networks: NetworkSessions,
  ) {}

  /**
   * Has the networks that the recipe names read the scan of a run (`describeByModels`).
   *
   * @throws WorkflowError not-found  the recipe names a network that is not at hand, or was refused
   * @throws DescriptorError model-unusable  one that it names; of 'auto' that is a warning
   */
  async describe<Run extends Asked>(run: Run, recipe: Recipe): Promise<Run> {
    const { models } = recipe.descriptors;
    const chosen = await this.chosen(models, run);
    const warnings: StepWarning[] = [];
    const opened: ServedModel[] = [];
    for (const model of chosen) {
      try {
        opened.push(await this.open(model));
      } catch (error) {
        if (models !== 'auto' || !(error instanceof ScienceError)) throw error;
        warnings.push({ step: 'descriptors', code: error.code as string, message: error.message });
      }
    }
    const read = await describeByModels(run, opened);
    if (warnings.length === 0) return read;
    return { ...read, result: { ...read.result, warnings: [...read.result.warnings, ...warnings] } };
  }

  /**
   * The same with the networks of a record.
   *
   * @throws WorkflowError not-found  one is not at hand; checksum-mismatch  its manifest is another
   */
  async describeAgain<Run extends Asked>(run: Run, recorded: NonNullable<Provenance['models']>): Promise<Run> {
    const models = await Promise.all(
      recorded.map(async ({ id, manifestSha256 }) => {
        const model = await findModel(this.registry, id);
        if (model.manifestSha256 === manifestSha256) return this.open(model);
        throw new WorkflowError(
          'checksum-mismatch',
          `The record was made with another ${id}: its manifest has the sha256 ${manifestSha256}.`,
        );
      }),
    );
    return describeByModels(run, models);
  }

  /** The networks of a record in place of what a recipe names. */
  asRecorded(recorded: NonNullable<Provenance['models']>): RunReader {
    return { describe: (run) => this.describeAgain(run, recorded) };
  }

  /** A network ready to be asked; the same again for the same id. */
  open(model: RegisteredModel): Promise<ServedModel> {
    const known = this.opened.get(model.id);
    if (known !== undefined) return known;
    const opening = this.load(model);
    this.opened.set(model.id, opening);
    opening.catch(() => this.opened.delete(model.id));
    return opening;
  }

  /** Opens what 'auto' may choose, so that no analysis waits for it; one that cannot be opened is told of when it is asked. */
  async warmUp(): Promise<void> {
    await Promise.allSettled((await this.automatic()).map((model) => this.open(model)));
  }

  async close(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.close()));
  }

  private async chosen(models: Recipe['descriptors']['models'], { netSource }: Asked): Promise<RegisteredModel[]> {
    if (models !== 'auto') {
      const named = await Promise.all(models.map((name) => findModel(this.registry, name)));
      return named.filter((model, i) => named.indexOf(model) === i);
    }
    return (await this.automatic()).filter(({ manifest }) => netSource.fits.has(edgeIdOf(manifest)));
  }

  /** The newest version of each task that is meant for measurements like those of users. */
  private async automatic(): Promise<RegisteredModel[]> {
    const all = (await this.registry.list()).models;
    const newest = all.filter(({ manifest }, i) => i === 0 || all[i - 1].manifest.task !== manifest.task);
    return newest.filter(({ manifest }) => manifest.status !== 'benchmark' && manifest.technique === 'EELS');
  }

  private async load({ id, manifest, manifestSha256, files }: RegisteredModel): Promise<ServedModel> {
    const { task, version } = manifest;
    const json = async (name: string): Promise<unknown> =>
      files.some((file) => file.name === name)
        ? (JSON.parse(textOfBytes(await this.registry.read(task, version, name))) as unknown)
        : null;
    const [domainJson, referencesJson] = [await json('domain.json'), await json('references.json')];
    const domain = domainJson === null ? null : readDomain(domainJson);
    const references =
      domain === null || referencesJson === null ? null : readReferences(referencesJson, domain);
    const session = await this.networks.open(manifest, await this.registry.read(task, version, 'model.onnx'));
    this.sessions.push(session);
    const ask = (rows: Float32Array, nRows: number) => session.run(rows, nRows);
    return { id, manifest, manifestSha256, domain, references, ask };
  }
}
