import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { dataOf, type KaimenClient } from '../api-client/client.js';
import { saveStream } from './save-stream.js';

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
export async function fetchAnalysis({ api }: KaimenClient, id: string): Promise<FetchedAnalysis> {
  const analysis = await dataOf(api.GET('/api/v1/analyses/{id}', { params: { path: { id } } }));
  const datasets = new Set([analysis.coreLoss, analysis.lowLoss].flatMap((scan) => scan?.datasetId ?? []));
  const folder = await mkdtemp(join(tmpdir(), 'kaimen-verify-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const result = join(folder, 'result.json');
    const name = 'result.json';
    const record = api.GET('/api/v1/analyses/{id}/export/{name}', {
      params: { path: { id, name } },
      parseAs: 'stream',
    });
    await saveStream(await dataOf(record), result);
    const files: string[] = [];
    for (const dataset of datasets) {
      const params = { path: { id: dataset } };
      // Formats without a title are titled by the name of the file.
      const { fileName } = await dataOf(api.GET('/api/v1/datasets/{id}', { params }));
      const own = join(folder, dataset);
      await mkdir(own);
      const file = join(own, basename(fileName));
      await saveStream(
        await dataOf(api.GET('/api/v1/datasets/{id}/file', { params, parseAs: 'stream' })),
        file,
      );
      files.push(file);
    }
    return { result, files, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
