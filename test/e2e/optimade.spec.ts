import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BoundaryFile, importBoundary, publish } from '../support/boundary-files.js';
import { type RunningService, startService } from '../support/running-service.js';

/** What the official validator asks of a service, asked of ours: it is a program of Python's registry, not of Debian. */
interface Entry {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
interface Answer<T> {
  readonly data: T;
  readonly links?: { readonly next: string | null };
  readonly meta: Readonly<Record<string, unknown>> & {
    readonly more_data_available: boolean;
    readonly data_returned: number;
    readonly data_available: number;
  };
  readonly errors?: readonly { readonly status: string; readonly detail: string }[];
}
interface Told {
  readonly type: string;
  readonly description: string;
  readonly sortable: boolean;
}

let service: RunningService;
let properties: Readonly<Record<string, Told>>;
const TOP = ['id', 'type'];
const COPPER: BoundaryFile = {
  ...{ prototype: 'fcc', elements: ['Cu'], latticeAngstrom: 3.615, sigma: 5, plane: [2, 1, 0] },
  energies: [0.951, 0.987, 1.02, 1.11, 1.2, 1.2],
};
const MAGNESIA: BoundaryFile = {
  ...{ prototype: 'rocksalt', elements: ['Mg', 'O'], latticeAngstrom: 4.212, sigma: 5, plane: [3, 1, 0] },
  energies: [1.7],
};
const NICKEL: BoundaryFile = {
  ...{ prototype: 'fcc', elements: ['Ni'], latticeAngstrom: 3.52, sigma: 13, plane: [3, 2, 0] },
  energies: [1.3],
};
let nickelId: string;

beforeAll(async () => {
  service = await startService({ KAIMEN_OPTIMADE_PREFIX: 'lab' });
  for (const file of [COPPER, MAGNESIA]) await publish(service, await importBoundary(service, file));
  nickelId = await importBoundary(service, NICKEL);
  ({ properties } = (await get<{ properties: Record<string, Told> }>('v1/info/structures')).data);
});
afterAll(async () => {
  expect(await service?.stop()).toBe(0);
});

async function get<T>(path: string, key?: string): Promise<Answer<T> & { status: number }> {
  const url = path.startsWith('http') ? path : `${service.url}/optimade/${path}`;
  const answer = await fetch(url, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
  return { ...((await answer.json()) as Answer<T>), status: answer.status };
}
const list = (query: Record<string, string>, key?: string) =>
  get<Entry[]>(`v1/structures?${new URLSearchParams(query).toString()}`, key);
const find = (filter: string) => list({ filter, page_limit: '100' });

describe('OPTIMADE of the running service', () => {
  it('names versions, itself and its link', async () => {
    const versions = await fetch(`${service.url}/optimade/versions`);
    expect([versions.headers.get('content-type'), await versions.text()]).toEqual([
      'text/csv; header=present',
      'version\n1\n',
    ]);
    expect((await get('v1/versions')).status).toBe(404);
    expect((await get('v123123')).status).toBe(553);
    const info = await get<Entry>('v1/info');
    expect(info.meta).toMatchObject({ api_version: '1.1.0', provider: { prefix: 'lab' } });
    expect(info.data).toMatchObject({ type: 'info', id: '/', attributes: { is_index: false } });
    const links = await get<Entry[]>('v1/links');
    expect(links.data.map(({ attributes }) => attributes.link_type)).toEqual(['root']);
    expect(links.data[0].attributes.base_url).toBe(`${service.url}/optimade`);
  });

  it('serves values of the types that it tells', async () => {
    const { data, meta } = await list({});
    expect([meta.data_returned, meta.data_available, data.length]).toEqual([7, 7, 7]);
    for (const entry of data) {
      const values: Record<string, unknown> = { ...entry.attributes, id: entry.id, type: entry.type };
      expect(Object.keys(values).sort()).toEqual(Object.keys(properties).sort());
      const wrong = Object.entries(values).filter(([name, value]) => !isOf(properties[name].type, value));
      expect(wrong).toEqual([]);
    }
  });

  it('finds every structure by each of its values, and not by their contrary', async () => {
    const entries = (await list({ sort: '-nelements', page_limit: '2' })).data;
    const expectFound = async (filter: string, id: string, isFound: boolean): Promise<void> => {
      const { status, data } = await find(filter);
      expect([filter, status]).toEqual([filter, 200]);
      expect([filter, data.some((one) => one.id === id)]).toEqual([filter, isFound]);
    };
    for (const { id, attributes } of entries) {
      for (const [name, { type }] of Object.entries(properties)) {
        const value = name === 'id' ? id : attributes[name];
        if (name === 'type' || value === null) continue;
        await Promise.all([
          ...inclusive(name, type, value).map((filter) => expectFound(filter, id, true)),
          ...exclusive(name, type, value).map((filter) => expectFound(filter, id, false)),
        ]);
      }
    }
  });

  it('answers with the fields that are asked for', async () => {
    const names = Object.keys(properties);
    for (let i = 0; i < names.length; i += 3) {
      const asked = names.slice(i, i + 3);
      const [{ attributes }] = (await list({ response_fields: asked.join(','), page_limit: '1' })).data;
      expect(Object.keys(attributes).sort()).toEqual(asked.filter((name) => !TOP.includes(name)).sort());
    }
  });

  it('links from page to page, each structure once, in the order of every sortable property', async () => {
    const sortable = Object.keys(properties).filter((name) => properties[name].sortable);
    expect(sortable).toContain('_lab_gb_energy');
    for (const name of sortable) {
      const ids: string[] = [];
      const values: unknown[] = [];
      let next: string | null = `v1/structures?sort=-${name}&page_limit=3&response_fields=${name}`;
      while (next !== null) {
        const page: Answer<Entry[]> = await get<Entry[]>(next);
        ids.push(...page.data.map(({ id }) => id));
        values.push(...page.data.map(({ id, attributes }) => (name === 'id' ? id : attributes[name])));
        next = page.links!.next;
        expect(page.meta.more_data_available).toBe(next !== null);
      }
      expect([ids.length, new Set(ids).size]).toEqual([7, 7]);
      const known = values.filter((value) => value !== null) as string[];
      expect(values.slice(0, known.length), name).toEqual([...known].sort(descending));
    }
  });

  it('says null of an id that is not there, and why it refuses', async () => {
    expect(await get('v1/structures/none')).toMatchObject({ status: 200, data: null });
    for (const [query, status] of [
      [{ filter: 'nsites=' }, 400],
      [{ filter: 'nsites="1"' }, 501],
      [{ page_limit: '101' }, 403],
    ] as const) {
      const answer = await list(query);
      expect(answer.status).toBe(status);
      expect(answer.errors).toMatchObject([{ status: String(status) }]);
      expect(answer).not.toHaveProperty('data');
    }
  });

  it('shows what is private to its owner alone, until it is published', async () => {
    const filter = 'elements HAS "Ni"';
    expect(await list({ filter })).toMatchObject({ data: [], meta: { data_returned: 0, data_available: 7 } });
    const own = await list({ filter }, service.key);
    expect(own.meta).toMatchObject({ data_returned: 1, data_available: 8 });
    const { id } = own.data[0];
    expect((await get<Entry>(`v1/structures/${id}`, service.key)).data.id).toBe(id);
    expect((await get(`v1/structures/${id}`)).data).toBeNull();
    await publish(service, nickelId);
    expect((await list({ filter })).data.map((entry) => entry.id)).toEqual([id]);
    // What comes to a public boundary is public, too.
    await importBoundary(service, { ...NICKEL, energies: [1.3, 1.29] });
    expect((await list({ filter })).data).toHaveLength(2);
    await publish(service, nickelId, false);
    expect((await list({ filter })).data).toEqual([]);
  });
});

const descending = (a: string | number, b: string | number): number => (a === b ? 0 : a < b ? 1 : -1);

function isOf(type: string, value: unknown): boolean {
  if (value === null) return true;
  if (type === 'list') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'float') return typeof value === 'number';
  return (
    typeof value === 'string' && (type !== 'timestamp' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value))
  );
}

