import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aDataset } from '../../../test/support/records.js';
import { ManageRules } from '../../workflows/pipelines/manage-rules.js';
import { KeptAnswers } from '../../workflows/ports/kept-answers.js';
import { WorkLocks } from '../../workflows/ports/work-locks.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { SMALL_MSA, startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let token: string;
beforeEach(async () => {
  service = await startTestService();
  token = await service.key('alice');
});
afterEach(() => service.close());

const post = (path: string, key: string, as = token) =>
  request(service.url)
    .post(`/api/v1${path}`)
    .set('Authorization', `Bearer ${as}`)
    .set('Idempotency-Key', key);

const RULE = { name: 'night', run: { link: true } };
const nRules = (): number => service.database.rules.size;

describe('Idempotency-Key', () => {
  it('gives the answer of the first request again, with its status, Location and type', async () => {
    const first = await post('/rules', '"one"').send(RULE).expect(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    // Bare and quoted are the same key.
    const again = await post('/rules', 'one').send(RULE).expect(201);
    expect(again.headers['idempotency-replayed']).toBe('true');
    for (const name of ['location', 'content-type', 'content-length'])
      expect(again.headers[name]).toBe(first.headers[name]);
    expect(again.text).toBe(first.text);
    expect(nRules()).toBe(1);
    // Without a key the route speaks for itself.
    const without = request(service.url).post('/api/v1/rules').set('Authorization', `Bearer ${token}`);
    expect((await without.send(RULE).expect(409)).body.code).toBe('name-taken');
  });

  it('belongs to one payload, one path and one sender', async () => {
    await post('/rules', 'one').send(RULE).expect(201);
    const other = await post('/rules', 'one')
      .send({ ...RULE, name: 'day' })
      .expect(422);
    expect(other.body.code).toBe('idempotency-key-reused');
    expect((await post('/rules?x=1', 'one').send(RULE).expect(422)).body.code).toBe('idempotency-key-reused');
    await post('/rules', 'one', await service.key('bob'))
      .send(RULE)
      .expect(201);
    // Another key of the same owner is another sender: it may be allowed less.
    await post('/rules', 'one', await service.key('alice'))
      .send(RULE)
      .expect(409);
    expect(nRules()).toBe(2);
  });

  it('of a request that is still being worked on is refused for the while', async () => {
    const add = vi.spyOn(service.database.rules, 'set');
    let goOn!: () => void;
    const isWaiting = new Promise<void>((begun) => {
      const find = service.app.get(KeptAnswers);
      vi.spyOn(find, 'keep').mockImplementationOnce(
        () =>
          new Promise((done) => {
            goOn = done;
            begun();
          }),
      );
    });
    const first = post('/rules', 'one').send(RULE).expect(201).then(String);
    await isWaiting;
    const second = await post('/rules', 'one').send(RULE).expect(409);
    expect(second.body.code).toBe('idempotency-in-progress');
    expect(second.headers['retry-after']).toBe('1');
    goOn();
    await first;
    expect(add).toHaveBeenCalledTimes(1);
  });

  it('of many at once works once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        post('/rules', 'one')
          .send(RULE)
          .then(({ status }) => status),
      ),
    );
    expect(answers.filter((status) => status === 201).length).toBeGreaterThan(0);
    expect(answers.every((status) => status === 201 || status === 409)).toBe(true);
    expect(nRules()).toBe(1);
    await post('/rules', 'one').send(RULE).expect(201);
  });

  it('keeps refusals that the request always gets, and none that may pass', async () => {
    const wrong = { ...RULE, name: 7 };
    const first = await post('/rules', 'wrong').send(wrong).expect(422);
    const again = await post('/rules', 'wrong').send(wrong).expect(422);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.headers['content-type']).toContain('application/problem+json');
    const { body } = await post('/rules', 'taken').send(RULE).expect(201);
    await post('/rules', 'later').send(RULE).expect(409);
    service.database.rules.delete((body as { id: string }).id);
    await post('/rules', 'later').send(RULE).expect(201);
  });

  it('is free again after an error of the service, and when an answer could not be kept', async () => {
    const set = vi.spyOn(service.database.rules, 'set').mockImplementationOnce(() => {
      throw new Error('the disk is gone');
    });
    await post('/rules', 'one').send(RULE).expect(500);
    vi.spyOn(service.app.get(KeptAnswers), 'keep').mockRejectedValueOnce(new Error('away'));
    await post('/rules', 'one').send(RULE).expect(201);
    expect((await post('/rules', 'one').send(RULE).expect(409)).body.code).toBe('name-taken');
    expect(set).toHaveBeenCalledTimes(2);
  });

  it('is held by nobody when what was kept cannot be read', async () => {
    vi.spyOn(service.app.get(KeptAnswers), 'find').mockRejectedValueOnce(new Error('away'));
    await post('/rules', 'one').send(RULE).expect(500);
    await post('/rules', 'one').send(RULE).expect(201);
  });

  it('does not keep more than 1 MB: the route is asked again', async () => {
    const { body } = await post('/rules', 'one').send(RULE).expect(201);
    const { dataset } = aDataset('alice');
    const answered = (fileName: string) => ({
      nChecked: 1,
      nMatching: 1,
      datasets: [{ ...dataset, fileName }],
    });
    const preview = vi.spyOn(service.app.get(ManageRules), 'preview');
    preview.mockResolvedValueOnce(answered('x'.repeat(2 ** 20))).mockResolvedValueOnce(answered('small'));
    const send = () => post(`/rules/${(body as { id: string }).id}/preview`, 'two').expect(200);
    expect((await send()).text.length).toBeGreaterThan(2 ** 20);
    for (const replayed of [undefined, 'true']) {
      const { body: shown, headers } = await send();
      expect((shown as { datasets: object[] }).datasets).toMatchObject([{ fileName: 'small' }]);
      expect(headers['idempotency-replayed']).toBe(replayed);
    }
  });

  it('is forgotten after a day', async () => {
    await post('/rules', 'one').send(RULE).expect(201);
    service.clock.advance(24 * 3600);
    await post('/rules', 'one').send(RULE).expect(201);
    service.clock.advance(1);
    await post('/rules', 'one').send(RULE).expect(409);
  });

  it.each(['""', '"a', 'a b', 'ü', '"a", "b"', `"${'x'.repeat(256)}"`, '"\\x"', 'a,b'])(
    'that is %s is refused',
    async (key) => {
      const answer = await post('/rules', Buffer.from(key).toString('latin1')).send(RULE).expect(400);
      expect(answer.body.code).toBe('invalid-idempotency-key');
      expect(nRules()).toBe(0);
    },
  );

  it.each(['8e03978e-40d5-43dd-bc93-6894a57f9324', `"${'x'.repeat(255)}"`, '"a \\"b\\" \\\\"'])(
    'that is %s is taken',
    async (key) => void (await post('/rules', key).send(RULE).expect(201)),
  );

  it('means nothing to what only reads', async () => {
    const read = request(service.url).get('/api/v1/rules').set('Authorization', `Bearer ${token}`);
    await read.set('Idempotency-Key', '"').expect(200);
  });

  it('leaves one line in the audit log, that of the work', async () => {
    for (let i = 0; i < 3; i++) await post('/rules', 'one').send(RULE).expect(201);
    await service.app.get(AuditTrail).settled();
    expect(service.database.audit.map(({ action, status }) => [action, status])).toEqual([
      ['POST /api/v1/rules', 201],
    ]);
  });
});

