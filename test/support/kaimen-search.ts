import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { kaimenHere } from './kaimen.js';

export interface FoundBySearch {
  readonly energyJPerM2: number;
  /** The lowest structure. */
  readonly extxyz: string;
  readonly nFailed: number;
}

/** `kaimen search …` in this process; what it says on standard output. */
export async function kaimenSearch(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await kaimenHere(['search', ...args]);
  if (code !== 0) throw new Error(`${err}\n${out}`);
  return out;
}

/** init, run, export, with the options of a boundary and of an engine. */
export async function searchFor(
  boundary: string,
  engine: readonly string[],
  { folder, budget }: { folder: string; budget: number },
): Promise<FoundBySearch> {
  const here = await mkdtemp(path.join(folder, 'search-'));
  const state = path.join(here, 'search');
  await kaimenSearch('init', '--state', state, '--seed', '1', ...boundary.split(' '), ...engine);
  const ran = await kaimenSearch('run', '--state', state, ...engine, '--budget', `${budget}`, '--json');
  const { nObserved, nFailed, best } = JSON.parse(ran) as {
    nObserved: number;
    nFailed: number;
    best: { energy: number };
  };
  if (nObserved !== budget) throw new Error(`${nObserved} of ${budget} candidates evaluated`);
  await kaimenSearch('export', '--state', state, '--out', here, '--top', '1', '--format', 'extxyz');
  const name = (await readdir(here)).find((file) => file.endsWith('xyz'))!;
  return { energyJPerM2: best.energy, nFailed, extxyz: await readFile(path.join(here, name), 'utf8') };
}
