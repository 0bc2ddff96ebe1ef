import { createHash } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDataset, anAnalysis } from '../../../test/support/records.js';
import {
  inOnePiece,
  lineScanSummary,
  SMALL_MSA,
  startTestService,
  type TestService,
} from '../testing/test-service.js';
import type { SimilarDto } from './reference.dto.js';

let service: TestService;
let alice: string;
let bob: string;
let reader: string;

beforeAll(async () => {
  service = await startTestService();
  alice = `Bearer ${await service.key('alice')}`;
  bob = `Bearer ${await service.key('bob')}`;
  reader = `Bearer ${await service.key('alice', ['analyses:read'])}`;
});
afterAll(() => service.close());

const get = (path: string, key = alice) =>
  request(service.url).get(`/api/v1${path}`).set('Authorization', key);
const post = (path: string, body: object, key = alice) =>
  request(service.url).post(`/api/v1${path}`).set('Authorization', key).send(body);
const upload = (path: string, content: string | Buffer, name = 'a.msa', key = alice) =>
  request(service.url)
    .post(`/api/v1${path}`)
    .set('Authorization', key)
    .attach('file', Buffer.from(content), name);

const namesIn = (items: unknown): string[] => (items as { name: string }[]).map(({ name }) => name);

const energy = { offsetEv: 510, scaleEv: 0.5, nChannels: 120 };
/** An oxygen edge with a peak that tells `kind` from others. */
const edge = (kind: number): number[] =>
  Array.from({ length: 120 }, (_, i) => {
    const e = 510 + i / 2;
    return (
      (0.5 + Math.atan((e - 532) / 0.5) / Math.PI) *
      (1 + 2 * Math.exp(-0.5 * ((e - 535 - 2 * kind) / 2) ** 2))
    );
  });

function msaOf(title: string, values: readonly number[]): string {
  const lines = SMALL_MSA.split('\r\n').map((line) =>
    line
      .replace('small', title)
      .replace(/NPOINTS +: 4\./, 'NPOINTS     : 120.')
      .replace(/OFFSET +: 500\./, 'OFFSET      : 510.'),
  );
  const start = lines.findIndex((line) => line.startsWith('#SPECTRUM')) + 1;
  return [...lines.slice(0, start), ...values.map(String), '#ENDOFDATA   :', ''].join('\r\n');
}

/** A finished analysis of 2 pixels in 2 clusters, kinds 0 and 2. */
async function finishedAnalysis(): Promise<string> {
  const { dataset } = aDataset('alice');
  const counts = Float32Array.from([...edge(0), ...edge(2)]);
  const { sha256: preprocessedBlob } = await service.blobs.put(inOnePiece(new Uint8Array(counts.buffer)));
  const result = {
    scan: { nPixels: 2, meanSpectrum: edge(1) },
    calibration: { energy },
    clusters: { meanSpectra: [edge(0), edge(2)] },
    unmixing: { channelRange: [10, 110], components: [edge(2).slice(10, 110)] },
  };
  const { sha256: resultBlob } = await service.blobs.put(
    inOnePiece(new TextEncoder().encode(JSON.stringify(result))),
  );
  const { analysis } = anAnalysis(dataset, { resultBlob, preprocessedBlob });
  service.database.analyses.set(analysis.id, analysis);
  return analysis.id;
}

