import { createRng } from '../../numerics/rng.js';
import type { SiteSpectra } from '../site-spectra.js';

/**
 * Sites of three kinds, each with its own spectrum; 'distance' tells the first kind from the others, 'angle' the second
 * from the third, and sites of the first kind have no angle. 'chance' says nothing.
 */
export function madeUpSites(
  nGroups = 12,
  perGroup = 3,
  seed = 3,
): SiteSpectra & { readonly kinds: readonly number[] } {
  const rng = createRng(seed);
  const nChannels = 60;
  const n = nGroups * perGroup;
  const kinds = Array.from({ length: n }, (_, i) => Math.floor(i / perGroup) % 3);
  const spectra = new Float64Array(n * nChannels);
  kinds.forEach((kind, i) => {
    const height = 1 + rng.uniform();
    for (let ch = 0; ch < nChannels; ch++) {
      const peak = Math.exp(-0.5 * ((ch - 15 - 12 * kind) / 5) ** 2);
      spectra[i * nChannels + ch] = height * (0.2 + peak + 0.03 * rng.uniform());
    }
  });
  const values = Float64Array.from(
    kinds.flatMap((kind) => [
      kind === 0 ? 1.4 + 0.1 * rng.uniform() : 2 + 0.3 * rng.uniform(),
      kind === 0 ? NaN : kind === 1 ? 95 + 10 * rng.uniform() : 140 + 20 * rng.uniform(),
      rng.normal(),
    ]),
  );
  return {
    kinds,
    ids: kinds.map((_, i) => `site${i}`),
    groups: kinds.map((_, i) => `group${Math.floor(i / perGroup)}`),
    spectra,
    energy: { offsetEv: -5, scaleEv: 0.5, nChannels },
    values,
    descriptors: [
      { name: 'distance', label: 'mean M–O distance', unit: 'Å', family: 'distance' },
      { name: 'angle', label: 'M–O–M angle', unit: '°', family: 'angle' },
      { name: 'chance', label: 'chance', unit: '', family: 'chance' },
    ],
  };
}
