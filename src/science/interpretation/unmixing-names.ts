import type { UnmixingMethod } from './recipe.js';

/** What people call the methods. */
export const UNMIXING_NAMES: Readonly<Record<UnmixingMethod, string>> = {
  nmf: 'NMF',
  'mcr-als': 'MCR-ALS',
  vca: 'VCA',
  sivm: 'SiVM',
  ica: 'ICA',
};
