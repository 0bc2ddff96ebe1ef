import type { ModelManifest } from '../../science/descriptors/model-manifest.js';

/** A training spectrum as the network got it: on the grid and in the normalisation of the manifest. */
export interface TrainingSpectrum {
  readonly name: string;
  readonly known: Readonly<Record<string, number | string>>;
  /** null: not given out. */
  readonly spectrum: ArrayLike<number> | null;
}

export interface OpenedModel {
  readonly manifest: ModelManifest;
  readonly references: readonly TrainingSpectrum[];
}

/** Networks that the service serves; a report on disk has none. */
export interface ModelLibrary {
  /** The same promise again for the same model. */
  readonly open: (modelId: string) => Promise<OpenedModel>;
  /** Address of the model's page. */
  readonly pageOf: (modelId: string) => string;
}
