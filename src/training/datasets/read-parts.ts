import { gunzipSync, strFromU8 } from 'fflate';
import { float32OfBytes } from '../../science/units/base64.js';
import type { DataFolder } from '../data-folder.js';
import { TrainingError } from '../training-error.js';

/** @throws TrainingError unreadable-dataset */
export function refuse(path: string, why: string): never {
  throw new TrainingError('unreadable-dataset', `${path}: ${why}`, { path });
}

export async function readText(folder: DataFolder, path: string): Promise<string> {
  const bytes = await folder.read(path);
  return strFromU8(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

/** One JSON value a line. */
export async function readJsonLines<T>(folder: DataFolder, path: string): Promise<T[]> {
  const lines = (await readText(folder, path)).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, i) => {
    try {
      return JSON.parse(line) as T;
    } catch (cause) {
      throw new TrainingError('unreadable-dataset', `${path}, line ${i + 1}: no JSON`, { path, cause });
    }
  });
}

/** Little-endian float32. */
export async function readFloats(folder: DataFolder, path: string): Promise<Float32Array> {
  const bytes = await folder.read(path);
  if (bytes.length % 4 !== 0) refuse(path, `${bytes.length} bytes are no whole number of float32`);
  return float32OfBytes(bytes);
}

/** Rows of a comma-separated file without quotes, by the names of its first line. */
export async function readCsv(folder: DataFolder, path: string): Promise<Record<string, string>[]> {
  const [head, ...lines] = (await readText(folder, path))
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const names = (head ?? '').split(',').map((name) => name.trim());
  return lines.map((line, i) => {
    const cells = line.split(',');
    if (cells.length !== names.length) refuse(path, `line ${i + 2} has ${cells.length} cells`);
    return Object.fromEntries(names.map((name, k) => [name, cells[k].trim()]));
  });
}
