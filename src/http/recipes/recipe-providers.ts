import type { FactoryProvider } from '@nestjs/common';
import { ChangeBatch } from '../../workflows/batches/change-batch.js';
import { ReadBatches } from '../../workflows/batches/read-batches.js';
import { SubmitBatch } from '../../workflows/batches/submit-batch.js';
import { BatchRepository } from '../../workflows/ports/batch-repository.js';
import { Clock, Ids } from '../../workflows/ports/clock.js';
import { RecipeRepository } from '../../workflows/ports/recipe-repository.js';
import { ReferenceRepository } from '../../workflows/ports/references.js';
import { DatasetRepository } from '../../workflows/ports/repositories.js';
import { ChooseRecipe } from '../../workflows/recipes/choose-recipe.js';
import { ManageRecipes } from '../../workflows/recipes/manage-recipes.js';
import { HttpOptions } from '../http-options.js';

/** The workflows of recipes and batches, made from the ports. */
export const RECIPE_PROVIDERS: FactoryProvider[] = [
  {
    provide: ChooseRecipe,
    inject: [RecipeRepository, ReferenceRepository],
    useFactory: (recipes: RecipeRepository, references: ReferenceRepository) =>
      new ChooseRecipe(recipes, references),
  },
  {
    provide: ManageRecipes,
    inject: [RecipeRepository, Clock, Ids],
    useFactory: (recipes: RecipeRepository, clock: Clock, ids: Ids) =>
      new ManageRecipes({ recipes, clock, ids }),
  },
  {
    provide: ReadBatches,
    inject: [BatchRepository],
    useFactory: (batches: BatchRepository) => new ReadBatches(batches),
  },
  {
    provide: SubmitBatch,
    inject: [DatasetRepository, BatchRepository, Clock, Ids, ChooseRecipe, HttpOptions],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      datasets: DatasetRepository,
      batches: BatchRepository,
      clock: Clock,
      ids: Ids,
      chooseRecipe: ChooseRecipe,
      { version }: HttpOptions,
    ) => new SubmitBatch({ datasets, batches, clock, ids, chooseRecipe }, version),
  },
  {
    provide: ChangeBatch,
    inject: [DatasetRepository, BatchRepository, Clock, Ids, ReadBatches, HttpOptions],
    // eslint-disable-next-line max-params -- one parameter a port
    useFactory: (
      datasets: DatasetRepository,
      batches: BatchRepository,
      clock: Clock,
      ids: Ids,
      reading: ReadBatches,
      { version }: HttpOptions,
    ) => new ChangeBatch({ datasets, batches, clock, ids, reading }, version),
  },
];
