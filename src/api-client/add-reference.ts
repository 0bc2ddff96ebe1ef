import { apiErrorOf, authorization, type KaimenClient } from './client.js';
import type { components, operations } from './schema.js';
import { steadyFetch } from './steady-fetch.js';

export type Reference = components['schemas']['ReferenceDto'];
/** What is said of it; the rest is taken from the title or the header of the file. */
export type ReferenceFacts = NonNullable<operations['uploadReferences']['parameters']['query']>;

/**
 * Keeps the spectrum of a file as a reference.
 *
 * @throws ApiError with the problem of a refused file
 */
export async function addReference(
  client: KaimenClient,
  file: Blob,
  fileName: string,
  facts: ReferenceFacts = {},
): Promise<Reference> {
  const form = new FormData();
  form.append('file', file, fileName);
  const query = new URLSearchParams(facts).toString();
  const response = await steadyFetch(
    `${client.baseUrl}/api/v1/references${query === '' ? '' : `?${query}`}`,
    {
      method: 'POST',
      headers: { ...authorization(client), Accept: 'application/json' },
      body: form,
    },
  );
  if (!response.ok) throw await apiErrorOf(response);
  return (await response.json()) as Reference;
}
