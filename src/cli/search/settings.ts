import type { SearchSettings } from '../../workflows/boundary-search/search-file-events.js';

type Method = SearchSettings['method'];

/** What a command line says of the settings; what it does not say stays as it is. */
export interface SettingsOptions {
  readonly method?: Method['name'];
  readonly acquisition?: Method['acquisition'];
  readonly initial?: number;
  readonly top?: number;
  readonly budget?: number;
  readonly seed?: number;
  readonly tolerance?: number;
}

export const METHODS: readonly Method['name'][] = [
  'exhaustive',
  'random',
  'kriging',
  'screening',
  'transfer',
];

/** As the options spell them. */
export const ACQUISITIONS: readonly Method['acquisition'][] = [
  'probability-of-improvement',
  'expected-improvement',
  'thompson',
  'lower-confidence-bound',
];

export const DEFAULT_SETTINGS: SearchSettings = {
  method: { name: 'kriging', acquisition: 'probability-of-improvement', nInitial: 6, topK: 20 },
  seed: 0,
  budget: null,
  toleranceJPerM2: 0.0005,
};

export function settingsFrom(options: SettingsOptions, before = DEFAULT_SETTINGS): SearchSettings {
  return {
    method: {
      name: options.method ?? before.method.name,
      acquisition: options.acquisition ?? before.method.acquisition,
      nInitial: options.initial ?? before.method.nInitial,
      topK: options.top ?? before.method.topK,
    },
    seed: options.seed ?? before.seed,
    budget: options.budget ?? before.budget,
    toleranceJPerM2: options.tolerance ?? before.toleranceJPerM2,
  };
}
