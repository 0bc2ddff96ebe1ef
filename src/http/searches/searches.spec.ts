import { strFromU8, unzipSync } from 'fflate';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let alice: string;
let bob: string;
let reader: string;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  bob = `Bearer ${await service.key('bob')}`;
  reader = `Bearer ${await service.key('alice', ['searches:read'])}`;
});
afterAll(() => service.close());

const get = (path: string, key = alice) =>
  request(service.url).get(`/api/v1${path}`).set('Authorization', key);
const post = (path: string, body: object, key = alice) =>
  request(service.url).post(`/api/v1${path}`).set('Authorization', key).send(body);

const EXTERNAL = { name: 'external' };
const BOWL = {
  name: 'bowl',
  columns: ['dx', 'dz'],
  values: Array.from({ length: 64 }, (_, i) => [i % 8, Math.floor(i / 8)]),
  periodic: { dx: 8, dz: 8 },
};
const energyOf = (index: number): number => 1 + 0.01 * Math.abs(index - 21);
const COPPER = {
  crystal: { structure: 'fcc', elements: ['Cu'], latticeAngstrom: [3.615] },
  axis: [0, 0, 1],
  sigma: 5,
  plane: [2, 1, 0],
};

async function begun(body: object): Promise<string> {
  const answer = await post('/searches', body).expect(202);
  return answer.body.search.id as string;
}
const table = (change = {}): Promise<string> =>
  begun({ table: BOWL, engine: EXTERNAL, budget: 6, ...change });

/** Asks and tells until nothing is handed out any more. */
async function conclude(id: string): Promise<void> {
  for (;;) {
    const { body } = await post(`/searches/${id}/ask`, { n: 3 }).expect(200);
    const told = (body.candidates as { index: number }[]).map(({ index }) => ({
      index,
      energy: energyOf(index),
    }));
    const answer = await post(`/searches/${id}/tell`, told).expect(200);
    if (answer.body.status.stopped !== null) return;
  }
}

