import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let webRoot: string;

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'kaimen-page-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(webRoot, 'assets', 'app-1a2b.js'), 'export const a = 1;');
  service = await startTestService({ webRoot });
});
afterAll(async () => {
  await service.close();
  await rm(webRoot, { recursive: true });
});

const browser = (path: string) =>
  request(service.url).get(path).set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8');

describe('the page', () => {
  it.each([...['/', '/datasets/1', '/datasets/1/analyses/2?pixel=3', '/models/mn-l23-valence/1.0.0']])(
    'is at %s for a browser',
    async (path) => {
      const answer = await browser(path).expect(200);
      expect(answer.text).toContain('<title>page</title>');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    },
  );

  it('keeps assets, which are named after their content, for good', async () => {
    const answer = await request(service.url).get('/assets/app-1a2b.js').expect(200);
    expect(answer.headers['cache-control']).toContain('immutable');
    await browser('/assets/missing.js').expect(404);
  });

  it('does not stand in for what is missing', async () => {
    await request(service.url).get('/datasets/1').expect(404);
    expect((await browser('/api/v1/nothing').expect(404)).body.code).toBe('not-found');
    await browser('/.env').expect(404);
    await browser('/..%2f..%2fetc/passwd.txt').expect(404);
  });

  it('has the API documentation beside it', async () => {
    const docs = await browser('/api/docs').expect(200);
    expect(docs.text).not.toMatch(/<style|style=/);
    await browser('/api/docs/swagger-ui-init.js').expect(200);
    const document = await request(service.url).get('/api/v1/openapi.json').expect(200);
    expect(Object.keys(document.body.paths as object)).toContain('/api/v1/datasets');
  });
});
