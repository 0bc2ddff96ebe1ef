import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, dataOf, type JobEvent } from '../../src/api-client/client.js';
import { followJob } from '../../src/api-client/follow-job.js';
import { uploadFile } from '../../src/api-client/upload-file.js';
import type { InterpretationResult } from '../../src/science/interpretation/interpretation-result.js';
import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';
import { type RunningService, startService } from '../support/running-service.js';

let service: RunningService;
let file: Blob;

beforeAll(async () => {
  const { coreLoss, lowLoss } = makeDemoScan(7);
  file = new Blob([toDm4([coreLoss, lowLoss])]);
  service = await startService();
});
afterAll(async () => {
  expect(await service?.stop()).toBe(0);
});

describe('a line scan goes in', () => {
  it('once, also when two send it at the same time', async () => {
    const sent = await Promise.all([1, 2, 3].map(() => uploadFile(service.client, file, 'scan.dm4')));
    expect(new Set(sent.map(({ dataset }) => dataset.id)).size).toBe(1);
    expect(sent.filter(({ created }) => created)).toHaveLength(1);
    await followJob(service.client, sent[0].job.id);
  });

  it('and an interpretation comes out, with files to take away', async () => {
    const { api } = service.client;
    const { dataset, job } = await uploadFile(service.client, file, 'scan.dm4');
    expect((await followJob(service.client, job.id)).state).toBe('succeeded');
    const { analysis } = await dataOf(api.POST('/api/v1/analyses', { body: { datasetId: dataset.id } }));
    expect(analysis.lowLoss).not.toBeNull();
    const events: JobEvent[] = [];
    const ended = await followJob(service.client, analysis.job.id, {
      onEvent: (event) => events.push(event),
    });
    expect(ended).toMatchObject({ state: 'succeeded', progress: 1, problem: null });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    const params = { path: { id: analysis.id } };
    const result = await dataOf(api.GET('/api/v1/analyses/{id}/result', { params }));
    expect(result.schema).toBe('kaimen.interpretation/1');
    const spectra = await get(`/api/v1/analyses/${analysis.id}/spectra?sum=true`);
    const { energy, counts } = (await spectra.json()) as { energy: { nChannels: number }; counts: number[] };
    // Alignment crops the ends that not every pixel covers.
    expect(energy.nChannels).toBeGreaterThan(2000);
    expect(counts).toHaveLength(energy.nChannels);
    const names = [
      'profiles.csv',
      'components.csv',
      'result.json',
      'scan.hspy',
      'report.html',
      'ro-crate.zip',
    ];
    for (const name of [...names, 'scicat.json']) {
      const answer = await get(`/api/v1/analyses/${analysis.id}/export/${name}`);
      expect(answer.status, name).toBe(200);
      expect((await answer.arrayBuffer()).byteLength, name).toBeGreaterThan(1000);
    }
  });

  it('and is computed again from its record, to the same bytes', async () => {
    const { items } = await dataOf(service.client.api.GET('/api/v1/analyses'));
    const cli = fileURLToPath(new URL('../../dist/src/main.cli.js', import.meta.url));
    const args = [cli, 'verify', items[0].id, '--url', service.url, '--key', service.key];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toContain(`equal: computed again, ${items[0].id} has the same bytes`);
  });

  it('and the boundary that its sidecar names gets it as evidence', async () => {
    const { api } = service.client;
    const boundary = { material: 'MgO', sigma: 5, axis: [0, 0, 1], plane: [3, 1, 0] } as const;
    const analysed = async (material: string): Promise<string> => {
      const sidecar = { sample: 'S1', boundary: { ...boundary, material } } as never;
      const { dataset } = await uploadFile(service.client, file, 'scan.dm4', { sidecar });
      expect(dataset.sidecar).toMatchObject({ sample: 'S1', boundary: { material } });
      const body = { datasetId: dataset.id };
      const { analysis } = await dataOf(api.POST('/api/v1/analyses', { body }));
      expect((await followJob(service.client, analysis.job.id)).state).toBe('succeeded');
      return analysis.id;
    };
    const path = { id: await analysed('MgO') };
    const result = await dataOf(api.GET('/api/v1/analyses/{id}/result', { params: { path } }));
    const { changePoints } = result as unknown as InterpretationResult;
    const { pixel } = changePoints.reduce((a, b) => (b.strength > a.strength ? b : a));
    const { items } = await dataOf(api.GET('/api/v1/analyses/{id}/evidence', { params: { path } }));
    expect(items).toMatchObject([
      { state: 'assigned', note: 'from the sidecar', region: { changePointPixel: pixel } },
    ]);
    const [{ boundaryId, region }] = items;
    expect([region!.fromPixel, region!.toPixel]).toEqual([Math.ceil(pixel - 2), Math.floor(pixel + 2) + 1]);
    const named = await (await get(`/api/v1/catalogue/boundaries/${boundaryId}`)).json();
    expect(named).toMatchObject({ material: 'MgO', sigma: 5, nEvidence: 1 });
    const unresolved = await analysed('unobtainium');
    const { coreLoss } = await dataOf(
      api.GET('/api/v1/analyses/{id}', { params: { path: { id: unresolved } } }),
    );
    const dataset = await (await get(`/api/v1/datasets/${coreLoss.datasetId}`)).json();
    expect(dataset).toMatchObject({ sidecarProblem: { code: 'unknown-material' } });
  });

  it('and comes back byte by byte', async () => {
    const { dataset } = await uploadFile(service.client, file, 'scan.dm4');
    const back = await (await get(`/api/v1/datasets/${dataset.id}/file`)).arrayBuffer();
    expect(Buffer.compare(Buffer.from(back), Buffer.from(await file.arrayBuffer()))).toBe(0);
  });
});

describe('owners', () => {
  it('do not see what is of another', async () => {
    const { dataset, job } = await uploadFile(service.client, file, 'scan.dm4');
    const { token } = await dataOf(
      service.client.api.POST('/api/v1/keys', {
        body: { name: 'bob', owner: 'bob', scopes: ['datasets:read', 'datasets:write', 'analyses:read'] },
      }),
    );
    const bob = createClient({ baseUrl: service.url, apiKey: token });
    for (const path of [`datasets/${dataset.id}`, `datasets/${dataset.id}/file`, `jobs/${job.id}`]) {
      expect((await get(`/api/v1/${path}`, token)).status, path).toBe(404);
    }
    expect((await dataOf(bob.api.GET('/api/v1/datasets'))).items).toEqual([]);
    const own = await uploadFile(bob, file, 'scan.dm4');
    expect(own.created).toBe(true);
    expect(own.dataset.id).not.toBe(dataset.id);
    const removed = await bob.api.DELETE('/api/v1/datasets/{id}', {
      params: { path: { id: own.dataset.id } },
    });
    expect(removed.response.status).toBe(204);
    expect((await get(`/api/v1/datasets/${dataset.id}/file`)).status).toBe(200);
  });
});

describe('a browser', () => {
  it('signs in by the printed link, once, and finds the page', async () => {
    const first = await fetch(service.signInUrl, { redirect: 'manual' });
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    const cookie = first.headers.get('set-cookie')!.split(';')[0];
    expect((await fetch(service.signInUrl, { redirect: 'manual' })).status).toBe(401);
    const session = await fetch(`${service.url}/api/v1/session`, { headers: { cookie } });
    expect(await session.json()).toMatchObject({ ownerId: 'local' });
    const page = await fetch(`${service.url}/datasets/x`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

const get = (path: string, key = service.key): Promise<Response> =>
  fetch(service.url + path, { headers: { Authorization: `Bearer ${key}` } });
