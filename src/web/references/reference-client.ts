import { getJson, postJson, remove, send, JSON_HEADERS } from '../app/api.js';
import type { Page } from '../app/api-types.js';
import {
  type Facts,
  type KeepRequest,
  type Reference,
  type ReferenceFilter,
  type ReferenceSpectrum,
  type Similar,
  type SimilarRequest,
} from './types.js';

/** All that pages ask of the library of spectra; another page that needs a reference asks here. */
export const REFERENCES = '/references';
export const spectrumPath = (id: string): string => `${REFERENCES}/${id}/spectrum`;

const ELEMENT = /^[A-Z][a-z]?$/;
const EDGE = /^(K|[LMN][1-7])$/;
/** The service takes no energy beyond a million eV. */
const ENERGY = /^\d{1,6}(\.\d{1,6})?$/;
const MOST_EV = '999999';

/** Path of a list; a field that is not (yet) what the service takes does not filter. */
export function listPath(filter: ReferenceFilter, limit: number, cursor: string | null = null): string {
  const params = new URLSearchParams({ limit: String(limit) });
  if (ELEMENT.test(filter.element)) params.set('element', filter.element);
  if (EDGE.test(filter.edge)) params.set('edge', filter.edge);
  if (filter.kind !== '') params.set('kind', filter.kind);
  if (filter.text.trim() !== '') params.set('text', filter.text.trim());
  const [from, to] = [filter.fromEv.trim(), filter.toEv.trim()];
  if (ENERGY.test(from) || ENERGY.test(to))
    params.set('energyRange', `${ENERGY.test(from) ? from : '0'},${ENERGY.test(to) ? to : MOST_EV}`);
  if (cursor !== null) params.set('cursor', cursor);
  return `${REFERENCES}?${params}`;
}

/** The fields that are filled in. */
export const saidOf = (facts: Partial<Facts>): Partial<Facts> =>
  Object.fromEntries(
    Object.entries(facts)
      .map(([key, value]) => [key, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );

export const listReferences = (
  filter: ReferenceFilter,
  limit: number,
  cursor: string | null = null,
): Promise<Page<Reference>> => getJson(listPath(filter, limit, cursor));

export const referenceSpectrum = (id: string, signal?: AbortSignal): Promise<ReferenceSpectrum> =>
  getJson(spectrumPath(id), signal);

/** Keeps the spectrum of a file; what is said goes before what its title or header says. */
export async function addReference(file: File, facts: Partial<Facts>): Promise<Reference> {
  const form = new FormData();
  form.append('file', file, file.name);
  const query = new URLSearchParams(saidOf(facts)).toString();
  const path = query === '' ? REFERENCES : `${REFERENCES}?${query}`;
  return (await (
    await send(path, { method: 'POST', headers: JSON_HEADERS, body: form })
  ).json()) as Reference;
}

export const keepSelection = (request: KeepRequest): Promise<Reference> =>
  postJson(`${REFERENCES}/from-analysis`, request);

export const removeReference = (id: string): Promise<void> => remove(`${REFERENCES}/${id}`);

export const similarTo = (
  analysisId: string,
  request: SimilarRequest,
  signal?: AbortSignal,
): Promise<Similar> => postJson(`/analyses/${analysisId}/similar`, request, signal);