/** Filters that a structure with this value fits. */
function inclusive(name: string, type: string, value: unknown): string[] {
  if (Array.isArray(value)) {
    const items = value.filter((item) => typeof item !== 'object').map((item) => JSON.stringify(item));
    const given = [`${name} LENGTH ${value.length}`, `${name} IS KNOWN`];
    if (items.length === 0) return name === 'structure_features' || value.length > 0 ? given.slice(1) : [];
    const all = [...new Set(items)].join(',');
    return [...given, `${name} HAS ${items[0]}`, `${name} HAS ALL ${all}`, `${name} HAS ANY ${all}`];
  }
  const text = JSON.stringify(value);
  const orders = [
    `${name}=${text}`,
    `${name}<=${text}`,
    `${name}>=${text}`,
    `${text}=${name}`,
    `${text}>=${name}`,
  ];
  if (type !== 'string') return [...orders, `${name} IS KNOWN`];
  const matches = ['CONTAINS', 'STARTS', 'STARTS WITH', 'ENDS', 'ENDS WITH'].map(
    (match) => `${name} ${match} ${text}`,
  );
  return [...orders.slice(0, 4), ...matches];
}

function exclusive(name: string, type: string, value: unknown): string[] {
  if (type === 'list') return [`${name} IS UNKNOWN`];
  return ['!=', '<', '>'].map((operator) => `${name}${operator}${JSON.stringify(value)}`);
}