describe('submitting', () => {
  it('takes a table, and says where the search is', async () => {
    const { body, headers } = await post('/searches', { table: BOWL, engine: EXTERNAL }).expect(202);
    expect(headers.location).toBe(`/api/v1/searches/${body.search.id}`);
    expect(body.search).toMatchObject({
      label: 'bowl',
      engine: 'external',
      recipe: null,
      nCandidates: 64,
      settings: { method: 'kriging', seed: 0, budget: null, parallel: 4 },
      status: { nObserved: 0, nPending: 0, best: null, stopped: null },
    });
    expect(body.job).toMatchObject({ kind: 'search', state: 'running', stage: 'waiting for energies' });
    expect((await get(`/searches/${body.search.id}`).expect(200)).body).toEqual(body.search);
    expect((await get('/searches').expect(200)).body.items[0]).toEqual(body.search);
  });

  it('queues a boundary for an engine, without its candidates', async () => {
    const engine = { name: 'eam', potential: 'mishin-cu-2001' };
    const crystal = { structure: 'fcc', elements: ['Cu'] };
    const { body } = await post('/searches', { boundary: { ...COPPER, crystal }, engine }).expect(202);
    expect(body.job).toMatchObject({ state: 'queued', stage: 'queued' });
    expect(body.search).toMatchObject({ nCandidates: null, label: expect.stringContaining('Σ5') as string });
    expect(body.search.recipe.protocol).toMatchObject({ cell: 'free-surfaces' });
    expect(service.database.queue).toContain(body.job.id);
    const map = await get(`/searches/${body.search.id}/candidates`).expect(409);
    expect(map.body.code).toBe('not-finished');
  });

  it.each([
    [{ engine: EXTERNAL }, '#/boundary'],
    [{ table: { ...BOWL, csv: 'a\n1' }, engine: EXTERNAL }, '#/table'],
    [{ table: { ...BOWL, values: [[1, 2], [3]] }, engine: EXTERNAL }, '#/table/values/1'],
    [{ table: { ...BOWL, periodic: { dx: 0 } }, engine: EXTERNAL }, '#/table/periodic/dx'],
    [{ table: BOWL, engine: { name: 'eam', potential: 'x' } }, '#/engine/name'],
    [{ table: BOWL, boundary: COPPER, engine: EXTERNAL }, '#/boundary'],
    [{ boundary: COPPER, engine: { name: 'eam' } }, '#/engine/potential'],
    [{ boundary: COPPER, engine: { name: 'folder' } }, '#/engine/name'],
    [{ boundary: COPPER, engine: { name: 'lammps', executable: '/bin/sh' } }, '#/engine/executable'],
    [{ boundary: { ...COPPER, plane: [2, 1] }, engine: EXTERNAL }, '#/boundary/plane'],
    [{ boundary: { ...COPPER, crystal: { file: 'cif' } }, engine: EXTERNAL }, '#/boundary/crystal'],
    [{ boundary: { ...COPPER, axis: undefined }, engine: EXTERNAL }, '#/boundary/axis'],
    [
      { boundary: { ...COPPER, crystal: { structure: 'fcc', elements: ['Cu'] } }, engine: EXTERNAL },
      '#/boundary/crystal/latticeAngstrom',
    ],
    [
      { boundary: COPPER, engine: EXTERNAL, candidates: { replications: [[1, 0]] } },
      '#/candidates/replications/0',
    ],
    [{ boundary: COPPER, engine: EXTERNAL, budget: 0 }, '#/budget'],
  ])('points at what is wrong: %j', async (body, pointer) => {
    const answer = await post('/searches', body).expect(422);
    expect(answer.body.code).toBe('validation-error');
    expect((answer.body.errors as { pointer: string }[]).map((error) => error.pointer)).toContain(pointer);
  });

  it.each([
    ['no-such-sigma', { boundary: { ...COPPER, sigma: 6 }, engine: EXTERNAL }],
    [
      'wrong-element-count',
      {
        boundary: { ...COPPER, crystal: { structure: 'fcc', elements: ['Cu', 'O'], latticeAngstrom: [4] } },
        engine: EXTERNAL,
      },
    ],
    ['malformed-file', { table: { csv: 'a,b\n1' }, engine: EXTERNAL }],
    ['invalid-definition', { table: BOWL, engine: EXTERNAL, method: 'screening' }],
  ])('says %s', async (code, body) => {
    expect((await post('/searches', body).expect(422)).body.code).toBe(code);
  });

  it('needs the scope, and hides what belongs to others', async () => {
    const id = await table();
    await post('/searches', { table: BOWL, engine: EXTERNAL }, reader).expect(403);
    await get(`/searches/${id}`, reader).expect(200);
    await post(`/searches/${id}/ask`, { n: 1 }, reader).expect(403);
    for (const path of ['', '/evaluations', '/candidates', '/candidates/0/structure']) {
      expect((await get(`/searches/${id}${path}`, bob).expect(404)).body.code).toBe('not-found');
    }
    expect((await post(`/searches/${id}/ask`, { n: 1 }, bob).expect(404)).body.code).toBe('not-found');
    await request(service.url).delete(`/api/v1/searches/${id}`).set('Authorization', bob).expect(404);
    expect((await get('/searches', bob).expect(200)).body.items).toEqual([]);
  });
});

