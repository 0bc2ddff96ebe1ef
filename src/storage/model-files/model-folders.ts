import { join } from 'node:path';

/**
 * Where networks lie: those of the operator go before those of the same name that come with the program.
 *
 * @param own  of KAIMEN_MODELS_DIR
 * @param root  folder of package.json
 */
export const modelFolders = (own: string | null, root: string): readonly string[] => [
  ...(own === null ? [] : [own]),
  join(root, 'models'),
];
