import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { dataOf, type Job, type KaimenClient } from '../../api-client/client.js';
import { followJob } from '../../api-client/follow-job.js';
import { uploadFile } from '../../api-client/upload-file.js';
import type { compareWithTruth } from '../../workflows/demo/compare-with-truth.js';
import { CliError, EXIT } from '../exit-codes.js';

type Result = Parameters<typeof compareWithTruth>[0];

export interface ServiceRun {
  readonly client: KaimenClient;
  readonly path: string;
  readonly lowLossPath: string | null;
  readonly onProgress: (fraction: number, stage: string) => void;
}

export interface Interpreted {
  readonly result: Result;
  /** Each export by its name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The service had these bytes already. */
  readonly known: boolean;
  readonly datasetId: string;
  readonly analysisId: string;
}

const EXPORTS = ['report.html', 'result.json', 'profiles.csv', 'components.csv', 'scan.hspy'] as const;

/** Where on the bar reading begins and ends; the analysis has the rest. */
const READING = { from: 0.1, to: 0.2 };

/** Does what a user does: upload, wait until it is read, ask for the analysis, follow it, take the results home. */
export async function interpretThroughService(run: ServiceRun): Promise<Interpreted> {
  const { client, onProgress } = run;
  const core = await ingest(run, run.path);
  const low = run.lowLossPath === null ? null : await ingest(run, run.lowLossPath);
  const { analysis, job } = await dataOf(
    client.api.POST('/api/v1/analyses', {
      body: { datasetId: core.id, ...(low === null ? {} : { lowLossDatasetId: low.id }) },
    }),
  );
  await succeed(client, job, (fraction, stage) =>
    onProgress(READING.to + (1 - READING.to) * fraction, stage),
  );
  const files = new Map<string, Uint8Array>();
  for (const name of EXPORTS) files.set(name, await exported(client, analysis.id, name));
  const result = JSON.parse(new TextDecoder().decode(files.get('result.json'))) as Result;
  return { result, files, known: core.known, datasetId: core.id, analysisId: analysis.id };
}

async function ingest(
  { client, onProgress }: ServiceRun,
  path: string,
): Promise<{ id: string; known: boolean }> {
  onProgress(0, 'uploading');
  const { dataset, job, created } = await uploadFile(client, await openAsBlob(path), basename(path));
  onProgress(READING.from, 'reading');
  await succeed(client, job, (fraction, stage) =>
    onProgress(READING.from + (READING.to - READING.from) * fraction, stage),
  );
  return { id: dataset.id, known: !created };
}

/** @throws CliError with the job's problem when it did not succeed */
async function succeed(client: KaimenClient, job: Job, onProgress: ServiceRun['onProgress']): Promise<void> {
  const end = await followJob(client, job.id, {
    onEvent: ({ progress, stage }) => onProgress(progress, stage),
  });
  if (end.state === 'succeeded') return;
  const { code, detail } = end.problem ?? { code: end.state, detail: `Job ${end.id} was ${end.state}.` };
  throw new CliError(code === 'internal-error' ? EXIT.failed : EXIT.rejected, code, detail);
}

async function exported(
  client: KaimenClient,
  id: string,
  name: (typeof EXPORTS)[number],
): Promise<Uint8Array> {
  const answer = client.api.GET('/api/v1/analyses/{id}/export/{name}', {
    params: { path: { id, name } },
    parseAs: 'arrayBuffer',
  });
  return new Uint8Array(await dataOf<ArrayBuffer>(answer));
}
