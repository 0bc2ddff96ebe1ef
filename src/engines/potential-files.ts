import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { EnergeticsError } from '../science/energetics/energetics-error.js';

/** Which files a recipe may name: any (its owner sits at this machine), those of one folder, none (`folder: null`). */
export type PotentialPolicy = 'any-path' | { readonly folder: string | null };

export interface PotentialFile {
  /** Without folder. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** Larger ones exist for machine-learnt potentials only. */
const LARGEST_BYTES = 256 * 2 ** 20;

/** @throws EnergeticsError recipe-refused, engine-unavailable */
export async function readPotentialFile(named: string, policy: PotentialPolicy): Promise<PotentialFile> {
  const place = policy === 'any-path' ? await existing(named) : await insideFolder(named, policy.folder);
  const found = await stat(place);
  if (!found.isFile()) throw new EnergeticsError('engine-unavailable', `“${named}” is no file`);
  const { size } = found;
  if (size > LARGEST_BYTES) {
    throw new EnergeticsError('recipe-refused', `“${named}” has ${size} bytes; ${LARGEST_BYTES} are allowed`);
  }
  const bytes = await readFile(place);
  return { name: path.basename(place), bytes, sha256: sha256Of(bytes) };
}

export function sha256Of(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function insideFolder(named: string, folder: string | null): Promise<string> {
  if (folder === null) {
    throw new EnergeticsError('recipe-refused', 'this service has no folder of potential files');
  }
  if (path.isAbsolute(named)) throw outside(named);
  const root = await existing(folder);
  if (isOutside(root, path.resolve(root, named))) throw outside(named); // says nothing of what lies there
  const place = await existing(path.resolve(root, named), named);
  if (isOutside(root, place)) throw outside(named);
  return place;
}

const isOutside = (root: string, place: string): boolean => {
  const way = path.relative(root, place);
  return way === '' || way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way);
};

const outside = (named: string): EnergeticsError =>
  new EnergeticsError('recipe-refused', `“${named}” is no name inside the folder of potential files`);

/** The file itself, links followed. */
async function existing(place: string, called = place): Promise<string> {
  try {
    return await realpath(place);
  } catch (cause) {
    throw new EnergeticsError('engine-unavailable', `there is no “${called}”`, { cause });
  }
}
