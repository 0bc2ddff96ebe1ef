/**
 * `npm run bench:catalogue [-- --boundaries 1000000]`: questions to a catalogue of 100,000 boundaries, each with what is asked and
 * the plan that PostgreSQL chose. Ends with 1 when something fails, never because of a time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { askCorrelations } from './correlation-questions.mjs';
import { askOptimade, fillStructures } from './optimade-questions.mjs';

const { values } = parseArgs({ options: { boundaries: { type: 'string', default: '100000' } } });
const N = Number(values.boundaries);
const DIST = process.env.KAIMEN_DIST ?? path.resolve(import.meta.dirname, '../../dist');
const load = (file) => import(path.join(DIST, file));
const { EmbeddedPostgres } = await load('src/app/embedded-postgres/embedded-postgres.js');
const { socketFolder } = await load('src/app/embedded-postgres/socket-folder.js');
const { openDatabase } = await load('src/storage/postgres/open-database.js');
const { PostgresCatalogueRepository } = await load('src/storage/postgres/postgres-catalogue.js');
const { Catalogue1795410000000: Catalogue } = await load('migrations/1795410000000-catalogue.js');

/** Numbers by name, in the order in which they are packed. */
const NUMBERS = {
  bond_length_min_angstrom: '2.2 + h % 967 / 3000.0',
  bond_strain_mean: 'h % 991 / 1e4',
  centro_symmetry_mean_angstrom2: 'h % 953 / 400.0',
  cna_other_fraction: 'h % 977 / 977.0',
  coordination_mean: '10 + h % 997 / 500.0',
  density_min_ratio: '0.8 + h % 983 / 5000.0',
  excess_volume_angstrom: '0.1 + h % 9871 / 20000.0',
  gb_energy_J_m2: '0.2 + h % 9973 / 8000.0',
  misorientation_deg: 'h % 6000 / 100.0',
  sigma: 's',
  voronoi_volume_mean_angstrom3: '11 + h % 971 / 900.0',
};
const objectSql = Object.entries(NUMBERS).flatMap(([name, sql]) => [`'${name}'`, sql]);
const packedSql = Object.values(NUMBERS).map((sql) => `float8send((${sql})::float8)`);

/** Made-up boundaries of five materials, drawn by a hash of their number: the same each time. Nine of ten are public. */
const FILL = `
  INSERT INTO catalogue_boundary (id, owner_id, key, label, kind, material, chemsys, elements, sigma, axis, axis_family,
    plane_a, plane_b, plane_families, boundary, numbers, number_names, number_bytes, methods, energy_method, n_properties,
    is_public, created_at, updated_at)
  SELECT md5(i::text)::uuid, 'lab', 'k' || i, 'Σ' || s || ' boundary ' || i,
    (ARRAY['symmetric-tilt', 'twist', 'mixed'])[1 + i % 3], m, c, e, s, '{0,0,1}', 'm-3m ⟨100⟩', '{3,1,0}', '{3,1,0}',
    ARRAY['m-3m {' || (1 + i % 40) || '10}'], '{}', jsonb_build_object(${objectSql.join(', ')}),
    '{${Object.keys(NUMBERS).join(',')}}', ${packedSql.join(' || ')},
    '{EAM}', 'EAM', 2, abs(hashtext('k' || i)) % 10 > 0, '2026-01-01'::timestamptz + i * interval '1 second', '2026-01-01'
  FROM (SELECT i, abs(hashint4(i)) AS h, 3 + 2 * (abs(hashint4(i + 7)) % 200) AS s,
      (ARRAY['Cu', 'Al2O3', 'MgO', 'SrTiO3', 'Ni'])[1 + i % 5] AS m,
      (ARRAY['Cu', 'Al-O', 'Mg-O', 'O-Sr-Ti', 'Ni'])[1 + i % 5] AS c,
      string_to_array((ARRAY['Cu', 'Al-O', 'Mg-O', 'O-Sr-Ti', 'Ni'])[1 + i % 5], '-') AS e
    FROM generate_series(1, ${N}) AS i) AS drawn`;