describe('Idempotency-Key of answers with a secret', () => {
  it.each([
    ['/keys', { name: 'k', scopes: ['datasets:read'] }],
    ['/webhooks', { url: 'https://example.org/hook' }],
  ])('POST %s is done once; asked again, it says what was made and not the secret', async (path, body) => {
    const first = await post(path, 'one').send(body).expect(201);
    const { secret } = { secret: first.body.token ?? first.body.secret };
    const again = await post(path, 'one').send(body).expect(422);
    expect(again.body.code).toBe('secret-not-kept');
    expect(again.headers.location).toBe(`/api/v1${path}/${first.body.id}`);
    expect(again.body.detail).toContain(first.body.id);
    const kept = JSON.stringify([...service.database.keptAnswers]);
    expect(kept).toContain(first.body.id);
    expect(kept).not.toContain(secret);
    expect([...service.database.keptAnswers.values()].map((answer) => answer.body)).toEqual([null]);
  });

  it('rotates a secret once', async () => {
    const { body } = await post('/webhooks', 'one').send({ url: 'https://example.org/hook' }).expect(201);
    const path = `/webhooks/${(body as { id: string }).id}/rotate`;
    await post(path, 'two').expect(200);
    const [{ secret }] = service.database.webhooks.values();
    expect((await post(path, 'two').expect(422)).body.code).toBe('secret-not-kept');
    expect([...service.database.webhooks.values()][0].secret).toBe(secret);
  });
});

