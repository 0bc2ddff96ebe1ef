import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/app/migrations.js';
import { openDatabase } from '../../src/storage/postgres/open-database.js';
import { PostgresOptimadeStructures } from '../../src/storage/postgres/postgres-optimade.js';
import { checkFilter } from '../../src/workflows/optimade/check-filter.js';
import type { FilterNode } from '../../src/workflows/optimade/filter-ast.js';
import { OptimadeError } from '../../src/workflows/optimade/optimade-error.js';
import { isColumn, PROPERTY_KEYS, propertyOf, publicName } from '../../src/workflows/optimade/properties.js';
import { parseFilter } from '../../src/workflows/optimade/parse-filter.js';
import { writeFilter } from '../../src/workflows/optimade/testing/write-filter.js';
import type { OptimadeQuery, OptimadeStructures } from '../../src/workflows/ports/optimade.js';
import {
  MemoryOptimadeStructures,
  type MemoryStructure,
} from '../../src/workflows/testing/memory-optimade.js';
import { rightFilter, someStructures } from '../support/arbitrary-structures.js';
import { rowOf, saysOf } from '../support/optimade-oracle.js';
import {
  optimadeTable,
  semantics,
  semanticsMissing,
  semanticsPresent,
  structureOf,
} from '../support/optimade-table.js';
import { freshSchema, startTestServer, type TestServer } from '../support/postgres.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const ALL: OptimadeQuery = { where: null, sort: [], offset: 0, limit: 1000, visibleTo: null };
const checked = (text: string) => checkFilter(parseFilter(text), 'exmpl').where;

interface Opened {
  readonly structures: OptimadeStructures;
  close(this: void): Promise<void>;
}

function inMemory(rows: readonly MemoryStructure[]): Promise<Opened> {
  const structures = new MemoryOptimadeStructures();
  structures.structures.push(...rows);
  return Promise.resolve({ structures, close: () => Promise.resolve() });
}

async function inPostgres(rows: readonly MemoryStructure[]): Promise<Opened> {
  const db: DataSource = await optimadeTable(server.url, rows);
  return { structures: new PostgresOptimadeStructures(db), close: () => db.destroy() };
}

const versions: [string, (rows: readonly MemoryStructure[]) => Promise<Opened>][] = [
  ['memory', inMemory],
  ['PostgreSQL', inPostgres],
];

async function idsOf(structures: OptimadeStructures, change: Partial<OptimadeQuery>): Promise<string[]> {
  const { entries } = await structures.query({ ...ALL, ...change });
  return entries.map(({ columns }) => columns.id);
}

/** What the specification says where the reference server does otherwise, and where its structures have references. */
const OWN_ANSWERS: Readonly<Record<string, 'all' | 'none' | 501 | 400>> = {
  'type="structures"': 'all',
  'nelements="2"': 501,
  'last_modified="notadate"': 400,
  'immutable_id IS KNOWN': 'none',
  'NOT(references.id HAS ALL "dummy/2019", "dijkstra1968")': 'all',
  'references.id HAS "dummy/2019"': 'none',
  'references.id HAS ANY "dummy/2019", "dijkstra1968"': 'none',
  'references.id HAS ONLY "dijkstra1968"': 'all',
  'references.id HAS ONLY "dijkstra1968", "dummy/2019"': 'all',
  'dimension_types HAS < 1': 'none',
  'dimension_types HAS ANY > 1': 'none',
  'nsites LENGTH > 43': 501,
  'structure_features LENGTH != 0': 'none',
  'TRUE=TRUE': 501,
  '1<2': 501,
};

describe.skipIf(!semanticsPresent).each(versions)(
  `the 111 questions of the reference server in %s${semanticsMissing}`,
  (_, open) => {
    const { structures: rows, queries } = semantics();
    const all = rows.map(({ columns }) => columns.id).sort();
    let at: Opened;
    beforeAll(async () => {
      at = await open(rows);
    });
    afterAll(() => at.close());

    it('are 111 on 17 structures', () => expect([queries.length, all.length]).toEqual([111, 17]));

    it.each(queries)('$filter', async ({ filter, status, ids, spec_status: allowed }) => {
      let answer: number | string[];
      try {
        answer = await idsOf(at.structures, { where: checked(filter) });
      } catch (error) {
        if (!(error instanceof OptimadeError)) throw error;
        answer = error.status;
      }
      expect(allowed).toContain(typeof answer === 'number' ? answer : 200);
      const own = OWN_ANSWERS[filter];
      const expected = own ?? (status === 200 ? ids! : status);
      if (filter === 'references.doi HAS ONLY "10/123"') expect(answer).toBe(501);
      else expect(answer).toEqual(expected === 'all' ? all : expected === 'none' ? [] : expected);
    });
  },
);