describe('references', () => {
  it('are kept from a file, with what its title says and what the user says', async () => {
    const { body } = await upload('/references?licence=ODbL', msaOf('SrTiO3_O_K_Somebody_7', edge(0))).expect(
      201,
    );
    expect(body).toMatchObject({
      compound: 'SrTiO3',
      element: 'O',
      edge: 'K',
      licence: 'ODbL',
      kind: 'EELS',
      energy,
    });
    const hash = createHash('sha256')
      .update(msaOf('SrTiO3_O_K_Somebody_7', edge(0)))
      .digest('hex');
    expect(body.origin).toEqual({ fileName: 'a.msa', sha256: hash, format: 'msa' });
    expect((await get(`/references/${body.id}`).expect(200)).body).toEqual(body);
    const spectrum = await get(`/references/${body.id}/spectrum`).expect(200);
    (spectrum.body.values as number[]).forEach((v, i) => expect(v).toBeCloseTo(edge(0)[i], 6));
  });

  it('are taken from XDI, with element and edge of its header', async () => {
    const head = ['# XDI/1.0', '# Column.1: energy eV', '# Column.2: mutrans'];
    const said = ['# Element.symbol: O', '# Element.edge: K', '# Sample.name: ice', '# ---'];
    const rows = edge(1).map((v, i) => `${510 + i / 2} ${v}`);
    const { body } = await upload(
      '/references',
      [...head, ...said, ...rows, ''].join('\n'),
      'ice.xdi',
    ).expect(201);
    expect(body).toMatchObject({
      name: 'ice',
      compound: 'ice',
      element: 'O',
      edge: 'K',
      kind: 'X-ray',
      energy,
    });
    expect(body.origin).toMatchObject({ format: 'xdi' });
    await request(service.url)
      .delete(`/api/v1/references/${body.id}`)
      .set('Authorization', alice)
      .expect(204);
  });

  it('are put into the recipe of an analysis that names them', async () => {
    const added = [
      await upload('/references?name=left', msaOf('x', edge(0))).expect(201),
      await upload('/references?name=right', msaOf('x', edge(2))).expect(201),
    ];
    const referenceIds = added.map(({ body }) => body.id as string);
    const sent = await upload('/datasets', SMALL_MSA, 'line.msa').expect(202);
    const summary = await lineScanSummary(service.blobs);
    await service.jobs.finishIngest(sent.body.job.id as string, { summary });
    const asked = { datasetId: sent.body.dataset.id as string, referenceIds };
    const { body } = await post('/analyses', { ...asked, recipe: { seed: 3 } }).expect(202);
    expect(body.analysis.recipe).toMatchObject({
      seed: 3,
      references: {
        fit: 'given',
        spectra: [{ name: 'left', offsetEv: 510, scaleEv: 0.5 }, { name: 'right' }],
      },
    });
    const { counts } = body.analysis.recipe.references.spectra[1];
    edge(2).forEach((v, i) => expect(counts[i]).toBeCloseTo(v, 5));
    await post('/analyses', { ...asked, referenceIds: ['0b8f2a52-5a55-4e2e-9c6b-0d5f9c9d7b11'] }).expect(404);
    for (const id of referenceIds) {
      await request(service.url).delete(`/api/v1/references/${id}`).set('Authorization', alice).expect(204);
    }
  });

  it('of another owner do not exist; scopes count', async () => {
    const { body } = await upload('/references?name=mine', msaOf('x', edge(0))).expect(201);
    await get(`/references/${body.id}`, bob).expect(404);
    await get(`/references/${body.id}/spectrum`, bob).expect(404);
    await request(service.url).delete(`/api/v1/references/${body.id}`).set('Authorization', bob).expect(404);
    expect((await get('/references', bob).expect(200)).body.items).toEqual([]);
    await upload('/references', msaOf('x', edge(0)), 'a.msa', reader).expect(403);
    await request(service.url)
      .delete(`/api/v1/references/${body.id}`)
      .set('Authorization', alice)
      .expect(204);
    await get(`/references/${body.id}`).expect(404);
  });

  it('are listed by element, edge, range and text', async () => {
    await upload('/references?name=Wanted&element=Ti&edge=L3', msaOf('x', edge(1))).expect(201);
    const found = async (query: string): Promise<string[]> =>
      namesIn((await get(`/references?${query}`).expect(200)).body.items);
    expect(await found('element=Ti')).toEqual(['Wanted']);
    expect(await found('element=Ti&kind=X-ray')).toEqual([]);
    expect(await found('element=Ti&kind=EELS')).toEqual(['Wanted']);
    expect(await found('edge=L3&text=wANT')).toEqual(['Wanted']);
    expect(await found('element=Ti&energyRange=400,500')).toEqual([]);
    expect(await found('element=Ti&energyRange=560,700')).toEqual(['Wanted']);
    await get('/references?energyRange=1').expect(400);
  });

  it('refuse what is no text, what is no spectrum, and a wrong hash', async () => {
    const binary = await upload(
      '/references',
      Buffer.from([137, 72, 68, 70, 13, 10, 26, 10, 0, 0]),
      'a.hspy',
    ).expect(415);
    expect(binary.body.code).toBe('unsupported-media-type');
    await upload('/references?element=oxygen', msaOf('x', edge(0))).expect(400);
    const wrong = await request(service.url)
      .post('/api/v1/references')
      .set('Authorization', alice)
      .field('sha256', '0'.repeat(64))
      .attach('file', Buffer.from(SMALL_MSA), 'a.msa')
      .expect(422);
    expect(wrong.body.code).toBe('checksum-mismatch');
  });
});

