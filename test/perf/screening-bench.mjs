/**
 * Virtual screening judged on tables of relaxed candidates (test/golden/grain-boundaries, made by
 * make-screening-tables.mjs): learns from four boundaries of copper, predicts twelve others.
 *
 *   npm run build && node test/perf/screening-bench.mjs
 *
 * `screeningBench()` gives the numbers; nothing of the twelve is seen while descriptors and regressor are chosen.
 */
import { readFileSync } from 'node:fs';

const from = (file) => import(new URL(`../../dist/src/science/${file}.js`, import.meta.url).href);
const SOURCES = ['210', '310', '530', '410'];
const TARGETS = ['430', '710', '520', '730', '610', '750', '540', '910', '720', '950', '11_1_0', '11_2_0'];
const ALLOWED_J_PER_M2 = 0.011;

async function modules() {
  return {
    ...(await from('crystal/prototypes')),
    ...(await from('grain-boundaries/make-boundary')),
    ...(await from('grain-boundaries/candidate')),
    ...(await from('search/screening')),
    ...(await from('search/screening-features')),
    ...(await from('search/screening-score')),
  };
}

function readTable(name) {
  const [h, k] = name.includes('_') ? name.split('_').map(Number) : [...name].map(Number);
  const file = new URL(`../golden/grain-boundaries/screening_${name}.csv`, import.meta.url);
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  const n = h * h + k * k;
  return { name: `Σ${n % 2 ? n : n / 2}(${h} ${k} 0)`, plane: [h, k, 0], sigma: n % 2 ? n : n / 2, rows };
}

export async function screeningBench() {
  const k = await modules();
  const crystal = k.prototypeCrystal('fcc', ['Cu'], [3.615]);
  const featuresOf = ({ plane, sigma, rows }, featureSet) =>
    new k.ScreeningFeatures(k.makeBoundary({ crystal, axis: [0, 0, 1], sigma, plane })).of(
      rows.map(([dxAngstrom, gapAngstrom, dzAngstrom, overlapAngstrom]) => ({
        ...k.PLAIN_CANDIDATE,
        dxAngstrom,
        gapAngstrom,
        dzAngstrom,
        overlapAngstrom,
      })),
      featureSet,
    );
  const solved = SOURCES.map(readTable).map((table) => ({
    name: table.name,
    features: featuresOf(table, null),
    energies: Float64Array.from(table.rows, (row) => row[6]),
  }));
  const learn = (featureSets) => k.learnScreening(solved, { seed: 1, featureSets });
  const chosen = learn(undefined);
  const unrelaxed = learn(['geometric']);
  const rows = TARGETS.map(readTable).map((table) => {
    const energies = table.rows.map((row) => row[6]);
    const excess = (model, top) =>
      k.excessOfTop(model.predict(featuresOf(table, model.featureSet)).mean, energies, top);
    return {
      name: table.name,
      nCandidates: energies.length,
      top1: excess(chosen, 1),
      top20: excess(chosen, 20),
      unrelaxedTop20: excess(unrelaxed, 20),
    };
  });
  const within = (key) => rows.filter((row) => row[key] <= ALLOWED_J_PER_M2).length;
  return {
    model: `${chosen.featureSet}, ${chosen.trials[0].regressor.name}`,
    rows,
    nWithin: within('top20'),
    nWithinUnrelaxed: within('unrelaxedTop20'),
    allowedJPerM2: ALLOWED_J_PER_M2,
  };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { model, rows, nWithin, nWithinUnrelaxed } = await screeningBench();
  console.log(
    `screening by ${model}; mJ/m² over the minimum: best predicted one, best of 20, best of 20 by unrelaxed descriptors alone`,
  );
  const mj = (e) => (1000 * e).toFixed(1).padStart(7);
  for (const row of rows) {
    console.log(
      `${row.name.padEnd(16)}${mj(row.top1)}${mj(row.top20)}${mj(row.unrelaxedTop20)}   of ${row.nCandidates}`,
    );
  }
  console.log(
    `best of 20 within 11 mJ/m² on ${nWithin} of ${rows.length} (unrelaxed alone: ${nWithinUnrelaxed})`,
  );
}
