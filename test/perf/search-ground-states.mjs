/**
 * The full search (translations, atoms taken out, replication, rattle) of [001] symmetric tilt boundaries of copper: lowest
 * energy of so many relaxations drawn at random, and after how many the energy that is asked for was reached.
 *
 * Asked: the fully relaxed energies of Mishin 2001 that were published, for Σ13 (510) and Σ25 (710) the lower states that
 * were found with a doubled period.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const DIST = process.env.KAIMEN_DIST ?? path.join(import.meta.dirname, '../../dist/src');
const load = (file) => import(pathToFileURL(path.join(DIST, file)).href);

const RELAXATIONS = 120;
const SEED = 1;
/** J/m², to the digits in which they are published; half of the last one is allowed. */
export const GROUND_STATES = [
  { sigma: 5, plane: [2, 1, 0], asked: 0.9511 },
  { sigma: 5, plane: [3, 1, 0], asked: 0.9048 },
  { sigma: 17, plane: [4, 1, 0], asked: 0.9143 },
  { sigma: 17, plane: [5, 3, 0], asked: 0.8562 },
  { sigma: 13, plane: [5, 1, 0], asked: 0.865 },
  { sigma: 25, plane: [7, 1, 0], asked: 0.782 },
];
const ROUNDING = 0.00005;

/** @returns label, lowest energy (J/m²), relaxations until what is asked was reached (null: it was not) */
export async function groundStates(nThreads) {
  const { LocalEngines } = await load('engines/local-engines.js');
  const engines = new LocalEngines({
    threads: nThreads,
    potentials: 'any-path',
    lammps: null,
    lammpsDeadlineS: 60,
  });
  try {
    const engine = await engines.open({ name: 'eam', potential: 'mishin-cu-2001', sha256: null });
    const rows = [];
    for (const wanted of GROUND_STATES) rows.push(await search(wanted, engine, nThreads));
    return rows;
  } finally {
    await engines.close();
  }
}

async function search({ sigma, plane, asked }, engine, nThreads) {
  const { prepareReference } = await load('workflows/boundary-search/reference-state.js');
  const { evaluateCandidate } = await load('workflows/boundary-search/evaluate-candidate.js');
  const { DEFAULT_PROTOCOL, fullSearchCandidates } = await load(
    'workflows/boundary-search/search-defaults.js',
  );
  const { candidateTable, candidateParameters } = await load('workflows/boundary-search/candidate-table.js');
  const crystal = { structure: 'fcc', elements: ['Cu'], latticeAngstrom: null };
  const boundary = {
    crystal,
    otherCrystal: null,
    axis: [0, 0, 1],
    sigma,
    plane,
    otherPlane: null,
    strainLimit: 0,
  };
  const recipe = { boundary, protocol: DEFAULT_PROTOCOL };
  const reference = await prepareReference(recipe, engine);
  const candidates = fullSearchCandidates(reference, RELAXATIONS);
  const { columns, values, nCandidates } = candidateTable(reference, candidates, SEED);
  const energies = new Array(nCandidates).fill(Infinity);
  let next = 0;
  await Promise.all(
    Array.from({ length: nThreads }, async () => {
      while (next < nCandidates) {
        const i = next++;
        const row = values.subarray(i * columns.length, (i + 1) * columns.length);
        const parameters = candidateParameters(reference, candidates, { columns, values: row });
        const evaluation = await evaluateCandidate(recipe, reference, parameters, engine);
        energies[i] = evaluation.energyJPerM2 ?? Infinity;
      }
    }),
  );
  const reached = energies.findIndex((e) => e <= asked + ROUNDING);
  return {
    label: reference.boundary.label,
    asked,
    lowest: Math.min(...energies),
    nCandidates,
    nToReach: reached < 0 ? null : reached + 1,
  };
}
