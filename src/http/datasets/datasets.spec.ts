import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineScanSummary, SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let alice: string;
let bob: string;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  bob = `Bearer ${await service.key('bob')}`;
});
afterAll(() => service.close());

const upload = (content: string | Buffer, fileName: string, authorization = alice) =>
  request(service.url)
    .post('/api/v1/datasets')
    .set('Authorization', authorization)
    .attach('file', Buffer.from(content), fileName);

describe('upload', () => {
  it('takes a file in, and answers the same bytes with the dataset there is', async () => {
    const first = await upload(SMALL_MSA, 'small.msa').expect(202);
    expect(first.headers.location).toBe(`/api/v1/datasets/${first.body.dataset.id}`);
    expect(first.body.dataset).toMatchObject({ fileName: 'small.msa', state: 'ingesting', problem: null });
    expect(first.body.job).toMatchObject({
      kind: 'ingest',
      state: 'queued',
      subjectId: first.body.dataset.id,
    });
    expect(first.body.dataset).not.toHaveProperty('ownerId');
    const again = await upload(SMALL_MSA, 'small.msa').expect(200);
    expect(again.body.dataset.id).toBe(first.body.dataset.id);
    expect(first.body.dataset).toMatchObject({ instrument: null, session: null, modifiedAt: null });
  });

  it('keeps the same bytes under another name as another dataset, and finds both by their bytes', async () => {
    const content = `${SMALL_MSA}twice`;
    const [first, second] = [await upload(content, 'a.msa'), await upload(content, 'b.msa')];
    expect([first.status, second.status]).toEqual([202, 202]);
    const { sha256 } = first.body.dataset as { sha256: string };
    expect(second.body.dataset.sha256).toBe(sha256);
    const find = (hex: string, authorization = alice) =>
      request(service.url).get(`/api/v1/datasets?sha256=${hex}`).set('Authorization', authorization);
    const { body } = await find(sha256.toUpperCase()).expect(200);
    const names = (body.items as { fileName: string }[]).map(({ fileName }) => fileName);
    expect(names.sort()).toEqual(['a.msa', 'b.msa']);
    expect((await find(sha256, bob).expect(200)).body.items).toEqual([]);
    expect((await find('abc').expect(400)).body.code).toBe('invalid-parameter');
  });

  it('gives the original bytes back as an attachment', async () => {
    const { body } = await upload(`${SMALL_MSA}\r\n`, 'Größe "1".msa').expect(202);
    const file = await request(service.url)
      .get(`/api/v1/datasets/${body.dataset.id}/file`)
      .set('Authorization', alice)
      .buffer(true)
      .expect(200);
    expect(Buffer.from(file.body as Uint8Array).toString()).toBe(`${SMALL_MSA}\r\n`);
    expect(file.headers['content-disposition']).toBe(
      `attachment; filename="Gr__e 1.msa"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%201.msa`,
    );
    expect(file.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    ['empty-file', 422, '', 'empty.dm4'],
    ['unsupported-media-type', 415, '\x89PNG\r\n\x1a\n0000', 'png_as.dm4'],
  ])('refuses at once what is plainly wrong: %s', async (code, status, content, fileName) => {
    const nBlobs = service.database.datasets.size;
    const { body, headers } = await upload(Buffer.from(content, 'latin1'), fileName).expect(status);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ code, status, instance: '/api/v1/datasets' });
    expect(body.requestId).toBe(headers['x-request-id']);
    expect(service.database.datasets.size).toBe(nBlobs);
  });

  it('refuses what is larger than the limit, and the client sees why', async () => {
    const { body } = await upload(Buffer.alloc(3_000_000, 65), 'large.msa').expect(413);
    expect(body.code).toBe('payload-too-large');
  });

  it('compares the bytes with the checksum that came along', async () => {
    const send = (sha256: string) =>
      request(service.url)
        .post('/api/v1/datasets')
        .set('Authorization', alice)
        .field('sha256', sha256)
        .attach('file', Buffer.from(`${SMALL_MSA} `), 'small.msa');
    expect((await send('0'.repeat(64)).expect(422)).body.code).toBe('checksum-mismatch');
    expect((await send('nonsense').expect(422)).body.errors[0].pointer).toBe('#/sha256');
  });

  it.each([
    ['../../etc/x.msa', 'x.msa'],
    ['C:\\x.msa', 'x.msa'],
    ['con.msa', '_con.msa'],
    [`${'n'.repeat(300)}.msa`, `${'n'.repeat(196)}.msa`],
    ['evil\u202emsa.exe.msa', 'evilmsa.exe.msa'],
  ])('stores %j under the name %j', async (given, stored) => {
    const { body } = await sendRaw(`filename="${given.replaceAll('\\', '\\\\')}"`, `${SMALL_MSA}${given}`);
    expect(body).toMatchObject({ dataset: { fileName: stored } });
  });

  it.each([
    ['NUL', 'filename="a\0b.msa"'],
    ['CRLF as browsers write it', 'filename="a%0D%0Ab.msa"'],
    ['CRLF by RFC 8187', "filename*=UTF-8''a%0D%0Ab.msa"],
    ['NUL by RFC 8187', "filename*=UTF-8''a%00b.msa"],
  ])('refuses a name with %s', async (_, parameter) => {
    const { status, body } = await sendRaw(parameter, SMALL_MSA);
    expect([status, body.code]).toEqual([422, 'invalid-filename']);
  });

  it('refuses forms of another shape', async () => {
    const post = () => request(service.url).post('/api/v1/datasets').set('Authorization', alice);
    expect((await post().send({ file: 'x' }).expect(415)).body.code).toBe('unsupported-media-type');
    expect((await post().field('sha256', '0'.repeat(64)).expect(422)).body.errors[0].pointer).toBe('#/file');
    expect((await post().attach('data', Buffer.from('x'), 'x').expect(422)).body.errors[0].pointer).toBe(
      '#/data',
    );
    const unnamed = await sendRaw('filename=""', SMALL_MSA);
    expect(unnamed.body).toMatchObject({ code: 'validation-error', errors: [{ pointer: '#/file' }] });
    const two = post()
      .attach('file', Buffer.from(SMALL_MSA), 'a.msa')
      .attach('file', Buffer.from('x'), 'b.msa');
    expect((await two.expect(422)).body.code).toBe('validation-error');
    const late = post().attach('file', Buffer.from(SMALL_MSA), 'a.msa').field('ownerId', 'bob');
    expect((await late.expect(422)).body.errors[0].pointer).toBe('#/ownerId');
  });

  it('leaves nothing when the form breaks off', async () => {
    const before = service.database.datasets.size;
    const content = `${SMALL_MSA}broken off`;
    const { status, body } = await sendRaw('filename="a.msa"', content, '');
    expect([status, body.code]).toEqual([400, 'invalid-multipart']);
    await abortedUpload(content);
    expect(service.database.datasets.size).toBe(before);
    const sha256 = await sha256Of(content);
    expect(await service.blobs.stat(sha256)).toBeNull();
  });
});

