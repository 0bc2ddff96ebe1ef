import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.js';

/** The models that come with the program lie beside package.json: two folders above src/app, three above dist/src/app. */
function shippedModels(): string[] {
  const candidates = ['../../models', '../../../models'].map((path) => new URL(path, import.meta.url));
  return candidates.filter((url) => existsSync(url)).map((url) => fileURLToPath(url));
}

/** Where networks are looked for; a model in the folder of the configuration goes before a shipped one of the same name. */
export const modelFolders = ({ modelsDir }: Pick<Config, 'modelsDir'>): string[] => [
  ...(modelsDir === null ? [] : [modelsDir]),
  ...shippedModels(),
];
