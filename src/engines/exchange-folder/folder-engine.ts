import { setTimeout as sleep } from 'node:timers/promises';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { EnergyEngine, RelaxOptions } from '../../science/energetics/energy-engine.js';
import type { EngineRecipe } from '../../workflows/boundary-search/search-recipe.js';
import { type FolderTask, postTask } from './task-files.js';
import { answerIn, type FolderResult, resultOf } from './task-result.js';

export type FolderRecipe = Extract<EngineRecipe, { name: 'folder' }>;

/** How often the folder is looked at. Folders are often on other machines, which send no events. */
const POLL_MS = 500;

/**
 * Energies that somebody else calculates, DFT or any other code: tasks are put into a folder, answers awaited without
 * limit of time. What is written and expected: README.md.
 */
export function folderEngine(recipe: FolderRecipe, { pollMs = POLL_MS } = {}): EnergyEngine {
  const closing = new AbortController();

  const ask = async (task: FolderTask): Promise<FolderResult> => {
    const posted = await postTask(recipe.folder, task);
    for (let before: string | null = null; ;) {
      const text = await answerIn(posted);
      // Twice the same: it is not being written any more.
      if (text !== null && text === before) return resultOf(text, posted, task);
      before = text;
      await sleep(pollMs, undefined, { signal: closing.signal }).catch((cause: unknown) => {
        throw new EnergeticsError('engine-unavailable', 'the folder is not looked at any more', { cause });
      });
    }
  };

  return {
    identity: {
      name: 'external',
      version: 'folder/1',
      potential: recipe.potential,
      potentialSha256: null,
      citation: null,
    },
    evaluate: async (structure) => {
      const { energyEv, forces } = await ask({ structure, relax: null });
      return { energyEv, forces: forces ?? new Float64Array(3 * structure.nAtoms).fill(NaN) };
    },
    relax: async (structure, options) => {
      const { forces, ...result } = await ask({ structure, relax: options });
      return { ...result, nEvaluations: 1, maxForce: largestOn(forces, options) };
    },
    close: async () => closing.abort(),
  };
}

/** NaN where the other code gave no forces. */
function largestOn(forces: Float64Array | null, { fixed }: RelaxOptions): number {
  if (forces === null) return NaN;
  return forces.reduce(
    (max, f, i) => (fixed?.[Math.floor(i / 3)] === 1 ? max : Math.max(max, Math.abs(f))),
    0,
  );
}
