import { ApiError, apiErrorOf, authorization, dataOf, type JobEvent, type KaimenClient } from './client.js';
import { followJob } from './follow-job.js';
import type { components, operations } from './schema.js';
import { steadyFetch } from './steady-fetch.js';

export type CatalogueImport = components['schemas']['CatalogueImportDto'];
/** What the files do not say themselves, as the query says it. */
export type ImportFacts = NonNullable<operations['submitImports']['parameters']['query']>;

export interface NamedFile {
  readonly name: string;
  readonly content: Blob;
}

export interface ImportProgress {
  /** How far its job is, and what it does. */
  readonly onProgress?: (fraction: number, stage: string) => void;
  /** How long the service may be away, ms (30 s); however long the work takes, it is waited for. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
}

type NotNull<T> = { [K in keyof T]: NonNullable<T[K]> };
type Told = 'format' | 'nRows' | 'nDrafts' | 'nNewBoundaries' | 'nKnownBoundaries' | 'nProblems';
/** An import whose files were read. */
export type ReadImport = CatalogueImport & NotNull<Pick<CatalogueImport, Told>>;

export const wasRead = (shown: CatalogueImport): shown is ReadImport => shown.format !== null;

/**
 * Sends files for the catalogue, together as one import. They are read by a job: see `importEnd`.
 *
 * @throws ApiError  what was sent is no text, or too large
 */
export async function submitImport(
  client: KaimenClient,
  files: readonly NamedFile[],
  facts: ImportFacts = {},
): Promise<CatalogueImport> {
  const form = new FormData();
  for (const { name, content } of files) form.append('file', content, name);
  const told = new URLSearchParams();
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined) told.set(name, String(value));
  }
  const query = told.toString();
  const path = `${client.baseUrl}/api/v1/catalogue/imports${query === '' ? '' : `?${query}`}`;
  const headers = { ...authorization(client), Accept: 'application/json' };
  const response = await steadyFetch(path, { method: 'POST', headers, body: form });
  if (!response.ok) throw await apiErrorOf(response);
  return (await response.json()) as CatalogueImport;
}

/**
 * Waits until nothing works on an import any more, and returns it as it is then.
 *
 * @throws ApiError when the service refuses; the platform's network error when it stays away too long
 */
export async function importEnd(
  client: KaimenClient,
  { id, jobId }: Pick<CatalogueImport, 'id' | 'jobId'>,
  { onProgress, ...following }: ImportProgress = {},
): Promise<CatalogueImport> {
  const onEvent = ({ progress, stage }: JobEvent): void => onProgress?.(progress, stage);
  if (jobId !== null) await followJob(client, jobId, { ...following, onEvent });
  return dataOf(client.api.GET('/api/v1/catalogue/imports/{id}', { params: { path: { id } } }));
}

/**
 * Has the service read files for its catalogue, however long it takes; it is committed by another request.
 *
 * @throws ApiError with the problem of files that were refused as a whole
 */
export async function previewImport(
  client: KaimenClient,
  sent: { readonly files: readonly NamedFile[]; readonly facts?: ImportFacts },
  progress: ImportProgress = {},
): Promise<ReadImport> {
  const shown = await importEnd(client, await submitImport(client, sent.files, sent.facts), progress);
  if (!wasRead(shown)) throw refusal(shown);
  return shown;
}

/**
 * Takes what was read into the catalogue, all of it or nothing.
 *
 * @throws ApiError  why nothing came in
 */
export async function commitImport(
  client: KaimenClient,
  asked: { readonly id: string; readonly leaveOutProblems: boolean },
  progress: ImportProgress = {},
): Promise<CatalogueImport> {
  const { id, leaveOutProblems } = asked;
  const begun = await dataOf(
    client.api.POST('/api/v1/catalogue/imports/{id}/commit', {
      params: { path: { id } },
      body: { leaveOutProblems },
    }),
  );
  const shown = await importEnd(client, begun, progress);
  if (shown.state !== 'committed') throw refusal(shown);
  return shown;
}

function refusal({ id, state, problem }: CatalogueImport): Error {
  if (problem === null) return new Error(`The import ${id} is ${state}, and nothing says why.`);
  const instance = `/api/v1/catalogue/imports/${id}`;
  const code = problem.code as ApiError['problem']['code'];
  return new ApiError({ ...problem, code, type: `urn:kaimen:problem:${code}`, instance, requestId: '' });
}
