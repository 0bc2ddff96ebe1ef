import type { SearchSettings } from '../boundary-search/search-file-events.js';

/** What a request leaves out: kriging until the model expects less than half a mJ/m². */
export const DEFAULT_SETTINGS: SearchSettings = {
  method: { name: 'kriging', acquisition: 'probability-of-improvement', nInitial: 6, topK: 20 },
  seed: 0,
  budget: null,
  toleranceJPerM2: 0.0005,
};

/** Evaluated at the same time: enough for two workers of two threads. */
export const DEFAULT_PARALLEL = 4;
