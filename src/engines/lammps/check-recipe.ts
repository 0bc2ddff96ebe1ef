import path from 'node:path';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { EngineRecipe } from '../../workflows/boundary-search/search-recipe.js';

export type LammpsRecipe = Extract<EngineRecipe, { name: 'lammps' }>;

/** What defines energies, and nothing that reads, writes, loops or starts anything. */
const ALLOWED = new Set([
  'pair_style',
  'pair_coeff',
  'pair_modify',
  'mass',
  'set',
  'kspace_style',
  'kspace_modify',
  'neighbor',
  'neigh_modify',
]);
/** Words of pair styles that load programs. */
const PROGRAMS = /^(python|mliappy|kim|quip|plugin)$|\.(py|so|pkl|pt)$/i;
/** No quotes, variables ($), continuation (&), comments or anything a shell knows; a file has no folder. */
const WORD = /^[\w.+*:=-]+(\/[\w.+*:=-]+)*$/;
const SET_CHARGE = /^set type \S+ charge \S+$/;
const COMMANDS_AT_MOST = 200;
const LONGEST_COMMAND = 2000;
const ELEMENTS_AT_MOST = 20;

/**
 * A recipe can come from a stranger: what is not known to be harmless is refused.
 *
 * @throws EnergeticsError recipe-refused
 */
export function checkLammpsRecipe({ elements, commands, files }: LammpsRecipe): void {
  if (elements.length < 1 || elements.length > ELEMENTS_AT_MOST || new Set(elements).size < elements.length) {
    throw refused(`it takes 1 to ${ELEMENTS_AT_MOST} elements, each once`, elements.join(' '));
  }
  if (commands.length > COMMANDS_AT_MOST) throw refused(`more than ${COMMANDS_AT_MOST} commands`, '');
  const names = new Set(files.map((file) => path.basename(file)));
  for (const command of commands) checkCommand(command, names);
  if (!commands.some((command) => command.trim().startsWith('pair_style'))) {
    throw refused('no command pair_style', '');
  }
}

function checkCommand(command: string, files: ReadonlySet<string>): void {
  if (command.length > LONGEST_COMMAND) throw refused('too long', command.slice(0, 60));
  if (/[^\x20-\x7e]/.test(command)) throw refused('one line of plain characters each', command);
  const words = command.trim().split(/ +/);
  if (!ALLOWED.has(words[0])) throw refused(`only ${[...ALLOWED].join(', ')} are allowed`, command);
  for (const word of words) {
    if (!WORD.test(word) || word.includes('..')) throw refused(`“${word}” is not allowed`, command);
    if (word.split('/').some((part) => PROGRAMS.test(part)))
      throw refused(`“${word}” runs a program`, command);
    if (looksLikeFile(word) && !files.has(word)) throw refused(`“${word}” is none of its files`, command);
  }
  if (words[0] === 'set' && !SET_CHARGE.test(words.join(' '))) {
    throw refused('of set, only “set type <n> charge <q>” is allowed', command);
  }
}

/** LAMMPS would look for it in a folder of its own, too: an energy of a file whose SHA-256 nobody knows. */
const looksLikeFile = (word: string): boolean => word.includes('.') && Number.isNaN(Number(word));

function refused(why: string, command: string): EnergeticsError {
  return new EnergeticsError('recipe-refused', `LAMMPS command refused (${why}): ${command}`, { command });
}
