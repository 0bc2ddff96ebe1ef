import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import type { EngineRecipe } from '../boundary-search/search-recipe.js';

/** Where energies come from. */
export abstract class EnergyEngines {
  /**
   * The engine of a recipe, ready to use. Equal recipes share one; it takes as many structures at once as it has
   * threads or processes. Close it when it is not needed any more: it stays warm for the next one who opens it.
   *
   * @throws EnergeticsError recipe-refused (a command, file or program that is not allowed; 'external' has no engine),
   *   engine-unavailable (no such program or file; another SHA-256), potential-unreadable
   */
  abstract open(recipe: EngineRecipe): Promise<EnergyEngine>;
  /** Ends all engines, in use or not. */
  abstract close(): Promise<void>;
}
