/**
 * Kriging on exhaustive tables, beside random search: evaluations until a candidate within 1 mJ/m² of the table's minimum
 * is found, over 50 seeds, the first (random) ones included; and the time of one ask at 200 known points.
 *
 * The tables are ../golden/grain-boundaries/grid_*.csv (made by make-grid-table.mjs). The method sees parameters and
 * periods only; which seed has reached the minimum is judged here.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const HERE = import.meta.dirname;
const DIST = process.env.KAIMEN_DIST ?? path.join(HERE, '../../dist/src');
const load = (file) => import(pathToFileURL(path.join(DIST, file)).href);

export const WITHIN_J_PER_M2 = 0.001;
const AT_MOST = 120;
const PERIODS = {
  'grid_210.csv': { dx_A: 8.0834, dz_A: 3.615 },
  'grid_510.csv': { dx_A: 9.2165, dz_A: 3.615 },
};
export const TABLES = Object.keys(PERIODS);

function readTable(name) {
  const text = readFileSync(path.join(HERE, '../golden/grain-boundaries', name), 'utf8');
  const [header, ...lines] = text.trim().split('\n');
  const names = header.split(',').slice(0, -1);
  const rows = lines.map((line) => line.split(',').map(Number));
  return {
    energies: rows.map((row) => row.at(-1)),
    space: {
      kind: 'grid',
      nCandidates: rows.length,
      values: Float64Array.from(rows.flatMap((row) => row.slice(0, -1))),
      columns: names.map((column) => ({
        name: column,
        unit: 'Å',
        period: PERIODS[name][column] ?? null,
        mirrored: false,
        categorical: false,
      })),
    },
  };
}

const told = ({ energies }, candidate) => ({
  ...candidate,
  energyJPerM2: energies[candidate.index],
  failed: null,
});

/** @returns evaluations until the minimum was met; AT_MOST + 1 where it was not */
function evaluationsOf({ startSearch, ask, tell }, table, definition) {
  const target = Math.min(...table.energies) + WITHIN_J_PER_M2;
  let state = startSearch({ ...definition, space: table.space });
  for (let n = 1; n <= AT_MOST; n++) {
    const asked = ask(state, 1);
    const [candidate] = asked.candidates;
    if (table.energies[candidate.index] <= target) return n;
    state = tell(asked.state, [told(table, candidate)]);
  }
  return AT_MOST + 1;
}

async function searchModules() {
  const [{ startSearch }, { ask }, { tell }, { DEFAULT_SETTINGS }] = await Promise.all([
    load('science/search/start-search.js'),
    load('science/search/ask.js'),
    load('science/search/tell.js'),
    load('cli/search/settings.js'),
  ]);
  return { startSearch, ask, tell, settings: DEFAULT_SETTINGS };
}

/** Evaluations of each seed, on so many threads. */
export async function evaluationsOverSeeds(name, nSeeds, nThreads) {
  const parts = Array.from({ length: nThreads }, (_, t) =>
    Array.from({ length: nSeeds }, (_, seed) => seed).filter((seed) => seed % nThreads === t),
  );
  const done = await Promise.all(
    parts.map(
      (seeds) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { name, seeds } });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  return done.flat();
}

/** Expected evaluations of random search without replacement, and the share p of its distribution. */
export function randomEvaluations(name, p) {
  const { energies } = readTable(name);
  const target = Math.min(...energies) + WITHIN_J_PER_M2;
  const nTable = energies.length;
  const nGood = energies.filter((e) => e <= target).length;
  let missed = 1;
  for (let n = 0; n < nTable; n++) {
    missed *= 1 - nGood / (nTable - n);
    if (1 - missed >= p) return { nTable, nGood, evaluations: n + 1 };
  }
  return { nTable, nGood, evaluations: nTable };
}

/** Fills a search with 200 random candidates, as `kaimen search tell` takes them. */
export function randomlyTold(name, n, seed = 1) {
  const { energies } = readTable(name);
  let state = seed;
  const indices = new Set();
  while (indices.size < n) {
    state = (state * 48271) % 2147483647;
    indices.add(state % energies.length);
  }
  return [...indices].map((index) => ({ index, energy: energies[index] }));
}

export const periodsOf = (name) => PERIODS[name];

if (!isMainThread) {
  const { name, seeds } = workerData;
  const modules = await searchModules();
  const table = readTable(name);
  parentPort.postMessage(
    seeds.map((seed) =>
      evaluationsOf(modules, table, { ...modules.settings, priors: [], toleranceJPerM2: 0, seed }),
    ),
  );
}
