import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADDED,
  aDraft,
  addTwoMetals,
  aMacroscopicBoundary,
  aValue,
} from '../../../test/support/catalogue-drafts.js';
import { aDataset, anAnalysis } from '../../../test/support/records.js';
import { startTestService, type TestService } from '../testing/test-service.js';
import type { ColumnDto, DictionaryDto } from './catalogue-table.dto.js';

let service: TestService;
let alice: string;
let folder: string;
let duck: DuckDBConnection;
let analysisId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaimen-tables-'));
  duck = await (await DuckDBInstance.create()).connect();
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  const { catalogue } = service;
  await addTwoMetals(catalogue, 'alice');
  const odd = aMacroscopicBoundary('odd', { label: 'a "b", c\nd', sigma: null, axis: null });
  const values = [
    aValue('gb_energy_J_m2', 0.95, { std: 0.01, conditions: { temperature_K: 300, protocol: 'free' } }),
    aValue('gb_energy_J_m2', 0.9, { methodKind: 'dft', method: 'PBE' }),
  ];
  const draft = aDraft(odd, values, { coordination_mean: 11.5, bond_strain_rms: null });
  const [{ boundaryId }] = await catalogue.add('alice', [draft], ADDED);
  const { dataset } = aDataset('alice');
  const told = {
    id: 'O_K.net',
    label: 'O K net',
    unit: 'e-',
    mean: 3,
    std: null,
    spread: 0.5,
    nPositions: 4,
  };
  const headline = { rank: 2, edges: ['O_K'], elements: ['O'], nClusters: null, descriptors: [told] };
  const changePoints = [{ position: 4.5, unit: 'nm' }];
  const finished = anAnalysis(dataset, { headline: { ...headline, changePoints } }).analysis;
  const other = anAnalysis(dataset, {
    headline: { ...headline, descriptors: [], changePoints: [] },
  }).analysis;
  for (const one of [finished, other, anAnalysis(dataset).analysis])
    service.database.analyses.set(one.id, one);
  analysisId = finished.id;
  const region = { analysisId, datasetId: dataset.id, fromPixel: 1, toPixel: 4, changePointPixel: 2.5 };
  const bare = { searchId: null, publication: null, score: null, reasons: [], note: null };
  const evidence = { ...bare, boundaryId, kind: 'scan-region', state: 'assigned', region } as const;
  await catalogue.addEvidence('alice', [{ ...evidence, measured: { measured_mn_valence: 3.1 } }], ADDED);
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string) =>
  request(service.url).get(`/api/v1/catalogue/${path}`).set('Authorization', alice);
type Row = Record<string, string | number | boolean | null>;
const json = async (path: string): Promise<Row[]> => (await get(path).expect(200)).body as Row[];
const dictionary = async (resource: string): Promise<ColumnDto[]> =>
  ((await get(`tables/${resource}/dictionary`).expect(200)).body as DictionaryDto).columns;

/** Of the service's answer, as bytes, whatever its type. */
async function file(name: string): Promise<string> {
  const answer = await get(`tables/${name}`)
    .buffer(true)
    .parse((response, done) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => done(null, Buffer.concat(pieces)));
    });
  expect(answer.status).toBe(200);
  const path = join(folder, name.split('?', 1)[0]);
  writeFileSync(path, answer.body as Buffer);
  return path;
}

const DUCK_TYPES = {
  ...{ string: 'VARCHAR', number: 'DOUBLE', integer: 'INTEGER', boolean: 'BOOLEAN' },
  timestamp: 'TIMESTAMP',
};
const ask = async (sql: string) => (await duck.runAndReadAll(sql)).getRowObjectsJson() as Row[];
const RESOURCES = ['boundaries', 'structures', 'properties', 'evidence', 'analyses'];

