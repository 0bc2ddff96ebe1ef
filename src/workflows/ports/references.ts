import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';
import type { Page, PageRequest } from './records.js';

/** A spectrum that an owner keeps to compare others with. `null` is unknown. */
export interface SpectrumReference {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly compound: string | null;
  readonly element: string | null;
  /** Shell: 'K', 'L3'. */
  readonly edge: string | null;
  /** Who measured it, where it was published. */
  readonly source: string | null;
  readonly licence: string | null;
  readonly kind: 'EELS' | 'X-ray';
  readonly origin: ReferenceOrigin;
  readonly energy: EnergyAxis;
  readonly createdAt: Date;
}

export type ReferenceOrigin =
  | { readonly fileName: string; readonly sha256: string; readonly format: string }
  | { readonly analysisId: string; readonly selection: SpectrumSelection };

/** Part of an analysis: exactly one, or none for the mean of all pixels. Numbered from 0; pixels [from, to). */
export interface SpectrumSelection {
  readonly cluster: number | null;
  /** Of the unmixing of the result. */
  readonly component: number | null;
  readonly pixels: readonly [number, number] | null;
}

export interface ReferenceFilter {
  readonly element: string | null;
  readonly edge: string | null;
  readonly kind: SpectrumReference['kind'] | null;
  /** Somewhere in its name, compound or source, whatever the case. */
  readonly text: string | null;
  /** Its axis has something in common with this range, eV. */
  readonly energyRangeEv: readonly [number, number] | null;
}

export interface StoredReference {
  readonly reference: SpectrumReference;
  /** [energy.nChannels] */
  readonly values: Float64Array;
}

/** What was acknowledged is durable. Every read names the owner: another owner's record does not exist (null). */
export abstract class ReferenceRepository {
  abstract add(stored: StoredReference): Promise<void>;
  abstract find(ownerId: string, id: string): Promise<StoredReference | null>;
  /** Without their spectra. */
  abstract list(
    ownerId: string,
    filter: ReferenceFilter,
    page: PageRequest,
  ): Promise<Page<SpectrumReference>>;
  /** With their spectra, newest first. */
  abstract load(ownerId: string, filter: ReferenceFilter, limit: number): Promise<readonly StoredReference[]>;
  abstract remove(ownerId: string, id: string): Promise<boolean>;
}
