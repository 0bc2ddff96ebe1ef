import { getJson } from '../app/api.js';
import type { SpectrumLibrary } from '../view/spectrum-library.js';
import { listReferences, referenceSpectrum, REFERENCES } from './reference-client.js';
import { NO_FILTER, type Reference } from './types.js';

/** One page of the newest: more than fit into a list to choose from. */
const MOST = 100;

/** The references that the service keeps, for a view that holds components against them. */
export const LIBRARY: SpectrumLibrary = {
  list: async () => (await listReferences(NO_FILTER, MOST)).items.map(({ id, name }) => ({ id, name })),
  spectrum: async (id) => {
    const [{ name }, { energy, values }] = await Promise.all([
      getJson<Reference>(`${REFERENCES}/${id}`),
      referenceSpectrum(id),
    ]);
    return { name, energy, values };
  },
};