describe('reading', () => {
  it('lists own datasets by pages, newest first, and nothing of others', async () => {
    const carol = `Bearer ${await service.key('carol')}`;
    for (const n of [1, 2, 3]) {
      service.clock.advance(1);
      await upload(`${SMALL_MSA}${n}`, `${n}.msa`, carol).expect(202);
    }
    const get = (query: string) =>
      request(service.url).get(`/api/v1/datasets?${query}`).set('Authorization', carol).expect(200);
    const first = await get('limit=2');
    const second = await get(`limit=2&cursor=${first.body.nextCursor}`);
    const names = [...first.body.items, ...second.body.items].map(
      (item: { fileName: string }) => item.fileName,
    );
    expect(names).toEqual(['3.msa', '2.msa', '1.msa']);
    expect(second.body.nextCursor).toBeNull();
  });

  it('hides a dataset from everybody but its owner: 404, as for one that is not there', async () => {
    const { body } = await upload(`${SMALL_MSA}secret`, 'secret.msa').expect(202);
    const { id } = body.dataset as { id: string };
    const paths = ['', '/file', '/scans/0/spectra', '/scans/0/metadata'].map(
      (p) => `/api/v1/datasets/${id}${p}`,
    );
    for (const path of [...paths, `/api/v1/jobs/${body.job.id}`, `/api/v1/jobs/${body.job.id}/events`]) {
      const answer = await request(service.url).get(path).set('Authorization', bob).expect(404);
      expect(answer.body.code).toBe('not-found');
    }
    await request(service.url).delete(`/api/v1/datasets/${id}`).set('Authorization', bob).expect(404);
    await request(service.url)
      .post(`/api/v1/jobs/${body.job.id}/cancel`)
      .set('Authorization', bob)
      .expect(404);
    await request(service.url).get(`/api/v1/datasets/${id}`).set('Authorization', alice).expect(200);
  });

  it('gives spectra as JSON, as bytes and as their sum', async () => {
    const { body } = await upload(`${SMALL_MSA}line`, 'line.msa').expect(202);
    const path = `/api/v1/datasets/${body.dataset.id}/scans/0/spectra`;
    const get = (query = '', accept = 'application/json') =>
      request(service.url).get(`${path}${query}`).set('Authorization', alice).set('Accept', accept);
    expect((await get().expect(409)).body.code).toBe('dataset-not-ready');
    await service.jobs.finishIngest(body.job.id as string, { summary: await lineScanSummary(service.blobs) });
    const energy = { offsetEv: 500, scaleEv: 0.25, nChannels: 4 };
    const part = { nPixels: 1, nChannels: 4, energy, counts: [4, 5, 6, 7] };
    expect((await get('?from=1&to=2').expect(200)).body).toEqual(part);
    expect((await get('?sum=true').expect(200)).body.counts).toEqual([12, 15, 18, 21]);
    const binary = await get('?from=2', 'application/octet-stream').buffer(true).expect(200);
    expect(binary.headers['x-kaimen-shape']).toBe('1,4');
    expect([...new Float32Array(new Uint8Array(binary.body as Buffer).buffer)]).toEqual([8, 9, 10, 11]);
    for (const query of [
      '?from=3',
      '?to=4',
      '?from=2&to=1',
      '?from=-1',
      '?from=1&from=2',
      '?sum=maybe',
      '?x=1',
    ]) {
      expect((await get(query).expect(400)).body.code).toBe('invalid-parameter');
    }
    expect((await get('', 'text/xml').expect(406)).body.code).toBe('not-acceptable');
    const metadata = request(service.url)
      .get(path.replace('spectra', 'metadata'))
      .set('Authorization', alice);
    expect((await metadata.expect(200)).body).toEqual({ a: 1 });
    const other = request(service.url).get(path.replace('/0/', '/1/')).set('Authorization', alice);
    expect((await other.expect(404)).body.code).toBe('no-such-scan');
  });

  it('removes a dataset', async () => {
    const { body } = await upload(`${SMALL_MSA}remove`, 'remove.msa').expect(202);
    const path = `/api/v1/datasets/${body.dataset.id}`;
    await request(service.url).delete(path).set('Authorization', alice).expect(204);
    await request(service.url).get(path).set('Authorization', alice).expect(404);
  });
});