describe('Idempotency-Key of files', () => {
  const file = (text = SMALL_MSA) => Buffer.from(text);
  const nReferences = (): number => service.database.references.size;

  it('knows a form again, whose boundary is another one each time', async () => {
    const first = await post('/references', 'one').attach('file', file(), 'a.msa').expect(201);
    const again = await post('/references', 'one').attach('file', file(), 'a.msa').expect(201);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    const other = file(SMALL_MSA.replace('4.\r\n#END', '5.\r\n#END'));
    for (const sent of [
      post('/references', 'one').attach('file', other, 'a.msa'),
      post('/references', 'one').attach('file', file(), 'b.msa'),
      post('/references?name=x', 'one').attach('file', file(), 'a.msa'),
    ])
      expect((await sent.expect(422)).body.code).toBe('idempotency-key-reused');
    expect(nReferences()).toBe(1);
  });

  it('answers for a dataset and for an import as at first', async () => {
    for (const path of ['/datasets', '/catalogue/imports?material=Cu']) {
      const send = () => post(path, 'one').attach('file', file(`${SMALL_MSA}`), 'a.msa');
      const first = await send();
      expect(first.status).toBe(202);
      const again = await send().expect(202);
      expect([again.text, again.headers.location]).toEqual([first.text, first.headers.location]);
      service.database.keptAnswers.clear();
    }
    expect(service.database.jobs.size).toBe(2);
  });

  it('says nothing of a form that broke off', async () => {
    const boundary = 'b';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.msa"\r\n\r\n`;
    const abort = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from(head + SMALL_MSA)),
    });
    const locks = vi.spyOn(service.app.get(WorkLocks), 'tryHold');
    const broken = fetch(`${service.url}/api/v1/references`, {
      ...{ method: 'POST', body, duplex: 'half', signal: abort.signal },
      headers: {
        ...{ Authorization: `Bearer ${token}`, 'Idempotency-Key': 'one' },
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
      },
    }).catch(() => 'broken');
    await vi.waitFor(() => expect(locks).toHaveBeenCalledTimes(1));
    abort.abort();
    expect(await broken).toBe('broken');
    await vi.waitFor(async () => {
      await post('/references', 'one').attach('file', file(), 'a.msa').expect(201);
    });
    expect(nReferences()).toBe(1);
  });

  it('begins one upload in pieces', async () => {
    const metadata = `filename ${Buffer.from('a.msa').toString('base64')}`;
    const begin = (length: number, key: string) =>
      post('/uploads', key)
        .set({ 'Tus-Resumable': '1.0.0', 'Upload-Length': String(length), 'Upload-Metadata': metadata })
        .send();
    const first = await begin(500, 'one').expect(201);
    const again = await begin(500, 'one').expect(201);
    expect(again.headers).toMatchObject({
      location: first.headers.location,
      'upload-expires': first.headers['upload-expires'],
      'tus-resumable': '1.0.0',
      'idempotency-replayed': 'true',
    });
    expect((await begin(501, 'one').expect(422)).body.code).toBe('idempotency-key-reused');
    expect(service.database.uploads.size).toBe(1);
    await begin(500, 'two').expect(201);
    expect(service.database.uploads.size).toBe(2);
  });
});
