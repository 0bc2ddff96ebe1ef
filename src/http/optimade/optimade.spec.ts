import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { structureOf } from '../../../test/support/optimade-table.js';
import { putBytes } from '../../workflows/blob-bytes.js';
import { startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
const CELL = {
  latticeVectors: [
    [4, 0, 0],
    [0, 4, 0],
    [0, 0, 9.5],
  ],
  cartesianSitePositions: [
    [0, 0, 0],
    [2, 2, 2],
  ],
  speciesAtSites: ['Ti', 'O'],
};

beforeAll(async () => {
  service = await startTestService({ optimadePrefix: 'exmpl' });
  const structureBlob = await putBytes(service.blobs, new TextEncoder().encode(JSON.stringify(CELL)));
  for (let i = 0; i < 25; i += 1) {
    const columns = {
      id: `s${String(i).padStart(2, '0')}`,
      ...{
        last_modified: new Date('2026-01-01T00:00:00Z'),
        elements: ['O', 'Ti'],
        elements_ratios: [0.5, 0.5],
      },
      ...{
        nelements: 2,
        nsites: 2,
        sigma: i % 3 === 0 ? null : i,
        structure_features: [],
        gb_energy: i / 10,
      },
    };
    service.optimade.structures.push(structureOf(columns, { species: ['Ti', 'O'], structureBlob }));
  }
  service.optimade.structures.push(
    structureOf({ id: 'mine/1', nsites: 1 }, { ownerId: 'alice', isPublic: false }),
    structureOf({ id: 'bobs' }, { ownerId: 'bob', isPublic: false }),
  );
});
afterAll(() => service.close());

const get = (path: string) => request(service.url).get(`/optimade${path}`).buffer(true).parse(parseJson);
const list = (query: string) => get(`/v1/structures?${query}`);
const idsOf = (body: unknown): string[] => (body as { data: { id: string }[] }).data.map(({ id }) => id);

/** supertest knows application/json alone. */
function parseJson(answer: unknown, done: (error: Error | null, body: unknown) => void): void {
  const response = answer as NodeJS.ReadableStream;
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    done(null, text.startsWith('{') ? JSON.parse(text) : text);
  });
}

