import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { integerColumn, writeExtxyz } from '../../science/crystal/exchange/extxyz.js';
import { poscarOrder, writePoscar } from '../../science/crystal/exchange/poscar.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import type { RelaxOptions } from '../../science/energetics/energy-engine.js';
import { takeAtoms } from '../../science/grain-boundaries/candidate-structure.js';
import { sha256Of } from '../potential-files.js';

/** What somebody else is to calculate: an energy as it stands, or of its minimum. */
export interface FolderTask {
  readonly structure: AtomicStructure;
  /** null: single point. */
  readonly relax: RelaxOptions | null;
}

/** A task as it lies in its folder. Atoms stand by element there, as POSCAR wants them: atom k is atom `order[k]`. */
export interface PostedTask {
  readonly folder: string;
  readonly order: Int32Array;
}

/**
 * Puts a task into a folder named by what it is, unless it is there already: a search that is killed and goes on finds
 * its answers. The folder appears whole.
 */
export async function postTask(root: string, task: FolderTask): Promise<PostedTask> {
  const order = poscarOrder(task.structure);
  const files = filesOf(task, order);
  const folder = path.join(root, sha256Of(Object.values(files).join('\0')).slice(0, 16));
  const posted = { folder, order };
  if (await exists(folder)) return posted;
  await mkdir(root, { recursive: true });
  const aside = await mkdtemp(path.join(root, '.new-'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(aside, name), text);
  try {
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true });
    if (!(await exists(folder))) throw error;
  }
  return posted;
}

function filesOf({ structure, relax }: FolderTask, order: Int32Array): Record<string, string> {
  const sorted = takeAtoms(structure, [...order]);
  const fixed = relax?.fixed == null ? null : Uint8Array.from(order, (atom) => relax.fixed![atom]);
  const task = {
    format: 'kaimen-task/1',
    calculation: relax === null ? 'single-point' : 'relax',
    ...(relax !== null && {
      forceToleranceEvPerAngstrom: relax.forceTolerance,
      relaxCellAlongY: relax.relaxNormal,
      fixedAtoms: fixed === null ? [] : [...fixed.keys()].filter((atom) => fixed[atom] === 1),
    }),
  };
  const columns = fixed === null ? undefined : new Map([['fixed', integerColumn(fixed)]]);
  return {
    'structure.extxyz': writeExtxyz([{ structure: sorted, columns }]),
    POSCAR: writePoscar(sorted, { comment: 'kaimen', fixed }),
    'task.json': `${JSON.stringify(task, null, 2)}\n`,
  };
}

const exists = (place: string): Promise<boolean> =>
  stat(place).then(
    () => true,
    () => false,
  );