describe.each(versions)('structures in %s', (_, open) => {
  const rows = someStructures(40);
  const known = rows.map((row) => ({ id: row.columns.id, row: rowOf(row) }));
  let at: Opened;
  beforeAll(async () => {
    at = await open(rows);
  });
  afterAll(() => at.close());

  const found = (filter: FilterNode): Promise<string[]> =>
    idsOf(at.structures, { where: checkFilter(filter, 'exmpl').where });
  const holding = (filter: FilterNode): string[] =>
    known.filter(({ row }) => saysOf(filter, row) === true).map(({ id }) => id);

  it('are found as an evaluator finds them that was written from the specification alone', async () => {
    const nFound = { none: 0, some: 0 };
    await fc.assert(
      fc.asyncProperty(rightFilter, async (filter) => {
        const ids = holding(filter);
        nFound[ids.length === 0 || ids.length === rows.length ? 'none' : 'some'] += 1;
        expect([writeFilter(filter), await found(filter)]).toEqual([writeFilter(filter), ids]);
      }),
      { numRuns: 300, seed: 11 },
    );
    // The filters tell structures apart: the check is not of empty lists alone.
    expect(nFound.some).toBeGreaterThan(100);
  });

  it('obey De Morgan, and are never in a filter and its negation', async () => {
    const not = (term: FilterNode): FilterNode => ({ kind: 'not', term });
    await fc.assert(
      fc.asyncProperty(rightFilter, rightFilter, async (a, b) => {
        const both: FilterNode = { kind: 'and', terms: [a, b] };
        const either: FilterNode = { kind: 'or', terms: [not(a), not(b)] };
        expect(await found(not(both))).toEqual(await found(either));
        const negated = await found(not(a));
        expect((await found(a)).filter((id) => negated.includes(id))).toEqual([]);
        expect(await found(not(not(a)))).toEqual(await found(a));
      }),
      { numRuns: 60, seed: 12 },
    );
  });

  it.each([
    ['nsites < 4', '4 > nsites'],
    ['_exmpl_gb_energy >= 0.5', '0.5 <= _exmpl_gb_energy'],
    ['id != "s03"', '"s03" != id'],
    ['_exmpl_sigma = 5.0', '5 = _exmpl_sigma'],
    ['last_modified <= "2026-01-02T00:00:00Z"', '"2026-01-02T02:00:00+02:00" >= last_modified'],
  ])('are the same for %s and %s', async (a, b) => {
    const ids = await idsOf(at.structures, { where: checked(a) });
    expect(ids.length).toBeGreaterThan(0);
    expect(await idsOf(at.structures, { where: checked(b) })).toEqual(ids);
  });

  it.each(['NOT _exmpl_sigma > 0', 'NOT elements HAS ONLY "O","Ti"', 'NOT elements HAS != "O"'])(
    'that are not known do not match %s',
    async (filter) => {
      const property = filter.split(' ')[1];
      const both = checked(`(${filter}) AND ${property} IS UNKNOWN`);
      expect(await idsOf(at.structures, { where: checked(`${property} IS UNKNOWN`) })).not.toEqual([]);
      expect(await idsOf(at.structures, { where: both })).toEqual([]);
    },
  );

  it('stay what they are whatever a client writes', async () => {
    for (const text of [
      "'; DROP TABLE optimade_structure; --",
      '$1',
      '%',
      '_',
      "\\\\' OR 1=1",
      '{"O"}',
      'NULL',
    ]) {
      const quoted = `"${text.replace(/["\\]/g, '\\$&')}"`;
      for (const filter of [`id CONTAINS ${quoted}`, `elements HAS ${quoted}`, `id = ${quoted}`]) {
        expect(await idsOf(at.structures, { where: checked(filter) })).toEqual([]);
      }
    }
    expect(await idsOf(at.structures, { where: checked('nsites < 1e999') })).not.toEqual([]);
    expect(await idsOf(at.structures, { where: checked('nsites = 99999999999') })).toEqual([]);
    expect(await idsOf(at.structures, { where: checked('last_modified > "9999-12-31T23:59:59Z"') })).toEqual(
      [],
    );
    expect(await at.structures.query(ALL)).toMatchObject({ nReturned: 40, nAvailable: 40 });
  });

  it('come in pages that make the whole, in a stable order', async () => {
    for (const isDescending of [false, true]) {
      const sort = [{ key: 'sigma' as const, isDescending }];
      const whole = await idsOf(at.structures, { sort });
      expect(new Set(whole).size).toBe(rows.length);
      const pages: string[] = [];
      for (let offset = 0; offset < 49; offset += 7) {
        const page = await at.structures.query({ ...ALL, sort, offset, limit: 7 });
        expect([page.nReturned, page.nAvailable]).toEqual([40, 40]);
        pages.push(...page.entries.map(({ columns }) => columns.id));
      }
      expect(pages).toEqual(whole);
      const sigmaOf = new Map(rows.map(({ columns }) => [columns.id, columns.sigma as number | null]));
      const rank = (id: string): number =>
        (sigmaOf.get(id) ?? Infinity) * (isDescending && sigmaOf.get(id) !== null ? -1 : 1);
      const expected = [...whole].sort().sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
      expect(whole).toEqual(expected);
    }
  });

  it('sorts text by code points', async () => {
    const whole = await idsOf(at.structures, { sort: [{ key: 'termination', isDescending: false }] });
    const texts = whole.map(
      (id) => rows.find((row) => row.columns.id === id)!.columns.termination as string | null,
    );
    const bytes = texts.filter((text) => text !== null).map((text) => Buffer.from(text));
    expect(bytes).toEqual([...bytes].sort((a, b) => Buffer.compare(a, b)));
    expect(texts.slice(bytes.length).every((text) => text === null)).toBe(true);
  });
});

