import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headlineOf } from '../../workflows/batches/headline.js';
import { SMALL_RESULT } from '../../workflows/exports/testing/small-result.js';
import {
  inOnePiece,
  lineScanSummary,
  SMALL_MSA,
  startTestService,
  type TestService,
} from '../testing/test-service.js';

let service: TestService;
let alice: string;
let bob: string;
let count = 0;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  bob = `Bearer ${await service.key('bob')}`;
});
afterAll(() => service.close());

const get = (path: string, key = alice) => request(service.url).get(path).set('Authorization', key);
const submit = (body: object, key = alice) =>
  request(service.url).post('/api/v1/analyses').set('Authorization', key).send(body);

interface Overrides {
  readonly nPixels?: number;
  readonly zeroLossInRange?: boolean;
}

/** A dataset that is ready, with a scan for each entry. */
async function dataset(...scans: Overrides[]): Promise<string> {
  const { body } = await request(service.url)
    .post('/api/v1/datasets')
    .set('Authorization', alice)
    .attach('file', Buffer.from(SMALL_MSA + String((count += 1))), 'a.msa')
    .expect(202);
  const summary = await lineScanSummary(service.blobs);
  const [scan] = summary.scans;
  const listed = scans.map(({ nPixels = 3, zeroLossInRange = false }, index) => ({
    ...scan,
    index,
    nPixels,
    zeroLossInRange,
    navigation: [{ ...scan.navigation[0], size: nPixels }],
  }));
  await service.jobs.finishIngest(body.job.id as string, { summary: { ...summary, scans: listed } });
  return body.dataset.id as string;
}

describe('submitting', () => {
  it('queues an analysis of the core loss with the simultaneous low loss', async () => {
    const datasetId = await dataset({ zeroLossInRange: true, nPixels: 5 }, { zeroLossInRange: true }, {});
    const { body, headers } = await submit({ datasetId }).expect(202);
    expect(headers.location).toBe(`/api/v1/analyses/${body.analysis.id}`);
    expect(body.analysis.coreLoss).toEqual({ datasetId, scanIndex: 2 });
    expect(body.analysis.lowLoss).toEqual({ datasetId, scanIndex: 1 });
    expect(body.analysis.recipe.schema).toBe('kaimen.recipe/1');
    expect(body.job).toMatchObject({ kind: 'analysis', state: 'queued', subjectId: body.analysis.id });
    const shown = await get(`/api/v1/analyses/${body.analysis.id}`).expect(200);
    expect(shown.body).toEqual(body.analysis);
    const list = await get(`/api/v1/analyses?datasetId=${datasetId}`).expect(200);
    expect(list.body.items).toEqual([body.analysis]);
  });

  it('takes a low loss of another file, also over other positions', async () => {
    const datasetId = await dataset({});
    const lowLossDatasetId = await dataset({ zeroLossInRange: true });
    const { body } = await submit({ datasetId, lowLossDatasetId }).expect(202);
    expect(body.analysis.lowLoss).toEqual({ datasetId: lowLossDatasetId, scanIndex: 0 });
    const other = await dataset({ zeroLossInRange: true, nPixels: 7 });
    await submit({ datasetId, lowLossDatasetId: other }).expect(202);
  });

  it('refuses scans and datasets that are not there, not ready, or of another owner', async () => {
    const datasetId = await dataset({});
    expect((await submit({ datasetId, scanIndex: 1 }).expect(404)).body.code).toBe('no-such-scan');
    expect((await submit({ datasetId }, bob).expect(404)).body.code).toBe('not-found');
    const mine = await dataset({});
    service.database.datasets.set(mine, { ...service.database.datasets.get(mine)!, ownerId: 'bob' });
    const stolen = await submit({ datasetId, lowLossDatasetId: mine }).expect(404);
    expect(stolen.body.code).toBe('not-found');
  });
});

