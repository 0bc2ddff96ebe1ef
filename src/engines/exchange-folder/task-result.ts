import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { symbolsOf } from '../../science/crystal/build.js';
import { readExtxyz } from '../../science/crystal/exchange/extxyz.js';
import { EnergeticsError } from '../../science/energetics/energetics-error.js';
import type { FolderTask, PostedTask } from './task-files.js';

/** What came back, in the structure's own order of atoms. */
export interface FolderResult {
  readonly energyEv: number;
  readonly converged: boolean;
  /** [nAtoms × 3]; null: the answer has none. */
  readonly forces: Float64Array | null;
  readonly positions: Float64Array;
  readonly normalLengthAngstrom: number;
}

/** result.json as text; null: not there yet. */
export const answerIn = ({ folder }: PostedTask): Promise<string | null> =>
  textOf(path.join(folder, 'result.json'));

/** @throws EnergeticsError engine-failed: the other side says so, or its answer does not fit the task */
export async function resultOf(text: string, posted: PostedTask, task: FolderTask): Promise<FolderResult> {
  try {
    const { energyEv, converged } = parseAnswer(text, task);
    const frame = await textOf(path.join(posted.folder, 'result.extxyz'));
    if (frame !== null) return { energyEv, converged, ...readFrame(frame, posted, task) };
    if (task.relax !== null) throw new Error('there is no result.extxyz with the relaxed structure');
    const { positions, cell } = task.structure;
    return { energyEv, converged, forces: null, positions, normalLengthAngstrom: cell[1][1] };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EnergeticsError('engine-failed', `${posted.folder}: ${why}`, { cause });
  }
}

function parseAnswer(text: string, { relax }: FolderTask): { energyEv: number; converged: boolean } {
  const answer = JSON.parse(text) as Record<string, unknown> | null;
  if (answer === null || typeof answer !== 'object') throw new Error('result.json is no object');
  const { failed, energyEv, converged = relax === null ? true : undefined } = answer;
  if (failed !== undefined) throw new Error(typeof failed === 'string' ? failed : 'failed');
  if (typeof energyEv !== 'number' || !Number.isFinite(energyEv)) throw new Error('energyEv is no number');
  if (typeof converged !== 'boolean') throw new Error('converged is neither true nor false');
  return { energyEv, converged };
}

function readFrame(text: string, { order }: PostedTask, { structure }: FolderTask) {
  const { structure: found, forces } = readExtxyz(text).at(-1)!;
  const symbols = symbolsOf(structure);
  if (symbolsOf(found).join() !== Array.from(order, (atom) => symbols[atom]).join()) {
    throw new Error('the atoms of result.extxyz are not those of structure.extxyz in the same order');
  }
  return {
    forces: forces === null ? null : unsorted(forces, order),
    positions: unsorted(found.positions, order),
    normalLengthAngstrom: found.cell[1][1],
  };
}

function unsorted(sorted: Float64Array, order: Int32Array): Float64Array {
  const own = new Float64Array(sorted.length);
  order.forEach((atom, k) => own.set(sorted.subarray(3 * k, 3 * k + 3), 3 * atom));
  return own;
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
