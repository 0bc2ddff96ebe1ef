import { builtInEngine } from '../../science/energetics/built-in-engine.js';
import { MISHIN_CU_2001_SHA256, mishinCu2001 } from '../../science/energetics/eam/mishin-cu-2001.js';
import { eamPotential } from '../../science/energetics/eam/potential.js';
import { readEam } from '../../science/energetics/eam/read-eam.js';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { EnergyEngine } from '../../science/energetics/energy-engine.js';
import type { EngineRecipe } from '../../workflows/boundary-search/search-recipe.js';
import { type PotentialPolicy, readPotentialFile } from '../potential-files.js';

export type EamRecipe = Extract<EngineRecipe, { name: 'eam' }>;

/** What a thread needs to make the potential. */
export interface EamSource {
  /** null: the closed form of Mishin's copper. */
  readonly file: { readonly name: string; readonly text: string } | null;
  readonly sha256: string;
}

/** @throws EnergeticsError recipe-refused, engine-unavailable (also: not the SHA-256 of the recipe) */
export async function readEamSource(recipe: EamRecipe, policy: PotentialPolicy): Promise<EamSource> {
  const source = await sourceOf(recipe.potential, policy);
  if (recipe.sha256 !== null && recipe.sha256.toLowerCase() !== source.sha256) {
    const message = `“${recipe.potential}” has SHA-256 ${source.sha256}, not ${recipe.sha256}`;
    throw new EnergeticsError('engine-unavailable', message);
  }
  return source;
}

/** The engine in the thread that calls. @throws EnergeticsError potential-unreadable */
export function eamEngine({ file, sha256 }: EamSource): EnergyEngine {
  const tables = file === null ? mishinCu2001() : readEam(file);
  return builtInEngine(eamPotential(tables), { potentialSha256: sha256 });
}

async function sourceOf(potential: string, policy: PotentialPolicy): Promise<EamSource> {
  if (potential === 'mishin-cu-2001') return { file: null, sha256: MISHIN_CU_2001_SHA256 };
  const { name, bytes, sha256 } = await readPotentialFile(potential, policy);
  return { file: { name, text: bytes.toString('utf8') }, sha256 };
}
