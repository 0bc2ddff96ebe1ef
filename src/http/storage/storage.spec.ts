import { afterAll, beforeAll, expect, it } from 'vitest';
import { putBytes } from '../../workflows/blob-bytes.js';
import { startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let admin: string;
beforeAll(async () => {
  service = await startTestService();
  admin = await service.key('lab');
});
afterAll(() => service.close());

function ask(path: string, body: object | null = null, key = admin): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const init = body === null ? {} : { method: 'POST', body: JSON.stringify(body) };
  return fetch(`${service.url}/api/v1/storage${path}`, { ...init, headers });
}

it('shows what is stored, says what a sweep would remove, and removes it', async () => {
  const lost = await putBytes(service.blobs, Uint8Array.of(1, 2, 3));
  service.clock.advance(4000);
  await putBytes(service.blobs, Uint8Array.of(4));
  const survey = { store: 'memory', nBlobs: 2, bytes: 4, nUploads: 0, uploadBytes: 0 };
  const before = { ...survey, nUnreferenced: 1, unreferencedBytes: 3 };
  const removed = { nRemoved: 1, bytes: 3, sha256s: [lost] };
  expect(await (await ask('')).json()).toEqual(before);
  expect(await (await ask('/sweep', { dryRun: true })).json()).toEqual({ dryRun: true, ...removed });
  expect(await (await ask('')).json()).toEqual(before);
  expect(await (await ask('/sweep', {})).json()).toEqual({ dryRun: false, ...removed });
  expect(await (await ask('')).json()).toMatchObject({ nBlobs: 1, nUnreferenced: 0, unreferencedBytes: 0 });
});

it('is for administrators', async () => {
  const key = await service.key('lab', ['datasets:read', 'datasets:write']);
  expect((await ask('', null, key)).status).toBe(403);
  expect((await ask('/sweep', { dryRun: true }, key)).status).toBe(403);
  expect((await ask('/sweep', { dryRun: 'yes' })).status).toBe(422);
});
