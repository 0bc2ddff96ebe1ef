import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SMALL_MSA, startTestService, type TestService } from '../http/testing/test-service.js';
import { createClient, type KaimenClient } from './client.js';
import { blobSource, resumableUpload } from './resumable-upload.js';

let service: TestService;
let client: KaimenClient;
let asked: string[] = [];
beforeEach(async () => {
  service = await startTestService();
  client = createClient({ baseUrl: service.url, apiKey: await service.key('alice') });
  const { fetch } = globalThis;
  asked = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    asked.push(init?.method ?? 'GET');
    return fetch(input, init);
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await service.close();
});

const file = new Blob([SMALL_MSA]);
const urls: string[] = [];
const send = (wholeUpToBytes: number, more: { sha256?: string } = {}) =>
  resumableUpload(client, blobSource(file), 'small.msa', {
    wholeUpToBytes,
    onUrl: (url) => void urls.push(url),
    ...more,
  });

describe('a file', () => {
  it.each([
    [file.size, ['POST'], 0],
    [file.size - 1, ['POST', 'PATCH'], 1],
    [0, ['POST', 'PATCH'], 1],
  ])('where those of %i bytes go whole is sent by %j', async (wholeUpToBytes, requests, nUrls) => {
    urls.length = 0;
    const { dataset, job } = await send(wholeUpToBytes);
    expect(dataset).toMatchObject({ fileName: 'small.msa', sizeBytes: file.size, jobId: job.id });
    expect([asked, urls.length]).toEqual([requests, nUrls]);
    // The answer was lost: it is sent again, and is the one there is.
    expect((await send(wholeUpToBytes)).dataset.id).toBe(dataset.id);
    expect(service.database.datasets.size).toBe(1);
  });

  it('that goes whole is refused as in pieces', async () => {
    const wrong = { sha256: '0'.repeat(64) };
    for (const wholeUpToBytes of [file.size, 0])
      await expect(send(wholeUpToBytes, wrong)).rejects.toMatchObject({
        problem: { code: 'checksum-mismatch', status: 422 },
      });
    expect(service.database.datasets.size).toBe(0);
  });

  it('of which a service takes only the beginning along goes on from there', async () => {
    const { fetch } = globalThis;
    vi.spyOn(globalThis, 'fetch').mockImplementationOnce((input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('Content-Type', '');
      return fetch(input, { ...init, headers, body: null });
    });
    expect((await send(file.size)).dataset.fileName).toBe('small.msa');
    expect(asked).toEqual(['POST', 'PATCH']);
  });
});
