import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, dataOf } from '../../api-client/client.js';
import { followJob } from '../../api-client/follow-job.js';
import { uploadFile } from '../../api-client/upload-file.js';
import { problemOf } from '../../workflows/problems.js';
import { SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';
import { STREAM_TIMING } from '../requests/event-stream.js';

let service: TestService;
let token: string;

beforeAll(async () => {
  service = await startTestService();
  token = await service.key('alice');
  Object.assign(STREAM_TIMING, { pollMs: 20 });
});
afterAll(() => service.close());

let count = 0;
async function submit(): Promise<string> {
  const client = createClient({ baseUrl: service.url, apiKey: token });
  const file = new Blob([SMALL_MSA, String((count += 1))]);
  return (await uploadFile(client, file, 'a.msa')).job.id;
}
const events = (id: string, lastEventId?: string) => {
  const sent = request(service.url).get(`/api/v1/jobs/${id}/events`).set('Authorization', `Bearer ${token}`);
  return (lastEventId === undefined ? sent : sent.set('Last-Event-ID', lastEventId)).buffer(true);
};
const idsIn = (stream: string): string[] => [...stream.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id);

describe('events', () => {
  it('tells all, in order, until the job has ended; and nothing twice to one that resumes', async () => {
    const id = await submit();
    const listening = events(id)
      .expect(200)
      .then((answer) => answer);
    await service.jobs.report(id, 0.5, 'reading');
    await service.jobs.finishIngest(id, { problem: problemOf('malformed-file', 'x') });
    const { text, headers } = await listening;
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(idsIn(text)).toEqual(['1', '2', '3']);
    const data = [...text.matchAll(/^data: (.*)$/gm)].map(
      ([, json]) => JSON.parse(json) as { state: string },
    );
    expect(data.map(({ state }) => state)).toEqual(['queued', 'running', 'failed']);
    expect(idsIn((await events(id, '1').expect(200)).text)).toEqual(['2', '3']);
    await events(id, '3').expect(204);
    expect((await events(id, 'x').expect(400)).body.code).toBe('invalid-parameter');
    expect((await events(id, '-1').expect(400)).body.code).toBe('invalid-parameter');
  });

  it('shows that the connection lives', async () => {
    const id = await submit();
    Object.assign(STREAM_TIMING, { keepAliveMs: 60 });
    const listening = events(id)
      .expect(200)
      .then((answer) => answer);
    setTimeout(() => void service.jobs.cancel('alice', id), 200);
    expect((await listening).text).toContain('\n: still here\n\n');
  });

  it('are followed by the client across a break', async () => {
    const id = await submit();
    const client = createClient({ baseUrl: service.url, apiKey: token });
    const seen: number[] = [];
    const following = followJob(client, id, { onEvent: ({ seq }) => seen.push(seq) });
    await service.jobs.report(id, 0.1, 'reading');
    await new Promise((resolve) => setTimeout(resolve, 100));
    (service.app.getHttpServer() as { closeAllConnections(): void }).closeAllConnections();
    await service.jobs.report(id, 0.2, 'still reading');
    await service.jobs.cancel('alice', id);
    const job = await following;
    expect(job.state).toBe('cancelled');
    expect(seen).toEqual([1, 2, 3, 4]);
  });
});

describe('jobs', () => {
  it('are cancelled once', async () => {
    const id = await submit();
    const client = createClient({ baseUrl: service.url, apiKey: token });
    const params = { path: { id } };
    expect((await dataOf(client.api.POST('/api/v1/jobs/{id}/cancel', { params }))).state).toBe('cancelled');
    const again = dataOf(client.api.POST('/api/v1/jobs/{id}/cancel', { params }));
    await expect(again).rejects.toMatchObject({ problem: { code: 'already-ended', status: 409 } });
  });
});

describe('jobs that are run again', () => {
  const send = (path: string) =>
    request(service.url).post(`/api/v1/jobs/${path}`).set('Authorization', `Bearer ${token}`);

  it('are new jobs for the same thing; what has not ended or was run again already is refused with the reason', async () => {
    const id = await submit();
    expect((await send(`${id}/retry`).expect(409)).body).toMatchObject({ code: 'cannot-retry' });
    await send(`${id}/cancel`).expect(202);
    const again = await send(`${id}/retry`).expect(202);
    const { body } = again;
    expect(again.headers.location).toBe(`/api/v1/jobs/${body.id}`);
    expect(body).toMatchObject({ kind: 'ingest', state: 'queued', problem: null });
    expect(body.id).not.toBe(id);
    expect((await send(`${id}/retry`).expect(409)).body.detail).toContain('A newer job');
    await send('00000000-0000-7000-8000-00000000ffff/retry').expect(404);
  });

  it('are listed by state', async () => {
    const list = (state: string) =>
      request(service.url).get(`/api/v1/jobs?state=${state}`).set('Authorization', `Bearer ${token}`);
    const { items } = (await list('cancelled').expect(200)).body as { items: { state: string }[] };
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['cancelled']));
    await list('lost').expect(400);
  });
});
