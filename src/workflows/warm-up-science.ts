import { interpretScan } from '../science/interpretation/interpret-scan.js';
import { DEFAULT_RECIPE } from '../science/interpretation/recipe.js';
import type { ServedModels } from './models/served-models.js';
import { madeUpScan } from './made-up-scan.js';

/**
 * Runs the recipe once on a made-up line scan, and opens the networks: the engine compiles what the first analysis
 * would wait for.
 */
export async function warmUpScience(models?: ServedModels): Promise<void> {
  const coreLoss = {
    scan: madeUpScan(),
    name: 'warm-up',
    sha256: null,
    format: 'none',
    scanIndex: 0,
    warnings: [],
  };
  interpretScan({ coreLoss, lowLoss: null, recipe: DEFAULT_RECIPE, version: 'warm-up' });
  await models?.warmUp();
}
