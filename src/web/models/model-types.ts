import type { components } from '../../api-client/schema.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';

type Schemas = components['schemas'];

export type ModelSummary = Schemas['ModelSummaryDto'];
export type ModelList = Schemas['ModelListDto'];
export type ModelFile = Schemas['ModelFileDto'];
export type ModelDetail = Omit<Schemas['ModelDto'], 'manifest'> & { readonly manifest: ModelManifest };