describe('the view of the catalogue', () => {
  it('has a column for each property, of its type', async () => {
    const db = await openDatabase({ url: server.url, schema: freshSchema() }, MIGRATIONS);
    const structures = new PostgresOptimadeStructures(db);
    const values = {
      string: '"a"',
      integer: '1',
      float: '1.5',
      timestamp: '"2026-01-01T00:00:00Z"',
      list: '1',
    };
    for (const key of PROPERTY_KEYS) {
      const { type, items } = propertyOf(key);
      const name = publicName(key, 'exmpl');
      const compared = `${name} ${type === 'list' ? 'LENGTH ' : ''}= ${values[type]}`;
      const has = items === null ? [] : [`${name} HAS ${items === 'string' ? '"a"' : '1'}`];
      for (const filter of [compared, `${name} IS KNOWN`, ...has]) {
        expect(await structures.query({ ...ALL, where: checked(filter) })).toMatchObject({ nReturned: 0 });
      }
      if (isColumn(key)) await idsOf(structures, { sort: [{ key, isDescending: true }] });
    }
    await db.destroy();
  });
});

describe.each(versions)('who sees structures in %s', (_, open) => {
  it('everybody the public ones, an owner also the own ones', async () => {
    const rows = [
      structureOf({ id: 'public' }, { ownerId: 'alice' }),
      structureOf({ id: 'nobody' }),
      structureOf({ id: 'alice' }, { ownerId: 'alice', isPublic: false }),
      structureOf({ id: 'bob' }, { ownerId: 'bob', isPublic: false }),
      structureOf({ id: 'hidden' }, { isPublic: false }),
    ];
    const { structures, close } = await open(rows);
    expect(await idsOf(structures, {})).toEqual(['nobody', 'public']);
    expect(await idsOf(structures, { visibleTo: 'alice' })).toEqual(['alice', 'nobody', 'public']);
    const query = { ...ALL, where: checked('id STARTS "b" OR NOT id STARTS "b"'), visibleTo: 'bob' };
    expect(await structures.query(query)).toMatchObject({ nReturned: 3, nAvailable: 3 });
    await close();
  });

  it('comes back with what was stored', async () => {
    const columns = {
      id: 'a/b c',
      ...{
        last_modified: new Date('2026-01-01T00:00:00Z'),
        elements: ['O', 'Ti'],
        elements_ratios: [2 / 3, 1 / 3],
      },
      ...{
        nelements: 2,
        nsites: 6,
        dimension_types: [1, 1, 1],
        sigma: 5,
        gb_energy: 0.1 + 0.2,
        gb_plane: [2, 1, 0],
      },
    };
    const stored = structureOf(columns, { species: ['Ti', 'O'], structureBlob: 'ab' });
    const { structures, close } = await open([stored]);
    const { entries } = await structures.query(ALL);
    expect(entries[0]).toMatchObject({ columns: stored.columns, species: ['Ti', 'O'], structureBlob: 'ab' });
    await close();
  });
});