describe('results', () => {
  async function finished(extra: object = {}): Promise<string> {
    const datasetId = await dataset({});
    const { body } = await submit({ datasetId }).expect(202);
    const result = { ...SMALL_RESULT, answer: ['Größe'], ...extra };
    const { sha256 } = await service.blobs.put(inOnePiece(new TextEncoder().encode(JSON.stringify(result))));
    const counts = new Uint8Array(Float32Array.from({ length: 12 }, (_, i) => i + 1).buffer);
    const { sha256: preprocessedBlob } = await service.blobs.put(inOnePiece(counts));
    const outcome = {
      resultBlob: sha256,
      preprocessedBlob,
      headline: headlineOf(result),
      softwareVersion: '0.0.0',
    };
    await service.jobs.finishAnalysis(body.job.id as string, outcome);
    return body.analysis.id as string;
  }

  it('are there when the job has ended, for their owner', async () => {
    const id = await finished();
    const { body, headers } = await get(`/api/v1/analyses/${id}/result`).expect(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(body.answer).toEqual(['Größe']);
    const spectra = await get(`/api/v1/analyses/${id}/spectra?sum=true`).expect(200);
    const { energy } = SMALL_RESULT.calibration;
    expect(spectra.body).toEqual({ nPixels: 1, nChannels: 3, energy, counts: [22, 26, 30] });
    for (const part of ['', '/result', '/spectra', '/export/result.json']) {
      expect((await get(`/api/v1/analyses/${id}${part}`, bob).expect(404)).body.code).toBe('not-found');
    }
    expect((await get('/api/v1/analyses', bob).expect(200)).body.items).toEqual([]);
  });

  it('are not there before, and an analysis is cancelled once', async () => {
    const { body } = await submit({ datasetId: await dataset({}) }).expect(202);
    const path = `/api/v1/analyses/${body.analysis.id}`;
    for (const part of ['/result', '/spectra', '/maps', '/maps/sum', '/export/scan.hspy']) {
      expect((await get(path + part).expect(409)).body.code).toBe('not-finished');
    }
    const cancel = () => request(service.url).post(`${path}/cancel`).set('Authorization', alice);
    expect((await cancel().expect(202)).body.job.state).toBe('cancelled');
    expect((await cancel().expect(409)).body.code).toBe('already-ended');
  });

  it.each([
    ['profiles.csv', 'text/csv; charset=utf-8', /^#[\s\S]*nm/],
    ['components.csv', 'text/csv; charset=utf-8', /eV/],
    ['result.json', 'application/json; charset=utf-8', /"kaimen.interpretation\/1"/],
    ['report.html', 'text/html; charset=utf-8', /^<html>\{.*base64/],
    ['scicat.json', 'application/json; charset=utf-8', /"inputDatasets": \[\s*"sha256:[0-9a-f]{64}"/],
    ['ro-crate.zip', 'application/zip', /^PK/],
  ])('are exported as %s', async (name, type, content) => {
    const answer = await get(`/api/v1/analyses/${await finished()}/export/${name}`)
      .buffer(true)
      .expect(200);
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.headers['content-disposition']).toContain(`attachment; filename="${name}"`);
    expect(answer.text).toMatch(content);
  });

  it('are exported as a file that HyperSpy opens', async () => {
    const answer = await get(`/api/v1/analyses/${await finished()}/export/scan.hspy`)
      .buffer(true)
      .parse(binary)
      .expect(200);
    expect((answer.body as Buffer).subarray(1, 4).toString()).toBe('HDF');
  });

  it('have maps of all pixels where the scan was large, each a range of a blob', async () => {
    // The blob of `finished` holds 1 … 12: spectra of two channels in two summed pixels, then two planes of four pixels.
    const plane = (id: string, offset: number) => ({ id, label: id, unit: 'e-', isCategory: false, offset });
    const planes = [plane('sum', 16), plane('O_K/Mn_L23', 32)];
    const axis = { name: 'x', unit: 'nm', offset: 0, scale: 1, size: 2 };
    const fullResolution = { navigation: [axis, axis], nPixels: 4, binning: 2, planes };
    const id = await finished({ fullResolution });
    expect((await get(`/api/v1/analyses/${id}/maps`).expect(200)).body).toEqual(fullResolution);
    const bytesOf = (name: string, key = alice) =>
      get(`/api/v1/analyses/${id}/maps/${encodeURIComponent(name)}`, key)
        .buffer(true)
        .parse(binary);
    for (const [name, expected] of [
      ['sum', [5, 6, 7, 8]],
      ['O_K/Mn_L23', [9, 10, 11, 12]],
    ] as const) {
      const { headers, body } = await bytesOf(name).expect(200);
      expect(headers['content-type']).toBe('application/octet-stream');
      expect(headers['content-length']).toBe('16');
      expect([...new Float32Array(new Uint8Array(body as Buffer).buffer)]).toEqual(expected);
    }
    await bytesOf('Fe_L23.net').expect(404);
    await bytesOf('sum', bob).expect(404);
    await get(`/api/v1/analyses/${id}/maps`, bob).expect(404);
  });

  it('have no maps beside themselves where the scan was small', async () => {
    const { body } = await get(`/api/v1/analyses/${await finished()}/maps`).expect(404);
    expect(body.code).toBe('not-found');
  });

  it('have no other exports', async () => {
    expect((await get(`/api/v1/analyses/${await finished()}/export/x.csv`).expect(404)).body.code).toBe(
      'not-found',
    );
  });
});

/** Superagent's parser for bytes of a type that it does not know. */
function binary(answer: request.Response, done: (error: Error | null, body: Buffer) => void): void {
  const parts: Buffer[] = [];
  answer.on('data', (part: Buffer) => parts.push(part));
  answer.on('end', () => done(null, Buffer.concat(parts)));
}
