import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient, dataOf, type KaimenClient } from '../../src/api-client/client.js';
import { type CatalogueImport, importEnd, submitImport } from '../../src/api-client/import-files.js';
import { IS_BUILT, type ServiceProcess, startService } from '../support/service.js';

let dataDir: string;
let service: ServiceProcess;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kaimen-import-kill-'));
  service = await startService(dataDir);
});
afterEach(async () => {
  await service.kill();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
});

/** Two boundaries, half of the values each; none is like another. */
const ROWS = 6_000;
const TABLE = [
  'material,sigma,axis,plane,method,gb_energy_J_m2,condition.run',
  ...Array.from({ length: ROWS }, (_, i) => `Cu,5,0 0 1,${i % 2 === 0 ? '2 1 0' : '3 1 0'},EAM,0.9,${i}`),
].join('\n');

const client = (): KaimenClient => createClient({ baseUrl: service.url, apiKey: service.key });
const show = (id: string): Promise<CatalogueImport> =>
  dataOf(client().api.GET('/api/v1/catalogue/imports/{id}', { params: { path: { id } } }));
const job = (id: string) => dataOf(client().api.GET('/api/v1/jobs/{id}', { params: { path: { id } } }));
const end = (shown: Pick<CatalogueImport, 'id' | 'jobId'>): Promise<CatalogueImport> =>
  importEnd(client(), shown, { patienceMs: Infinity });

async function killOnceItRuns(jobId: string, isFarEnough: (stage: string) => boolean): Promise<void> {
  await vi.waitFor(
    async () => {
      const { state, stage } = await job(jobId);
      expect([state, isFarEnough(stage)]).toEqual(['running', true]);
    },
    { timeout: 60_000, interval: 5 },
  );
  await service.kill();
  service = await startService(dataDir);
}

/** How many values there are, and that no two are of one run. */
async function expectWhole(): Promise<void> {
  const answer = await fetch(`${service.url}/api/v1/catalogue/tables/properties.ndjson`, {
    headers: { authorization: `Bearer ${service.key}` },
  });
  const lines = (await answer.text()).trim().split('\n');
  expect(lines).toHaveLength(ROWS);
  expect(new Set(lines.map((line) => /run[^0-9]*(\d+)/.exec(line)?.[1])).size).toBe(ROWS);
}

describe.skipIf(!IS_BUILT)('kill -9 while an import is worked on (of the build: npm run build)', () => {
  it('is read, and taken in, to the end, and adds nothing twice', async () => {
    const file = { name: 'a.csv', content: new Blob([TABLE]) };
    const sent = await submitImport(client(), [file]);
    expect(sent).toMatchObject({ state: 'reading', nRows: null });
    await killOnceItRuns(sent.jobId!, (stage) => stage !== 'starting');
    const read = await end(sent);
    expect(read).toMatchObject({ state: 'previewed', nRows: ROWS, nDrafts: ROWS, nProblems: 0 });

    const commit = () =>
      dataOf(
        client().api.POST('/api/v1/catalogue/imports/{id}/commit', {
          params: { path: { id: sent.id } },
          body: {},
        }),
      );
    const begun = await commit();
    expect(begun.state).toBe('committing');
    // The transaction itself is under way.
    await killOnceItRuns(begun.jobId!, (stage) => stage.startsWith('taking in'));
    const taken = await end(begun);
    expect(taken).toMatchObject({
      state: 'committed',
      committed: { nNewBoundaries: 2, nNewProperties: ROWS, nKnownProperties: 0 },
    });
    await expectWhole();
    await expect(commit()).rejects.toMatchObject({ problem: { code: 'already-committed' } });

    const again = await end(await submitImport(client(), [file]));
    expect(again).toMatchObject({ state: 'previewed', nNewBoundaries: 0, nKnownBoundaries: 2 });
    const params = { path: { id: again.id } };
    const twice = await end(
      await dataOf(client().api.POST('/api/v1/catalogue/imports/{id}/commit', { params, body: {} })),
    );
    expect(twice.committed).toMatchObject({ nNewProperties: 0, nKnownProperties: ROWS });
    expect((await show(sent.id)).committed).toEqual(taken.committed);
    await expectWhole();
    expect(await service.stop()).toBe(0);
  }, 240_000);
});
