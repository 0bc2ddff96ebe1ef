import type { components } from '../../api-client/schema.js';

type Schemas = components['schemas'];
export type Reference = Schemas['ReferenceDto'];
export type ReferenceSpectrum = Schemas['ReferenceSpectrumDto'];
export type Selection = Schemas['SelectionDto'];
export type KeepRequest = Schemas['KeepSelectionDto'];
/** What is left out has its default. */
export type SimilarRequest = Partial<Schemas['SimilarRequestDto']>;
export type Similar = Schemas['SimilarDto'];
export type SimilarMatch = Schemas['SimilarMatchDto'];

/** What a user says of a reference; an empty field is left to the file, or unknown. */
export interface Facts {
  readonly name: string;
  readonly compound: string;
  readonly element: string;
  readonly edge: string;
  readonly source: string;
  readonly licence: string;
}

export const NO_FACTS: Facts = { name: '', compound: '', element: '', edge: '', source: '', licence: '' };

/** Empty: whatever it is. Energies as typed, eV. */
export interface ReferenceFilter {
  readonly element: string;
  readonly edge: string;
  readonly kind: '' | Reference['kind'];
  readonly text: string;
  readonly fromEv: string;
  readonly toEv: string;
}

export const NO_FILTER: ReferenceFilter = { element: '', edge: '', kind: '', text: '', fromEv: '', toEv: '' };