const COLUMNS = [
  'sigma',
  'misorientation_deg',
  'gb_energy_J_m2',
  'excess_volume_angstrom',
  'coordination_mean',
  'bond_strain_mean',
  'density_min_ratio',
  'cna_other_fraction',
  'voronoi_volume_mean_angstrom3',
  'bond_length_min_angstrom',
];
const energy = { by: 'gb_energy_J_m2', descending: false };
const QUESTIONS = [
  ['the newest', {}, { by: 'createdAt', descending: true }],
  ['lowest energies of all', {}, energy],
  ['highest energies of all', {}, { ...energy, descending: true }],
  ['Σ5 by energy', { sigma: [5] }, energy],
  ['Al-O, Σ up to 29, by energy', { chemsys: 'Al-O', sigmaMax: 29 }, energy],
  ['plane (310) whatever its description, by energy', { plane: [0, -1, 3] }, energy],
  [
    'Cu, 0.3–0.4 J/m², 30–40°',
    { material: 'Cu', angleMinDeg: 30, angleMaxDeg: 40, ranges: { gb_energy_J_m2: [0.3, 0.4] } },
    energy,
  ],
  ['with oxygen, by excess volume', { elements: ['O'] }, { by: 'excess_volume_angstrom', descending: true }],
  ['text in the label', { text: 'boundary 99' }, energy],
];

const say = (text, met) => console.log(met === undefined ? text : `${text}  ${met ? 'met' : 'MISSED'}`);

async function timed(repeats, work) {
  const times = [];
  for (let i = 0; i < repeats; i++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[repeats >> 1];
}

/** The plans of what `work` asks, as lines of the steps that read something. */
async function plansOf(db, work) {
  const asked = [];
  const logQuery = (sql, parameters) => asked.push([sql, parameters]);
  db.setOptions({ logging: ['query'], logger: { ...SILENT, logQuery } });
  await work();
  db.setOptions({ logging: false, logger: SILENT });
  const lines = [];
  for (const [sql, parameters] of asked) {
    const rows = await db.query(`EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON) ${sql}`, parameters ?? []);
    lines.push(...rows.map((row) => row['QUERY PLAN']).filter((line) => /Scan|Sort|Execution/.test(line)));
  }
  return lines.map((line) => `      ${line.trim().replace(/\(cost.*?\) /, '')}`);
}
const SILENT = {
  logQuery() {},
  logQueryError() {},
  logQuerySlow() {},
  logSchemaBuild() {},
  logMigration() {},
  log() {},
};

/** Fills a table without its indices and triggers, which the rows need not: made afterwards they cost a fraction. */
async function fillBare(db, table, sql) {
  const indices = await db.query(
    `SELECT c.relname AS name, pg_get_indexdef(c.oid) AS made FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid
     WHERE indrelid = $1::regclass AND NOT indisunique`,
    [table],
  );
  for (const { name } of indices) await db.query(`DROP INDEX ${name}`);
  await db.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await db.query(sql);
  await db.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  for (const { made } of indices) await db.query(made);
  await db.query(`VACUUM ANALYZE ${table}`);
}

async function main() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'kaimen-bench-'));
  const server = await EmbeddedPostgres.start(dataDir, await socketFolder(dataDir), () => {});
  try {
    const db = await openDatabase({ url: server.url, schema: 'bench' }, [Catalogue]);
    const started = performance.now();
    await fillBare(db, 'catalogue_boundary', FILL);
    await fillStructures(db, fillBare);
    say(`filled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    const catalogue = new PostgresCatalogueRepository(db, { next: () => crypto.randomUUID() });
    say(`${N.toLocaleString('en')} boundaries; a page of 100 of them (asked of 100,000: ≤ 50 ms)`);
    for (const [name, filter, order] of QUESTIONS) {
      const ask = () => catalogue.list('lab', filter, { order, limit: 100, cursor: null });
      const ms = await timed(5, ask);
      say(`  ${name}: ${ms.toFixed(1)} ms`, N > 100_000 ? undefined : ms <= 50);
      for (const line of await plansOf(db, ask)) console.log(line);
    }
    const columns = () => catalogue.columns('lab', {}, { numbers: COLUMNS, texts: ['material'] });
    say(`Ten columns and the material of all: ${(await timed(3, columns)).toFixed(0)} ms`);
    await askCorrelations(catalogue, COLUMNS, { load, say, timed, isAsked: N <= 100_000 });
    await askOptimade(db, { load, say, timed, plansOf });
    await db.destroy();
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
