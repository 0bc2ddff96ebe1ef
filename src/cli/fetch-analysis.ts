import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { ApiError, authorization, dataOf, type KaimenClient, problemIn } from '../api-client/client.js';

/** A stored analysis on this machine's disk. */
export interface FetchedAnalysis {
  /** Its result.json. */
  readonly result: string;
  /** The files it was computed from. */
  readonly files: readonly string[];
  readonly remove: () => Promise<void>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a word names a record of the service rather than a file. */
export const isRecordId = (word: string): boolean => UUID.test(word);

/**
 * The record of an analysis and its files, fetched into a temporary folder.
 *
 * @throws ApiError  there is none of this id, it has not ended, or its key may not read it
 */
export async function fetchAnalysis(client: KaimenClient, id: string): Promise<FetchedAnalysis> {
  const analysis = await dataOf(client.api.GET('/api/v1/analyses/{id}', { params: { path: { id } } }));
  const datasets = new Set([analysis.coreLoss, analysis.lowLoss].flatMap((scan) => scan?.datasetId ?? []));
  const folder = await mkdtemp(join(tmpdir(), 'kaimen-verify-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const result = join(folder, 'result.json');
    await download(client, `/api/v1/analyses/${id}/export/result.json`, result);
    const files: string[] = [];
    for (const dataset of datasets) {
      const file = join(folder, dataset);
      await download(client, `/api/v1/datasets/${dataset}/file`, file);
      files.push(file);
    }
    return { result, files, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function download(client: KaimenClient, path: string, to: string): Promise<void> {
  const response = await fetch(client.baseUrl + path, { headers: authorization(client) });
  if (!response.ok) throw new ApiError(await problemIn(response));
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(to));
}
