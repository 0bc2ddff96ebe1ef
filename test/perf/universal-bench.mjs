/**
 * One predictor over boundaries, potentials and materials, judged by leaving one boundary, and one material, out: fcc
 * metals by potentials of Debian's lammps-data and the built-in copper. Every candidate is relaxed: about a minute.
 *
 *   npm run build && node test/perf/universal-bench.mjs
 */
import { existsSync, readFileSync } from 'node:fs';

const POTENTIALS = '/usr/share/lammps/potentials';
const METALS = [
  { element: 'Cu', file: null },
  { element: 'Ni', file: 'Ni_u3.eam' },
  { element: 'Al', file: 'Al_zhou.eam.alloy' },
  { element: 'Au', file: 'Au_u3.eam' },
  { element: 'Pd', file: 'Pd_u3.eam' },
];
const BOUNDARIES = [
  { axis: [0, 0, 1], sigma: 5, plane: [2, 1, 0] },
  { axis: [0, 0, 1], sigma: 5, plane: [3, 1, 0] },
  { axis: [0, 0, 1], sigma: 17, plane: [5, 3, 0] },
];

const from = (file) => import(new URL(`../../dist/src/${file}.js`, import.meta.url).href);
export const POTENTIALS_ARE_HERE = METALS.every(
  ({ file }) => file === null || existsSync(`${POTENTIALS}/${file}`),
);

export async function universalBench() {
  const { builtInEngine } = await from('science/energetics/built-in-engine');
  const { eamPotential } = await from('science/energetics/eam/potential');
  const { mishinCu2001 } = await from('science/energetics/eam/mishin-cu-2001');
  const { readEam } = await from('science/energetics/eam/read-eam');
  const { prepareBoundary, universalSample } = await from('workflows/boundary-search/campaign-boundary');
  const { DEFAULT_PROTOCOL } = await from('workflows/boundary-search/search-defaults');
  const { learnUniversal } = await from('science/search/universal');
  const samples = [];
  for (const { element, file } of METALS) {
    const tables =
      file === null
        ? mishinCu2001()
        : readEam({ name: file, text: readFileSync(`${POTENTIALS}/${file}`, 'latin1') });
    const engine = builtInEngine(eamPotential(tables));
    const options = {
      crystal: { structure: 'fcc', elements: [element], latticeAngstrom: null },
      protocol: DEFAULT_PROTOCOL,
      seed: 1,
      parallel: 1,
    };
    for (const boundary of BOUNDARIES) {
      const prepared = await prepareBoundary(boundary, options, engine);
      samples.push(await universalSample(prepared, `${element} (${tables.name})`));
    }
  }
  return learnUniversal(samples, 1);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  if (!POTENTIALS_ARE_HERE) {
    console.log(`universal predictor: skipped, ${POTENTIALS} (Debian's lammps-data) is not here`);
  } else {
    const { predictor, byBoundary, byMaterial } = await universalBench();
    console.log(`universal predictor (${predictor.regressor}); left out: boundary | material`);
    console.log('rank correlation, mJ/m² of the best of 20 over the minimum, rms error (J/m²)');
    byBoundary.forEach((row, i) => {
      const show = (r) =>
        `${r.rankCorrelation.toFixed(2)} ${(1000 * r.excessJPerM2).toFixed(1).padStart(6)} ${r.rmseJPerM2.toFixed(3)}`;
      console.log(
        `${row.material.padEnd(28)} ${row.name.slice(0, 14).padEnd(15)} ${show(row)} | ${show(byMaterial[i])}`,
      );
    });
  }
}
