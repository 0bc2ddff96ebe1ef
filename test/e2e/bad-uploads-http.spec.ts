import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, dataOf } from '../../src/api-client/client.js';
import { followJob } from '../../src/api-client/follow-job.js';
import { uploadFile } from '../../src/api-client/upload-file.js';
import { type RunningService, startService } from '../support/running-service.js';

const FOLDER = '../shared/data/bad-uploads';
const present = existsSync(join(FOLDER, 'MANIFEST.json'));

interface Entry {
  readonly file: string;
  readonly why: string;
  readonly expect_status: number;
  readonly problem: string | null;
}
const manifest = present ? (JSON.parse(readFileSync(join(FOLDER, 'MANIFEST.json'), 'utf8')) as Entry[]) : [];

describe.skipIf(!present)(`hostile and damaged files through the service (${FOLDER} must be there)`, () => {
  let service: RunningService;
  let rssBefore: number | null;

  beforeAll(async () => {
    service = await startService();
    rssBefore = await service.rssBytes();
  });
  afterAll(() => service?.stop());

  /** Status and code of the answer, or of the job when the answer was 202. */
  async function send(file: string): Promise<{ status: number; problem: string | null }> {
    const bytes = new Blob([readFileSync(join(FOLDER, file))]);
    try {
      const { job } = await uploadFile(service.client, bytes, file);
      const { problem } = await followJob(service.client, job.id);
      return { status: problem?.status ?? 202, problem: problem?.code ?? null };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.problem.status, problem: error.problem.code };
    }
  }

  it.each(manifest)('$file: $why -> $expect_status $problem', async ({ file, expect_status, problem }) => {
    expect(await send(file)).toEqual({ status: expect_status, problem });
  });

  it('leave the service alive, its memory bounded, and the good files readable', async () => {
    const { api } = service.client;
    const health = await dataOf(api.GET('/api/v1/health/ready'));
    expect(health.status).toBe('ok');
    const rss = await service.rssBytes();
    // The bombs alone would be 480 MB; measured growth is below 100 MB (uploads pass through the main process).
    if (rss !== null && rssBefore !== null) expect(rss - rssBefore).toBeLessThan(300 * 2 ** 20);
    const list = await dataOf(api.GET('/api/v1/datasets', { params: { query: { limit: 200 } } }));
    const good = manifest.filter(({ problem }) => problem === null).map(({ file }) => file);
    const ready = list.items.filter(({ state }) => state === 'ready').map(({ fileName }) => fileName);
    expect(ready.sort()).toEqual(good.sort());
  });
});
