import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { EnergyEngine, EngineIdentity } from '../../science/energetics/energy-engine.js';
import { type PotentialFile, sha256Of } from '../potential-files.js';
import { checkLammpsRecipe, type LammpsRecipe } from './check-recipe.js';
import { LammpsSession } from './lammps-session.js';

export interface LammpsEngineOptions {
  readonly executable: string;
  /** The recipe's files, in its order. */
  readonly files: readonly PotentialFile[];
  /** As many structures at once; processes start when they are needed. */
  readonly processes: number;
  /** Of one evaluation or minimisation; then the process is ended and its structure fails. */
  readonly deadlineS: number;
}

/**
 * LAMMPS as an engine, in processes that stay. They run in a folder of their own that holds copies of the recipe's
 * files, so that energies come from the bytes whose SHA-256 is in the identity and from no others.
 *
 * @throws EnergeticsError recipe-refused, engine-unavailable
 */
export async function lammpsEngine(
  recipe: LammpsRecipe,
  options: LammpsEngineOptions,
): Promise<EnergyEngine> {
  checkLammpsRecipe(recipe);
  const folder = await mkdtemp(path.join(tmpdir(), 'kaimen-lammps-'));
  const { executable, deadlineS, processes } = options;
  const sessions = Array.from(
    { length: processes },
    (_, number) => new LammpsSession({ executable, folder, deadlineS, recipe, number }),
  );
  const close = async (): Promise<void> => {
    for (const session of sessions) session.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await copyFiles(options.files, folder);
    const version = await sessions[0].start();
    const inTurn = turnsOf(sessions);
    return {
      identity: identityOf(recipe, options.files, version),
      evaluate: (structure) => inTurn((session) => session.evaluate(structure)),
      relax: (structure, relaxOptions) => inTurn((session) => session.relax(structure, relaxOptions)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function copyFiles(files: readonly PotentialFile[], folder: string): Promise<void> {
  if (new Set(files.map(({ name }) => name)).size < files.length) {
    throw new EnergeticsError('recipe-refused', 'two files have the same name');
  }
  for (const { name, bytes } of files) await writeFile(path.join(folder, name), bytes);
}

/** The SHA-256 is that of the one file; of more files or none: of commands, elements and the files' SHA-256, one a line. */
function identityOf(
  { commands, elements }: LammpsRecipe,
  files: readonly PotentialFile[],
  version: string,
): EngineIdentity {
  const told = [...commands, `elements ${elements.join(' ')}`];
  const hashed = [...told, ...files.map(({ name, sha256 }) => `${sha256} ${name}`)].join('\n');
  return {
    name: 'lammps',
    version,
    potential: told.join('; '),
    potentialSha256: files.length === 1 ? files[0].sha256 : sha256Of(hashed),
    citation: null,
  };
}

/** Gives each piece of work a session of its own; the first that is free, in the order of asking. */
function turnsOf(sessions: readonly LammpsSession[]) {
  const free = [...sessions];
  const waiting: ((session: LammpsSession) => void)[] = [];
  return async <T>(work: (session: LammpsSession) => Promise<T>): Promise<T> => {
    const session = free.shift() ?? (await new Promise<LammpsSession>((resolve) => waiting.push(resolve)));
    try {
      return await work(session);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free.unshift(session);
      else next(session);
    }
  };
}
