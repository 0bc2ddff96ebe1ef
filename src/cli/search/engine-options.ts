import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { recipeElements } from '../../workflows/boundary-search/begin-search.js';
import type { BoundaryRecipe, EngineRecipe } from '../../workflows/boundary-search/search-recipe.js';
import type { EnergyEngines } from '../../workflows/ports/energy-engines.js';
import { CliError, EXIT } from '../exit-codes.js';

export interface EngineOptions {
  readonly engine?: 'eam' | 'lammps' | 'folder' | 'external' | 'table';
  /** Files of potentials; of 'eam' one, or 'mishin-cu-2001'. */
  readonly potential: readonly string[];
  readonly command: readonly string[];
  readonly lammps?: string;
  readonly folder?: string;
  /** What is done in the folder, in words: 'PBE, 520 eV'. */
  readonly calculation?: string;
  readonly threads?: number;
}

/** One relaxation of LAMMPS that takes longer than this hangs. */
const LAMMPS_DEADLINE_S = 3600;

export const threadsOf = ({ threads }: EngineOptions): number =>
  Math.max(1, threads ?? availableParallelism());

/** The engines of this machine, for its owner: any file, any program. */
export async function localEngines(options: EngineOptions): Promise<EnergyEngines> {
  const { LocalEngines } = await import('../../engines/local-engines.js');
  return new LocalEngines({
    threads: threadsOf(options),
    potentials: 'any-path',
    lammps: process.env.KAIMEN_LAMMPS ?? 'lmp',
    lammpsDeadlineS: LAMMPS_DEADLINE_S,
  });
}

/** What the options name; null when they name no engine. */
export async function engineFrom(
  options: EngineOptions,
  boundary: BoundaryRecipe,
): Promise<EngineRecipe | null> {
  const { engine, potential, command, lammps, folder } = options;
  switch (engine) {
    case undefined:
      return potential.length > 0 && command.length === 0 ? eamFrom(potential) : null;
    case 'eam':
      return eamFrom(potential);
    case 'lammps':
      if (command.length === 0)
        throw wrong(
          'LAMMPS needs its pair style: --command, with the files it names as --potential',
          LAMMPS_EXAMPLE,
        );
      return {
        name: 'lammps',
        elements: await recipeElements(boundary),
        commands: command,
        files: potential.map((file) => resolve(file)),
        executable: lammps ?? null,
      };
    case 'folder':
      if (folder === undefined)
        throw wrong('The folder of the exchange is missing', 'Name it with --folder.');
      return { name: 'folder', folder: resolve(folder), potential: options.calculation ?? '' };
    case 'external':
      return { name: 'external' };
    case 'table':
      throw wrong('A boundary has no table to replay', 'Choose --engine eam, lammps or folder.');
  }
}

/** The engine where none is named: the built-in one for copper, else energies that are told. */
export async function defaultEngine(boundary: BoundaryRecipe): Promise<EngineRecipe> {
  const isCopper = (await recipeElements(boundary)).join() === 'Cu';
  return isCopper ? { name: 'eam', potential: MISHIN, sha256: null } : { name: 'external' };
}

const MISHIN = 'mishin-cu-2001';

function eamFrom(potential: readonly string[]): EngineRecipe {
  if (potential.length > 1) throw wrong('EAM takes one file', 'A file of several elements holds them all.');
  const [file = MISHIN] = potential;
  return { name: 'eam', potential: file === MISHIN ? file : resolve(file), sha256: null };
}

const LAMMPS_EXAMPLE =
  'For example: --engine lammps --potential Si.sw --command "pair_style sw" --command "pair_coeff * * Si.sw Si"';

const wrong = (message: string, advice: string): CliError =>
  new CliError(EXIT.usage, 'invalid-parameter', message, advice);
