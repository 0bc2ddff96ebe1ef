import { ApiError, authorization, type KaimenClient, problemIn } from './client.js';
import type { components, operations } from './schema.js';

export type CatalogueImport = components['schemas']['CatalogueImportDto'];
/** What the files do not say themselves, as the query says it. */
export type ImportFacts = NonNullable<operations['previewImports']['parameters']['query']>;

export interface NamedFile {
  readonly name: string;
  readonly content: Blob;
}

/**
 * Has the service read files for its catalogue, together as one import; it is committed by another request.
 *
 * @throws ApiError with the problem of files that were refused as a whole
 */
export async function previewImport(
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
  const response = await fetch(path, { method: 'POST', headers, body: form });
  if (!response.ok) throw new ApiError(await problemIn(response));
  return (await response.json()) as CatalogueImport;
}
