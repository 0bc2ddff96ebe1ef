import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';

export interface LibrarySpectrum {
  readonly id: string;
  readonly name: string;
}

/** References that the service keeps; a report on disk has none. */
export interface SpectrumLibrary {
  readonly list: () => Promise<readonly LibrarySpectrum[]>;
  readonly spectrum: (
    id: string,
  ) => Promise<{ readonly name: string; readonly energy: EnergyAxis; readonly values: readonly number[] }>;
}
