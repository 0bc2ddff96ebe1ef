import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleManifest } from '../../science/descriptors/testing/example-manifest.js';
import { startTestService, type TestService } from '../testing/test-service.js';

let service: TestService;
let key: string;

beforeAll(async () => {
  service = await startTestService();
  key = `Bearer ${await service.key('alice', ['analyses:read'])}`;
});
afterAll(() => service.close());

const get = (path: string) => request(service.url).get(`/api/v1${path}`).set('Authorization', key);
const namesOf = (list: unknown): string[] => (list as { name: string }[]).map(({ name }) => name);
const example = exampleManifest();
const AT = `/models/${example.task}/${example.version}`;

describe('models', () => {
  it('are none where no folder holds one', async () => {
    expect((await get('/models').expect(200)).body).toEqual({ items: [], refused: [] });
  });

  it('are listed with what they tell, refused ones with the reason', async () => {
    service.models.add(example, {
      'model.onnx': '\u0008\u0009',
      'card.md': '# Mn valence\n',
      'evaluation.json': '{"schema":"kaimen.evaluation/1","conditions":[]}',
      'notes.json': '{"a":1}',
    });
    service.models.refused.push({ task: 'o-k', version: '0.1.0', reason: 'model.onnx has another SHA-256' });
    const { body } = await get('/models').expect(200);
    expect(body.refused).toEqual([{ task: 'o-k', version: '0.1.0', reason: 'model.onnx has another SHA-256' }]);
    expect(body.items).toHaveLength(1);
    const { task, version, title, status, technique, edge } = example;
    expect(body.items[0]).toMatchObject({
      ...{ id: `${task}@${version}`, task, version, title, status, technique, edge },
    });
    expect(body.items[0].outputs[0]).toEqual({ name: 'valence', label: 'mean valence', unit: '', kind: 'scalar' });
    expect(namesOf(body.items[0].outputs)).toEqual([
      ...['valence', 'valence-fractions', 'mo-mean', 'coordination', 'rdf'],
    ]);
  });

  it('are shown with manifest, card and evaluation', async () => {
    const { body } = await get(AT).expect(200);
    expect(body.manifest).toEqual(JSON.parse(JSON.stringify(example)));
    expect(body.card).toBe('# Mn valence\n');
    expect(body.evaluation).toEqual({ schema: 'kaimen.evaluation/1', conditions: [] });
    expect(body.structureTree).toBeNull();
    expect(namesOf(body.files)).toContain('manifest.json');
    expect((body.files as { name: string }[]).find(({ name }) => name === 'model.onnx')).toEqual({
      ...{ name: 'model.onnx', sizeBytes: 2, sha256: example.files['model.onnx'] },
    });
  });

  it('can be taken away, file by file', async () => {
    const { headers, body } = await get(`${AT}/files/model.onnx`).responseType('blob').expect(200);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-disposition']).toContain('attachment; filename="model.onnx"');
    expect([...(body as Buffer)]).toEqual([8, 9]);
    const json = await get(`${AT}/files/notes.json`).set('Accept', 'application/json').expect(200);
    expect(json.body).toEqual({ a: 1 });
  });

  it.each(['/models/none/1.0.0', `${AT}/files/other.bin`, `${AT}/files/..%2Fsecret`, '/models/%2e%2e/x'])(
    'are not there: %s',
    async (path) => {
      const { body } = await get(path).expect(404);
      expect(body.code).toBe('not-found');
    },
  );

  it('say so when a file is no JSON', async () => {
    service.models.add({ ...example, version: '2.0.0' }, { 'evaluation.json': '{' });
    const { body } = await get(`/models/${example.task}/2.0.0`).expect(422);
    expect(body).toMatchObject({ code: 'malformed-file' });
  });

  it('need the scope of analyses', async () => {
    const other = `Bearer ${await service.key('bob', ['datasets:read'])}`;
    await request(service.url).get('/api/v1/models').set('Authorization', other).expect(403);
    await request(service.url).get('/api/v1/models').expect(401);
  });
});