describe('OPTIMADE', () => {
  it('says which versions there are', async () => {
    const { headers, body } = await get('/versions').expect(200);
    expect(headers['content-type']).toBe('text/csv; header=present');
    expect(body).toBe('version\n1\n');
    await get('/v1/versions').expect(404);
  });

  it.each(['/v1', '/v1.1', '/v1.1.0'])(
    'is served below %s, with a slash at the end, too',
    async (version) => {
      for (const path of ['/info', '/info/structures', '/links', '/structures', '/structures/s01']) {
        const { headers, body } = await get(`${version}${path}`).expect(200);
        expect(headers['content-type']).toBe('application/vnd.api+json');
        expect(headers['access-control-allow-origin']).toBe('*');
        expect(body.meta).toMatchObject({
          query: { representation: path },
          api_version: '1.1.0',
          provider: { prefix: 'exmpl' },
          implementation: { version: '0.0.0' },
        });
        expect(body.meta.time_stamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        await get(`${version}${path}/`).expect(200);
      }
    },
  );

  it('tells what it is', async () => {
    const { body } = await get('/v1/info').expect(200);
    expect(body.data).toMatchObject({
      type: 'info',
      id: '/',
      attributes: { is_index: false, formats: ['json'] },
    });
    expect(body.data.attributes.available_api_versions).toEqual([
      { url: `${service.url}/optimade/v1/`, version: '1.1.0' },
    ]);
    const links = (await get('/v1/links').expect(200)).body.data as { attributes: object }[];
    expect(links).toHaveLength(1);
    expect(links[0].attributes).toMatchObject({
      link_type: 'root',
      base_url: `${service.url}/optimade`,
      homepage: null,
    });
  });

  it('tells of structures exactly what it answers with', async () => {
    const { body } = await get('/v1/info/structures').expect(200);
    const names = Object.keys(body.data.properties as object);
    expect(body.data.output_fields_by_format.json).toEqual(names);
    expect(names.filter((name) => name.startsWith('space_group'))).toEqual([]);
    expect(body.data.properties._exmpl_gb_energy).toMatchObject({
      type: 'float',
      unit: 'J/m^2',
      sortable: true,
    });
    const { body: page } = await list('page_limit=1').expect(200);
    const given = Object.keys(page.data[0].attributes as object);
    expect([...given, 'id', 'type'].sort()).toEqual([...names].sort());
    expect((await get('/v1/info/others').expect(404)).body.errors).toHaveLength(1);
  });

  it('gives structures', async () => {
    const { body } = await get('/v1/structures/s04').expect(200);
    expect(body.meta).toMatchObject({ data_returned: 1, data_available: 25, more_data_available: false });
    expect(body.data).toMatchObject({
      type: 'structures',
      id: 's04',
      attributes: {
        last_modified: '2026-01-01T00:00:00Z',
        lattice_vectors: CELL.latticeVectors,
        cartesian_site_positions: CELL.cartesianSitePositions,
        species_at_sites: ['Ti', 'O'],
        // In the order of the sites: pymatgen reads the list as one of sites when it is as long.
        species: [
          { name: 'Ti', chemical_symbols: ['Ti'], concentration: [1] },
          { name: 'O', chemical_symbols: ['O'], concentration: [1] },
        ],
        ...{
          assemblies: null,
          immutable_id: null,
          structure_features: [],
          _exmpl_sigma: 4,
          _exmpl_gb_type: null,
        },
      },
    });
  });

  it('says null of a structure that is not there', async () => {
    for (const id of ['none', 'bobs', 'a%00b', '%F0%9F%92%A5']) {
      const { body } = await get(`/v1/structures/${id}`).expect(200);
      expect([body.data, body.meta.data_returned]).toEqual([null, 0]);
    }
  });

  it('answers with the fields that are asked for, and no others', async () => {
    const asked = 'nsites,_exmpl_sigma,space_group_it_number,_other_x,id';
    const { body } = await get(`/v1/structures/s01?response_fields=${asked}&unknown=1`).expect(200);
    const attributes = { nsites: 2, _exmpl_sigma: 1, space_group_it_number: null, _other_x: null };
    expect(body.data).toEqual({ type: 'structures', id: 's01', attributes });
    expect(body.meta.warnings).toEqual([
      { type: 'warning', detail: expect.stringContaining('_other_x') as string },
    ]);
    expect((await list('response_fields=')).body.data[0].attributes).toEqual({});
  });

  it('finds by filter, with + for a space', async () => {
    const { body } = await list('filter=_exmpl_sigma>20+AND+elements+HAS+"Ti"').expect(200);
    expect(idsOf(body)).toEqual(['s22', 's23']);
    expect(body.meta).toMatchObject({ data_returned: 2, data_available: 25, more_data_available: false });
    expect(body.links.next).toBeNull();
    const all = (await list('filter=').expect(200)).body;
    expect([all.meta.data_returned, all.meta.data_available]).toEqual([25, 25]);
    expect((await list('filter=NOT+_other_x=1').expect(200)).body).toMatchObject({
      data: [],
      meta: { warnings: [{ type: 'warning' }] },
    });
  });

  it('gives pages that link to the next, to the last', async () => {
    const ids: string[] = [];
    let next: string | null =
      `${service.url}/optimade/v1/structures?page_limit=7&sort=-_exmpl_sigma,id&filter=nsites%3D2`;
    for (let page = 0; next !== null && page < 9; page += 1) {
      const { body } = await get(next.slice(`${service.url}/optimade`.length)).expect(200);
      ids.push(...idsOf(body));
      next = body.links.next as string | null;
      expect([body.meta.more_data_available, body.meta.data_returned]).toEqual([next !== null, 25]);
    }
    expect(ids).toHaveLength(25);
    expect(new Set(ids).size).toBe(25);
    expect(ids.slice(0, 3)).toEqual(['s23', 's22', 's20']);
    expect(ids.slice(-2)).toEqual(['s21', 's24']);
    expect((await list('page_limit=0')).body).toMatchObject({
      data: [],
      meta: { more_data_available: true },
    });
  });

  it.each([
    ['filter=nsites=', 400, 'filter'],
    ['filter=unknown=1', 400, 'filter'],
    ['filter=nsites="1"', 501, 'filter'],
    ['filter=nsites=1&filter=nsites=2', 400, 'filter'],
    ['page_limit=101', 403, 'page_limit'],
    ['page_limit=-1', 400, 'page_limit'],
    ['page_limit=x', 400, 'page_limit'],
    ['page_offset=1.5', 400, 'page_offset'],
    ['page_number=1', 400, 'page_number'],
    ['sort=elements', 400, 'sort'],
    ['sort=_other_x', 400, 'sort'],
    ['sort=unknown', 400, 'sort'],
    ['response_format=xml', 400, 'response_format'],
    ['response_fields=unknown', 400, 'response_fields'],
    ['response_fields=_exmpl_unknown', 400, 'response_fields'],
    ['include=authors', 400, 'include'],
    ['unknown=1', 400, 'unknown'],
    ['_exmpl_unknown=1', 400, '_exmpl_unknown'],
  ])('refuses %s with %i', async (query, status, parameter) => {
    const { headers, body } = await list(query).expect(status);
    expect(headers['content-type']).toBe('application/vnd.api+json');
    expect(body).not.toHaveProperty('data');
    expect(body.meta.api_version).toBe('1.1.0');
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0]).toMatchObject({ status: String(status), detail: expect.any(String) as string });
    expect(body.errors[0].source?.parameter).toBe(parameter);
  });

  it('takes every parameter of the specification, and those of others', async () => {
    await list('include=&email_address=a@b.c&api_hint=v1.1&response_format=json&_other_x=1&sort=').expect(
      200,
    );
    await list('include=references').expect(200);
    await get('/v1/structures/s01?dimension_slices=a').expect(501);
  });

  it.each([
    ['/v2/structures', 553],
    ['/v0/info', 553],
    ['/v1.2/info', 553],
    ['/v123123', 553],
    ['/v1/nothing', 404],
    ['/v1', 404],
    ['', 404],
    ['/info', 404],
  ])('has nothing at %s: %i', async (path, status) => {
    const { body } = await get(path).set('Accept', 'text/html,*/*;q=0.8').expect(status);
    expect(body.errors[0].status).toBe(String(status));
  });

  it('is read, from pages of other sites, too', async () => {
    const answer = await request(service.url).options('/optimade/v1/structures').expect(204);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['access-control-allow-headers']).toContain('Authorization');
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    await request(service.url).post('/optimade/v1/structures').expect(405);
    await request(service.url).head('/optimade/v1/structures').expect(200);
  });

  it('shows an owner with a key also the own structures', async () => {
    const as = async (owner: string, scopes: ['searches:read'] | ['datasets:read']) => {
      const key = await service.key(owner, scopes);
      const asked = list('filter=nsites=1 OR id="bobs"').set('Authorization', `Bearer ${key}`);
      return (await asked.expect(200)).body as { meta: { data_available: number } };
    };
    expect(idsOf(await as('alice', ['searches:read']))).toEqual(['mine/1']);
    expect((await as('alice', ['searches:read'])).meta.data_available).toBe(26);
    expect(idsOf(await as('bob', ['searches:read']))).toEqual(['bobs']);
    expect(idsOf(await as('alice', ['datasets:read']))).toEqual([]);
    const key = await service.key('alice');
    const one = await get('/v1/structures/mine%2F1').set('Authorization', `Bearer ${key}`).expect(200);
    expect(one.body.data.id).toBe('mine/1');
    const { body } = await list('').set('Authorization', 'Bearer wrong').expect(401);
    expect(body.errors[0]).toMatchObject({ status: '401', code: 'unauthorized' });
  });
});
