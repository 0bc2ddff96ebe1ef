import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

describe('health', () => {
  it('needs no key, and says whether the service can work', async () => {
    expect((await request(service.url).get('/api/v1/health').expect(200)).body.status).toBe('ok');
    service.system.checks = [{ name: 'database', ok: true, detail: 'answers' }];
    await request(service.url).get('/api/v1/health/ready').expect(200);
    service.system.checks.push({ name: 'workers', ok: false, detail: 'none heard of for 30 s' });
    const { body } = await request(service.url).get('/api/v1/health/ready').expect(503);
    expect(body).toMatchObject({ status: 'failing', checks: service.system.checks });
  });
});

describe('metrics', () => {
  it('count requests by route, jobs by state and bytes of uploads', async () => {
    const key = `Bearer ${await service.key('alice')}`;
    const upload = request(service.url).post('/api/v1/datasets').set('Authorization', key);
    const { body } = await upload.attach('file', Buffer.from(SMALL_MSA), 'a.msa').expect(202);
    await request(service.url)
      .get(`/api/v1/datasets/${body.dataset.id}`)
      .set('Authorization', key)
      .expect(200);
    const { text } = await request(service.url).get('/api/v1/metrics').set('Authorization', key).expect(200);
    expect(text).toContain(`kaimen_upload_bytes_total ${SMALL_MSA.length}`);
    expect(text).toContain('kaimen_jobs{state="queued"} 1');
    expect(text).toMatch(
      /request_duration_seconds_count\{method="GET",route="\/api\/v1\/datasets\/:id",status="200"\} 1/,
    );
  });
});