describe('asking and telling', () => {
  it('goes on until the budget is used up, and tells all of it', async () => {
    const id = await table();
    await conclude(id);
    const { body } = await get(`/searches/${id}`).expect(200);
    expect(body.status).toMatchObject({ nObserved: 6, nPending: 0, stopped: 'budget', predictedEndAt: null });
    expect(body.job).toMatchObject({ state: 'succeeded', progress: 1 });
    const { items } = (await get(`/searches/${id}/evaluations`).expect(200)).body as {
      items: { index: number; position: number; energyJPerM2: number; parameters: object }[];
    };
    expect(items.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
    const lowest = items.toSorted((a, b) => a.energyJPerM2 - b.energyJPerM2)[0];
    const { index, energyJPerM2, parameters } = lowest;
    expect(parameters).toEqual({ dx: index % 8, dz: Math.floor(index / 8) });
    expect(body.status.best).toEqual({ index, energyJPerM2, parameters });
    expect((await post(`/searches/${id}/ask`, { n: 1 }).expect(409)).body.code).toBe('already-ended');
    const map = (await get(`/searches/${id}/candidates`).expect(200)).body;
    expect(map).toMatchObject({ nCandidates: 64, columns: [{ name: 'dx', period: 8 }, { name: 'dz' }] });
    expect(map.meanJPerM2[index]).toBeCloseTo(energyJPerM2, 1);
    expect(map.stdJPerM2).toHaveLength(64);
  });

  it('pages, and gives all as CSV', async () => {
    const id = await table();
    await conclude(id);
    const first = (await get(`/searches/${id}/evaluations?limit=4`).expect(200)).body;
    expect([first.items.length, first.nextCursor]).toEqual([4, '3']);
    const rest = (await get(`/searches/${id}/evaluations?limit=4&cursor=3`).expect(200)).body;
    expect([rest.items.length, rest.nextCursor]).toEqual([2, null]);
    const { text, headers } = await get(`/searches/${id}/evaluations`).set('Accept', 'text/csv').expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(text.split('\r\n')).toHaveLength(8);
    expect(text).toMatch(/^index,dx,dz,energy \[J\/m\^2\]/);
  });

  it('hands out other candidates each time, and takes those that it did not hand out', async () => {
    const id = await table({ budget: 10 });
    const answers = await Promise.all([1, 2, 3].map((n) => post(`/searches/${id}/ask`, { n }).expect(200)));
    const asked = answers.flatMap(({ body }) => (body.candidates as { index: number }[]).map((c) => c.index));
    expect(new Set(asked).size).toBe(6);
    const other = [0, 1, 2, 3, 4, 5, 6].find((index) => !asked.includes(index))!;
    const { body } = await post(`/searches/${id}/tell`, [
      { index: other, energy: null, failed: 'collapsed' },
    ]).expect(200);
    expect(body.status).toMatchObject({ nObserved: 1, nFailed: 1, nPending: 6, best: null });
  });

  it('takes all of a list or nothing, and the same twice', async () => {
    const id = await table();
    const tell = (told: object) => post(`/searches/${id}/tell`, told);
    await tell([{ index: 1, energy: 1 }]).expect(200);
    await tell([{ index: 1, energy: 1 }]).expect(200);
    const conflict = [
      { index: 2, energy: 1 },
      { index: 1, energy: 2 },
    ];
    expect((await tell(conflict).expect(409)).body.code).toBe('conflicting-observation');
    expect((await get(`/searches/${id}`)).body.status.nObserved).toBe(1);
  });

  it.each([
    [{ index: 1, energy: 1 }, '#'],
    [[], '#'],
    [
      [
        { index: 1, energy: 1 },
        { index: 1, energy: 1 },
      ],
      '#',
    ],
    [[{ index: 1, energy: 1 }, 7], '#/1'],
    [[{ index: 1.5, energy: 1 }], '#/0/index'],
    [[{ index: 1, energy: '1' }], '#/0/energy'],
    [[{ index: 1, energy: null }], '#/0'],
    [[{ index: 1, energy: 1, failed: 'x' }], '#/0'],
    [[{ index: 1, energy: null, failed: '' }], '#/0/failed'],
    [[{ index: 1, energy: 1, owner: 'bob' }], '#/0/owner'],
  ])('points at what was told wrong: %j', async (told, pointer) => {
    const answer = await post(`/searches/${await table()}/tell`, told).expect(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('refuses a candidate that is not there, and a search with an engine', async () => {
    const id = await table();
    const answer = await post(`/searches/${id}/tell`, [{ index: 64, energy: 1 }]).expect(422);
    expect(answer.body.code).toBe('invalid-observation');
    const replay = await begun({ table: { csv: 'x,energy\n1,2\n2,1' }, engine: { name: 'table' } });
    expect((await post(`/searches/${replay}/ask`, { n: 1 }).expect(400)).body.code).toBe('invalid-parameter');
  });
});

describe('learning from earlier searches', () => {
  const all = BOWL.values.map((_, index) => ({ index, energy: energyOf(index) }));

  it('begins where an earlier one was lowest', async () => {
    const earlier = await table({ budget: 64 });
    await post(`/searches/${earlier}/tell`, all).expect(200);
    const id = await table({ method: 'transfer', learnFrom: [earlier], nInitial: 3 });
    expect((await get(`/searches/${id}`).expect(200)).body.learnFrom).toEqual([earlier]);
    const { body } = await post(`/searches/${id}/ask`, { n: 3 }).expect(200);
    const asked = (body.candidates as { index: number }[]).map(({ index }) => index);
    expect(asked.some((index) => Math.abs(index - 21) <= 1)).toBe(true);
  });

  it('learns only from own ones, and by screening only from those with atoms', async () => {
    const earlier = await table();
    await post(`/searches/${earlier}/tell`, all.slice(0, 5)).expect(200);
    const body = { table: BOWL, engine: EXTERNAL, learnFrom: [earlier] };
    expect((await post('/searches', body, bob).expect(404)).body.code).toBe('not-found');
    const screening = await post('/searches', { ...body, method: 'screening' }).expect(400);
    expect(screening.body.code).toBe('invalid-parameter');
    const twice = await post('/searches', { ...body, learnFrom: [earlier, earlier] }).expect(422);
    expect(twice.body.errors[0].pointer).toBe('#/learnFrom');
  });

  it('screens a boundary by two others', async () => {
    const candidates = { translationStepAngstrom: 1.2, gapsAngstrom: [0.3, 0.6], overlapShares: [0] };
    const learnFrom: string[] = [];
    for (const plane of [
      [2, 1, 0],
      [3, 1, 0],
    ]) {
      const id = await begun({ boundary: { ...COPPER, plane }, engine: EXTERNAL, candidates });
      const { nCandidates } = (await get(`/searches/${id}`).expect(200)).body as { nCandidates: number };
      const told = Array.from({ length: nCandidates }, (_, index) => ({ index, energy: energyOf(index) }));
      await post(`/searches/${id}/tell`, told).expect(200);
      learnFrom.push(id);
    }
    const boundary = { ...COPPER, sigma: 13, plane: [3, 2, 0] };
    const id = await begun({
      boundary,
      engine: EXTERNAL,
      candidates,
      method: 'screening',
      topK: 4,
      learnFrom,
    });
    const { body } = await post(`/searches/${id}/ask`, { n: 4 }).expect(200);
    expect(body.candidates).toHaveLength(4);
  });
});

describe('boundaries', () => {
  it('are kept when a search of one has ended, without atoms that nobody told', async () => {
    const id = await begun({
      boundary: COPPER,
      engine: EXTERNAL,
      candidates: { translationStepAngstrom: 1, gapsAngstrom: [0], overlapShares: [0] },
      budget: 4,
    });
    await conclude(id);
    const { items } = (await get(`/boundaries?searchId=${id}&sigma=5`).expect(200)).body;
    expect(items).toHaveLength(4);
    expect(items[0]).toMatchObject({
      sigma: 5,
      axis: [0, 0, 1],
      grains: [{ crystal: 'fcc', elements: ['Cu'] }, {}],
      hasStructure: false,
      excessVolumeAngstrom: null,
      origin: { engine: null, nEvaluations: 4 },
    });
    expect(items[0].misorientationDeg).toBeCloseTo(53.13, 2);
    expect((await get(`/boundaries/${items[0].id}`).expect(200)).body).toEqual(items[0]);
    await get(`/boundaries/${items[0].id}`, bob).expect(404);
    await get(`/boundaries/${items[0].id}/structure`).expect(404);
    expect((await get('/boundaries?sigma=7').expect(200)).body.items).toEqual([]);
    await request(service.url).delete(`/api/v1/searches/${id}`).set('Authorization', alice).expect(204);
    await get(`/boundaries/${items[0].id}`).expect(404);
  });

  it('go with their search as a crate, when it has ended', async () => {
    const candidates = { translationStepAngstrom: 1, gapsAngstrom: [0], overlapShares: [0] };
    const id = await begun({ boundary: COPPER, engine: EXTERNAL, candidates, budget: 3 });
    const path = `/searches/${id}/export/ro-crate.zip`;
    expect((await get(path).expect(409)).body.code).toBe('not-finished');
    await conclude(id);
    const { body, headers } = await get(path)
      .buffer()
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => done(null, Buffer.concat(parts)));
      })
      .expect(200);
    expect(headers['content-type']).toBe('application/zip');
    const files = unzipSync(body as Buffer);
    expect(Object.keys(files)).toEqual(['ro-crate-metadata.json', 'boundaries.json', 'evaluations.csv']);
    expect(strFromU8(files['evaluations.csv']).trim().split('\n')).toHaveLength(4);
    expect(strFromU8(files['ro-crate-metadata.json'])).toContain(`"@id": "urn:uuid:${id}"`);
  });

  it('enter the catalogue, once, with the search as their evidence', async () => {
    const wish = { translationStepAngstrom: 1, gapsAngstrom: [0], overlapShares: [0] };
    const ids: string[] = [];
    for (const budget of [3, 5]) {
      ids.push(await begun({ boundary: COPPER, engine: EXTERNAL, candidates: wish, budget }));
      await conclude(ids.at(-1)!);
    }
    const order = { by: 'createdAt', descending: true };
    const page = await service.catalogue.list(
      'alice',
      { searchId: ids[1] },
      { order, limit: 9, cursor: null },
    );
    expect(page.items).toHaveLength(1);
    const found = (await service.catalogue.find('alice', page.items[0].id))!;
    expect(found.boundary).toMatchObject({ sigma: 5, planeFamilies: ['m-3m {210}', 'm-3m {210}'] });
    const own = found.evidence.map(({ kind, state, searchId }) => ({ kind, state, searchId }));
    for (const searchId of ids) expect(own).toContainEqual({ kind: 'search', state: 'assigned', searchId });
    const energies = found.properties.filter(
      ({ source }) => source.kind === 'search' && source.searchId === ids[1],
    );
    expect(energies[0]).toMatchObject({ name: 'gb_energy_J_m2', method: 'told from outside' });
    await request(service.url).delete(`/api/v1/searches/${ids[1]}`).set('Authorization', alice).expect(204);
    expect(await service.catalogue.find('alice', found.id)).not.toBeNull();
  });

  it.each([
    ['extxyz', 'text/plain; charset=utf-8', /Lattice=/],
    ['cif', 'text/plain; charset=utf-8', /_cell_length_a/],
    ['poscar', 'text/plain; charset=utf-8', /Cu/],
    ['lammps', 'text/plain; charset=utf-8', /xlo xhi/],
    ['pymatgen', 'application/json; charset=utf-8', /"GrainBoundary"/],
    ['json', 'application/json; charset=utf-8', /"positions"/],
  ])('have candidates with atoms, as %s', async (format, type, content) => {
    const id = await begun({ boundary: COPPER, engine: EXTERNAL });
    const answer = await get(`/searches/${id}/candidates/0/structure?format=${format}`)
      .buffer(true)
      .expect(200);
    expect(answer.headers).toMatchObject({ 'content-type': type, 'x-kaimen-structure': 'unrelaxed' });
    expect(answer.text).toMatch(content);
  });

  it('have no candidates beyond the last, nor other formats; a table has no atoms', async () => {
    const id = await begun({ boundary: COPPER, engine: EXTERNAL });
    await get(`/searches/${id}/candidates/999999/structure`).expect(404);
    await get(`/searches/${id}/candidates/x/structure`).expect(404);
    await get(`/searches/${id}/candidates/0/structure?format=pdb`).expect(400);
    await get(`/searches/${await table()}/candidates/0/structure`).expect(404);
  });

  it('can be chosen from a list', async () => {
    const { body } = await get('/boundary-planes?structure=fcc&elements=Cu&axis=0,0,1&maxSigma=17').expect(
      200,
    );
    const sigmas = new Set((body.items as { sigma: number }[]).map(({ sigma }) => sigma));
    expect([...sigmas]).toEqual([5, 13, 17]);
    await get('/boundary-planes?structure=fcc&elements=Cu&axis=0,0&maxSigma=17').expect(400);
    await get('/boundary-planes?structure=fcc&elements=Cu&axis=0,0,1e9').expect(400);
  });
});

describe('cancelling', () => {
  it('ends a search once; what it found stays', async () => {
    const id = await table();
    await post(`/searches/${id}/tell`, [{ index: 3, energy: 1 }]).expect(200);
    const { body } = await post(`/searches/${id}/cancel`, {}).expect(202);
    expect(body).toMatchObject({ job: { state: 'cancelled' }, status: { nObserved: 1 } });
    expect((await post(`/searches/${id}/cancel`, {}).expect(409)).body.code).toBe('already-ended');
    expect((await post(`/searches/${id}/tell`, [{ index: 4, energy: 1 }]).expect(409)).body.code).toBe(
      'already-ended',
    );
  });
});