describe('similar', () => {
  it('ranks own references by a cluster, a component or pixels, and says what was compared', async () => {
    const analysisId = await finishedAnalysis();
    for (const kind of [0, 1, 2]) {
      await upload(`/references?name=kind ${kind}&source=sim`, msaOf(`A_O_K_${kind}`, edge(kind))).expect(
        201,
      );
    }
    const ask = async (body: object): Promise<SimilarDto> =>
      (await post(`/analyses/${analysisId}/similar`, body).expect(200)).body as SimilarDto;
    const byCluster = await ask({ selection: { cluster: 1 }, limit: 2 });
    expect(byCluster.matches).toHaveLength(2);
    expect(byCluster.matches[0]).toMatchObject({
      rank: 1,
      reference: { name: 'kind 2' },
      shiftAtLimit: false,
    });
    expect(byCluster.matches[0].shiftEv).toBeCloseTo(0, 6);
    expect(byCluster.nVotes).toBe(33);
    const { query, reference } = byCluster.matches[0].compared;
    expect([query.length, reference.length]).toEqual([200, 200]);
    // The file has float32 counts, the cluster's mean float64.
    query.forEach((v, i) => expect(reference[i]).toBeCloseTo(v, 5));
    expect((await ask({ selection: { component: 0 } })).matches[0].reference.name).toBe('kind 2');
    expect((await ask({ selection: { pixels: [1, 2] } })).matches[0].reference.name).toBe('kind 2');
    expect((await ask({ energyRange: [515, 565] })).matches[0].reference.name).toBe('kind 1');
    const none = await ask({ element: 'Zr' });
    expect(none).toMatchObject({ matches: [], nCompared: 0, margin: null, truncated: false });
  });

  it('keeps a part of an analysis as a reference', async () => {
    const analysisId = await finishedAnalysis();
    const kept = await post('/references/from-analysis', {
      analysisId,
      name: 'side B',
      selection: { cluster: 1 },
    }).expect(201);
    expect(kept.body).toMatchObject({ name: 'side B', kind: 'EELS', energy });
    expect(kept.body.origin).toMatchObject({ analysisId, selection: { cluster: 1 } });
    const { body } = await post(`/analyses/${analysisId}/similar`, { selection: { cluster: 1 } }).expect(200);
    const { matches } = body as SimilarDto;
    expect(namesIn(matches.slice(0, 2).map((m) => m.reference))).toContain('side B');
  });

  it('refuses parts that are not there, two at once, and analyses of others', async () => {
    const analysisId = await finishedAnalysis();
    await post(`/analyses/${analysisId}/similar`, { selection: { cluster: 9 } }).expect(400);
    await post(`/analyses/${analysisId}/similar`, { selection: { cluster: 0, component: 0 } }).expect(400);
    await post(`/analyses/${analysisId}/similar`, { energyRange: [5000, 6000] }).expect(400);
    await post(`/analyses/${analysisId}/similar`, {}, bob).expect(404);
    await post('/references/from-analysis', { analysisId, name: 'x' }, bob).expect(404);
  });
});