describe('flat tables', () => {
  it.each(RESOURCES)('%s: DuckDB reads the Parquet with the types, values and nulls of the JSON', async (name) => {
    const rows = await json(`tables/${name}.json`);
    const columns = await dictionary(name);
    const path = await file(`${name}.parquet`);
    const schema = await ask(`DESCRIBE SELECT * FROM '${path}'`);
    expect(schema.map(({ column_name, column_type }) => [column_name, column_type])).toEqual(
      columns.map((column) => [column.name, DUCK_TYPES[column.type]]),
    );
    const read = await ask(`SELECT * FROM '${path}'`);
    expect(read).toHaveLength(rows.length);
    const times = columns.filter(({ type }) => type === 'timestamp').map((column) => column.name);
    const asText = (row: Row): Row =>
      Object.fromEntries(
        Object.entries(row).map(([key, cell]) =>
          times.includes(key) && cell !== null ? [key, new Date(`${String(cell).replace(' ', 'T')}Z`).toISOString()] : [key, cell],
        ),
      );
    expect(read.map(asText)).toEqual(rows);
  }); // prettier-ignore

  it.each(RESOURCES)('%s: CSV and NDJSON say the same as JSON', async (name) => {
    const rows = await json(`tables/${name}.json`);
    const lines = (await get(`tables/${name}.ndjson`).buffer(true).expect(200)).text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as Row)).toEqual(rows);
    const path = await file(`${name}.csv`);
    const read = await ask(`SELECT * FROM read_csv('${path}', all_varchar = true, header = true)`);
    expect(read).toEqual(
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cell === null ? null : String(cell)])),
      ),
    );
  }); // prettier-ignore

  it('a row of a boundary is flat: vectors are split, what is unknown is null', async () => {
    const [row] = await json('tables/boundaries.json?has_evidence=true');
    expect(row).toMatchObject({
      ...{ label: 'a "b", c\nd', material: 'Cu', sigma: null, rotation_axis_u: null },
      ...{ gb_plane_h: 2, gb_plane_k: 1, gb_plane_l: 0, gb_plane_2_k: -1, crystal_space_group: 225 },
      ...{ gb_energy_J_m2: 0.9, energy_method: 'PBE', coordination_mean: 11.5, bond_strain_rms: null },
      ...{ measured_mn_valence: 3.1, n_structures: 1, created_at: '2026-03-01T10:00:00.123Z' },
    });
  });

  it('a filter of a method shows numbers of that method', async () => {
    const [row] = await json('tables/boundaries.json?has_evidence=true&method=EAM%20Mishin%202001');
    expect(row).toMatchObject({ gb_energy_J_m2: 0.95, energy_method: 'EAM Mishin 2001' });
  });

  it('parts of boundaries say whose they are', async () => {
    const [{ id }] = await json('tables/boundaries.json?has_evidence=true&columns=label');
    expect(await json('tables/properties.json?has_evidence=true')).toMatchObject([
      {
        ...{ boundary_id: id, name: 'gb_energy_J_m2', value: 0.95, std: 0.01, unit: 'J/m²' },
        ...{ temperature_K: 300, conditions: 'protocol=free; temperature_K=300', source_note: 'by hand' },
      },
      { boundary_id: id, value: 0.9, method: 'PBE', conditions: null, superseded_by: null },
    ]);
    expect(await json('tables/structures.json')).toMatchObject([
      { boundary_id: id, n_atoms: 76, gb_energy_J_m2: 0.9, translation_y_angstrom: -0.2, termination: null },
    ]);
    expect(await json('tables/evidence.json')).toMatchObject([
      {
        boundary_id: id,
        state: 'assigned',
        analysis_id: analysisId,
        measured_mn_valence: 3.1,
        reasons: null,
      },
    ]);
  });

  it('analyses: those that have ended; with a filter those that are evidence', async () => {
    expect(await json('tables/analyses.json')).toHaveLength(2);
    expect(await json('tables/analyses.json?material=Cu')).toMatchObject([
      {
        id: analysisId,
        mean_O_K_net_e: 3,
        std_of_mean_O_K_net_e: null,
        n_O_K_net_e: 4,
        first_change_point: 4.5,
      },
    ]);
    expect(await json('tables/analyses.json?material=Al')).toEqual([]);
  });

  it('columns can be chosen; id is always first', async () => {
    const [row] = await json('tables/boundaries.json?material=Ni&columns=sigma,gb_energy_J_m2');
    expect(Object.keys(row)).toEqual(['id', 'sigma', 'gb_energy_J_m2']);
    const refused = await get('tables/boundaries.csv?columns=nothing').expect(400);
    expect(refused.body).toMatchObject({ code: 'invalid-parameter' });
  });

  it('an empty table is a table', async () => {
    expect(await json('tables/boundaries.json?material=Pt')).toEqual([]);
    const path = await file('boundaries.parquet?material=Pt&columns=sigma');
    expect(await ask(`SELECT count(*)::INT AS n FROM '${path}'`)).toEqual([{ n: 0 }]);
    expect((await get('tables/boundaries.csv?material=Pt&columns=sigma').buffer(true)).text).toBe('id,sigma\n');
  }); // prettier-ignore

  it('says where its dictionary is, also to HEAD, and what there is', async () => {
    const link =
      '</api/v1/catalogue/tables/boundaries/dictionary>; rel="describedby"; type="application/json"';
    expect((await get('tables/boundaries.csv')).headers.link).toBe(link);
    const head = await request(service.url)
      .head('/api/v1/catalogue/tables/boundaries.parquet')
      .set('Authorization', alice);
    expect(head.headers).toMatchObject({ link, 'content-type': 'application/vnd.apache.parquet' });
    for (const name of ['boundaries.xlsx', 'atoms.csv', 'boundaries', 'boundaries.csv.gz'])
      await get(`tables/${name}`).expect(404);
    await request(service.url).get('/api/v1/catalogue/tables/boundaries.csv').expect(401);
  });

  it('columns of questions: numbers and what to group by, each described', async () => {
    const { items } = (await get('columns').expect(200)).body as { items: ColumnDto[] };
    const names = items.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of ['material', 'sigma', 'gb_energy_J_m2', 'coordination_mean', 'measured_mn_valence'])
      expect(names).toContain(name);
    for (const column of items) expect(column.description).not.toBe('');
  });
});
