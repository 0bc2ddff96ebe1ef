import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManageKeys } from '../../workflows/manage-keys.js';
import { SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';
import type { DatasetDto } from './dataset.dto.js';

let service: TestService;
let alice: string;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
});
afterAll(() => service.close());

const BOUNDARY = { material: 'Cu', sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0] };
const NOTHING = { sample: null, material: null, instrument: null, boundary: null, recipe: null, note: null };

const send = (sidecar: unknown, content = SMALL_MSA) =>
  request(service.url)
    .post('/api/v1/datasets')
    .set('Authorization', alice)
    .field('sidecar', typeof sidecar === 'string' ? sidecar : JSON.stringify(sidecar))
    .attach('file', Buffer.from(content), 'small.msa');
const put = (id: string, sidecar: object, key = alice) =>
  request(service.url).put(`/api/v1/datasets/${id}/sidecar`).set('Authorization', key).send(sidecar);
const shown = async (id: string): Promise<DatasetDto> =>
  (await request(service.url).get(`/api/v1/datasets/${id}`).set('Authorization', alice).expect(200))
    .body as DatasetDto;

describe('a sidecar', () => {
  it('comes with the file and stays with the dataset; sent again, the new one stands', async () => {
    const first = { sample: 'S1 µ', instrument: 'ARM', boundary: BOUNDARY };
    const { body } = await send(first).expect(202);
    const kept = { ...NOTHING, ...first };
    expect(body.dataset).toMatchObject({ sidecar: kept, sidecarProblem: null });
    const { id } = body.dataset as DatasetDto;
    expect((await shown(id)).sidecar).toEqual(kept);
    const again = await send({ note: 'second look' }).expect(200);
    expect(again.body.dataset).toMatchObject({ id, sidecar: { ...NOTHING, note: 'second look' } });
  });

  it('can be given later, as it was read', async () => {
    const { body } = await send({}, `${SMALL_MSA} `).expect(202);
    const { id, sidecar } = body.dataset as DatasetDto;
    expect(sidecar).toEqual(NOTHING);
    const planeB = [3, -1, 0];
    const boundary = { ...BOUNDARY, planeB, latticeAngstrom: [3.615] };
    expect((await put(id, { boundary }).expect(200)).body.sidecar).toEqual({ ...NOTHING, boundary });
    await put(id, (await shown(id)).sidecar!).expect(200);
    expect((await shown(id)).sidecar).toEqual({ ...NOTHING, boundary });
    await put(id, { boundary }, `Bearer ${await service.key('bob')}`).expect(404);
    await put(id, { boundary }, `Bearer ${await service.key('alice', ['datasets:read'])}`).expect(403);
  });

  it('is changed by a key that is bound to an instrument where this one sent the file, nowhere else', async () => {
    const keyOf = async (instrument: string) => {
      const bound = { name: 'k', ownerId: 'alice', scopes: ['datasets:write'], expiresAt: null } as const;
      return `Bearer ${(await service.app.get(ManageKeys).create({ ...bound, instrument })).token}`;
    };
    const [titan, nion] = [await keyOf('Titan'), await keyOf('Nion')];
    const sentBy = async (key: string, name: string) =>
      (
        await request(service.url)
          .post('/api/v1/datasets')
          .set('Authorization', key)
          .attach('file', Buffer.from(SMALL_MSA), name)
          .expect(202)
      ).body.dataset.id as string;
    const own = await sentBy(titan, 'titan.msa');
    for (const id of [await sentBy(nion, 'nion.msa'), await sentBy(alice, 'hand.msa')]) {
      expect((await put(id, { note: 'x' }, titan).expect(403)).body.code).toBe('wrong-instrument');
      expect((await shown(id)).sidecar).toBeNull();
    }
    await put(own, { note: 'x' }, titan).expect(200);
    await put(own, { note: 'y' }).expect(200);
  });

  it('is refused with the place of what is wrong, and nothing is kept', async () => {
    const before = service.database.datasets.size;
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ samples: 'S1' }, '#/sidecar/samples'],
      [{ sample: 5 }, '#/sidecar/sample'],
      [{ boundary: [] }, '#/sidecar/boundary'],
      [{ boundary: { ...BOUNDARY, sigma: 0 } }, '#/sidecar/boundary/sigma'],
      [{ boundary: { ...BOUNDARY, hue: 1 } }, '#/sidecar/boundary/hue'],
      [{ boundary: { material: 'Cu', sigma: 5, axis: [0, 0, 1] } }, '#/sidecar/boundary/plane'],
      [[], '#/sidecar'],
      ['{"sample": "a", "sample": "b"}', '#/sidecar'],
      ['{', '#/sidecar'],
      [{ note: 'n'.repeat(17_000) }, '#/sidecar'],
    ];
    for (const [sidecar, pointer] of wrong) {
      const { body } = await send(sidecar, `${SMALL_MSA}  `).expect(422);
      expect([body.code, body.errors[0].pointer]).toEqual(['validation-error', pointer]);
    }
    const asFile = request(service.url)
      .post('/api/v1/datasets')
      .set('Authorization', alice)
      .attach('sidecar', Buffer.from('{}'), 'a.json');
    expect((await asFile.expect(422)).body.detail).toContain('sidecar=<');
    const twice = send({}, `${SMALL_MSA}  `).field('sidecar', '{}');
    expect((await twice.expect(422)).body.errors[0].pointer).toBe('#/sidecar');
    expect(service.database.datasets.size).toBe(before);
  });
});