/** A form written by hand, for what no well-behaved client sends. */
function sendRaw(
  fileNameParameter: string,
  content: string,
  end = '\r\n--b--\r\n',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = `--b\r\nContent-Disposition: form-data; name="file"; ${fileNameParameter}\r\n\r\n${content}${end}`;
  return new Promise((resolve, reject) => {
    const sent = rawRequest(
      `${service.url}/api/v1/datasets`,
      {
        method: 'POST',
        headers: { Authorization: alice, 'Content-Type': 'multipart/form-data; boundary=b' },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
          resolve({ status: answer.statusCode ?? 0, body });
        });
      },
    );
    sent.on('error', reject).end(form);
  });
}

/** Sends half of what it announced and hangs up. */
function abortedUpload(content: string): Promise<void> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /api/v1/datasets HTTP/1.1\r\nHost: x\r\nAuthorization: ${alice}\r\nContent-Length: 100000\r\n` +
          `Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n` +
          `Content-Disposition: form-data; name="file"; filename="a.msa"\r\n\r\n${content}`,
        () => setTimeout(() => socket.destroy(), 100),
      );
    });
    socket.on('close', () => setTimeout(resolve, 100)).on('error', reject);
  });
}

async function sha256Of(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(hash).toString('hex');
}

describe('the demo scan', () => {
  it('is taken in as an upload, once', async () => {
    const roomy = await startTestService({ maxUploadBytes: 10_000_000 });
    try {
      const authorization = `Bearer ${await roomy.key('alice')}`;
      const ask = () => request(roomy.url).post('/api/v1/datasets/demo').set('Authorization', authorization);
      const { body, headers } = await ask().expect(202);
      expect(headers.location).toBe(`/api/v1/datasets/${body.dataset.id}`);
      expect(body).toMatchObject({
        dataset: { fileName: 'demo.dm4', state: 'ingesting' },
        job: { kind: 'ingest' },
      });
      expect((await ask().expect(200)).body.dataset.id).toBe(body.dataset.id);
      const reader = await roomy.key('alice', ['datasets:read']);
      await request(roomy.url)
        .post('/api/v1/datasets/demo')
        .set('Authorization', `Bearer ${reader}`)
        .expect(403);
    } finally {
      await roomy.close();
    }
  });
});
