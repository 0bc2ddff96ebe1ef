import type { Batch } from '../ports/batch-records.js';
import type { BatchRepository } from '../ports/batch-repository.js';
import type { Clock, Ids } from '../ports/clock.js';
import type { Dataset, DatasetSelection } from '../ports/records.js';
import type { DatasetRepository } from '../ports/repositories.js';
import type { ChooseRecipe, RecipeRequest } from '../recipes/choose-recipe.js';
import { WorkflowError } from '../workflow-error.js';
import { planRows } from './plan-rows.js';

export interface BatchRequest extends RecipeRequest {
  readonly ownerId: string;
  /** Null: the name of the recipe. */
  readonly name: string | null;
  readonly datasets: DatasetSelection;
}

export interface BatchPorts {
  readonly datasets: DatasetRepository;
  readonly batches: BatchRepository;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Most datasets of one batch. */
export const MAX_BATCH = 10_000;

/**
 * One recipe on many datasets. Doing it twice computes nothing twice: a dataset of which the same scans were analysed with the
 * same recipe by the same version of the program gets that analysis.
 */
export class SubmitBatch {
  constructor(
    private readonly ports: BatchPorts & { readonly chooseRecipe: ChooseRecipe },
    private readonly softwareVersion: string,
  ) {}

  /**
   * @throws WorkflowError not-found (a recipe or one of the ids), recipe-archived, invalid-parameter (no dataset, too many)
   * @throws SpectrumError invalid-recipe
   */
  async run(request: BatchRequest): Promise<Batch> {
    const { ownerId } = request;
    const { batches, clock, ids } = this.ports;
    const recipe = await this.ports.chooseRecipe.run(ownerId, request);
    const datasets = await this.datasets(ownerId, request.datasets);
    const finished = await batches.finishedLike(ownerId, {
      recipeSha256: recipe.sha256,
      softwareVersion: this.softwareVersion,
      datasetIds: datasets.map(({ id }) => id),
    });
    const plan = planRows(
      datasets.map((dataset, position) => ({ dataset, position })),
      { ownerId, recipe, finished, ports: { clock, ids } },
    );
    const batch: Batch = {
      id: ids.next(),
      ownerId,
      name: request.name ?? recipe.recipe.name,
      recipe: recipe.recipe,
      recipeSha256: recipe.sha256,
      savedRecipe: recipe.saved,
      createdAt: clock.now(),
    };
    await batches.submit(batch, plan.rows, plan.work);
    return batch;
  }

  private async datasets(ownerId: string, selection: DatasetSelection): Promise<readonly Dataset[]> {
    const found = await this.ports.datasets.select(ownerId, selection, MAX_BATCH + 1);
    if (found.length > MAX_BATCH)
      throw new WorkflowError('invalid-parameter', `A batch has at most ${MAX_BATCH} datasets.`);
    if ('ids' in selection) {
      const known = new Set(found.map(({ id }) => id));
      const missing = selection.ids.find((id) => !known.has(id));
      if (missing !== undefined) throw new WorkflowError('not-found', `There is no dataset ${missing}.`);
    }
    if (found.length === 0)
      throw new WorkflowError('invalid-parameter', 'No dataset fits: a batch needs at least one.');
    return found;
  }
}
