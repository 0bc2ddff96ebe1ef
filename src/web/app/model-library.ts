import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import type { ReferencesFile } from '../../science/descriptors/nearest-references.js';
import type { ModelLibrary, OpenedModel, TrainingSpectrum } from '../view/model-library.js';
import { decodeFloat32 } from '../report-data.js';
import { getJson } from './api.js';

/** Address of a model in the API and on the page, from its id 'task@version'. */
export const modelPath = (modelId: string): string => {
  const [task, version = ''] = modelId.split('@');
  return `/models/${encodeURIComponent(task)}/${encodeURIComponent(version)}`;
};

/** Training spectra as `references.json` holds them: matrices behind base64. */
function spectraOf({ names, known, nChannels, rows }: ReferencesFile): TrainingSpectrum[] {
  const all = rows === null ? null : decodeFloat32(rows);
  return names.map((name, i) => ({
    name,
    known: known[i],
    spectrum: all === null ? null : all.subarray(i * nChannels, (i + 1) * nChannels),
  }));
}

async function load(modelId: string): Promise<OpenedModel> {
  const path = modelPath(modelId);
  const { manifest } = await getJson<{ manifest: ModelManifest }>(path);
  if (!('references.json' in manifest.files)) return { manifest, references: [] };
  return { manifest, references: spectraOf(await getJson<ReferencesFile>(`${path}/files/references.json`)) };
}

const opened = new Map<string, Promise<OpenedModel>>();

/** Models do not change while they are served: each is asked for once; a failure is not remembered. */
export const MODELS: ModelLibrary = {
  open: (modelId) => {
    const known = opened.get(modelId);
    if (known !== undefined) return known;
    const model = load(modelId);
    opened.set(modelId, model);
    model.catch(() => opened.delete(modelId));
    return model;
  },
  pageOf: modelPath,
};
