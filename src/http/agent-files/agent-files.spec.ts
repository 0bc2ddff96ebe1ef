import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let agentRoot: string;
beforeAll(async () => {
  agentRoot = await mkdtemp(join(tmpdir(), 'kaimen-agent-files-'));
  await copyFile('src/agent/python/kaimen_upload.py', join(agentRoot, 'kaimen_upload.py'));
  service = await startTestService({ agentRoot });
});
afterAll(async () => {
  await service.close();
  await rm(agentRoot, { recursive: true });
});

const get = (path: string, host: string) => request(service.url).get(path).set('Host', host);

describe('/agent/kaimen_upload.py', () => {
  it('needs no key, is a download, and knows its service', async () => {
    const { headers, text } = await get('/agent/kaimen_upload.py', 'kaimen.example.org:4680').expect(200);
    expect(headers).toMatchObject({
      'content-type': 'text/x-python; charset=utf-8',
      'content-disposition': expect.stringContaining('attachment; filename="kaimen_upload.py"'),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(text).toContain('\nSERVICE_URL = "http://kaimen.example.org:4680"\n');
    expect(text).toMatch(/^#!\/usr\/bin\/env python3\n/);
  });

  it.each(['a"+evil()+"', 'a\\', 'a b', "a'b"])(
    'writes nothing into the program that is no address: %s',
    async (host) => {
      const { body } = await get('/agent/kaimen_upload.py', host).expect(400);
      expect(body).toMatchObject({ code: 'invalid-request' });
    },
  );

  it('is 404 where the build has none', async () => {
    const { body } = await get('/agent/kaimen-agent.mjs', 'a').expect(404);
    expect(body).toMatchObject({ code: 'not-found' });
    await get('/agent/..%2fpackage.json', 'a').expect(404);
  });
});
