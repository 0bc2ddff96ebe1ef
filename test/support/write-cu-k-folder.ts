import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createRng } from '../../src/science/numerics/rng.js';

const N_POINTS = 173;

/**
 * A made-up data set in the layout of cu-k-feff: CuO-like cells of random size; the edge has an oscillation of the length of
 * the bond, so that there is something to learn.
 */
export async function writeCuKFolder(folder: string, nMaterials: number): Promise<void> {
  const rng = createRng(12);
  const rows = ['row,id,site_index,split'];
  const structures: string[] = [];
  const energies: number[] = [];
  const mu: number[] = [];
  for (let i = 0; i < nMaterials; i++) {
    const a = 3.9 + 0.6 * rng.uniform();
    const id = `made-${i}`;
    rows.push(`${i},${id},0,${i % 5 === 0 ? 'val' : 'train'}`);
    structures.push(
      JSON.stringify({
        id,
        lattice: [
          [a, 0, 0],
          [0, a, 0],
          [0, 0, i % 2 === 0 ? a : 2 * a],
        ],
        species: ['Cu', ...(i % 2 === 0 ? ['O', 'O', 'O'] : ['O', 'O'])],
        frac: [[0, 0, 0], [0.5, 0, 0], [0, 0.5, 0], ...(i % 2 === 0 ? [[0, 0, 0.5]] : [])],
      }),
    );
    for (let k = 0; k < N_POINTS; k++) {
      const e = 8979 + (141 * k) / (N_POINTS - 1);
      const wave = Math.sin(Math.sqrt(Math.max(0, e - 8985)) * a) * Math.exp(-(e - 8985) / 60);
      energies.push(e);
      mu.push(0.5 + Math.atan((e - 8990) / 2) / Math.PI + (e > 8985 ? 0.3 * wave : 0) + 0.2 * (i % 2));
    }
  }
  await mkdir(folder, { recursive: true });
  const floats = (values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
  await writeFile(join(folder, 'sites.csv'), rows.join('\n'));
  await writeFile(join(folder, 'energy_eV.f32'), floats(energies));
  await writeFile(join(folder, 'mu.f32'), floats(mu));
  await writeFile(join(folder, 'structures.jsonl.gz'), gzipSync(structures.join('\n')));
}
