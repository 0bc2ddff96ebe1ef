import { join } from 'node:path';
import { LocalNetworks } from '../../engines/networks/local-networks.js';
import { ModelFiles } from '../../storage/model-files/model-files.js';
import { ServedModels } from '../../workflows/models/served-models.js';
import type { CliIo } from '../io.js';
import type { PackageInfo } from '../package-root.js';

/** Where networks lie: those of KAIMEN_MODELS_DIR go before those of the same name that come with the program. */
export function modelFolders(pkg: PackageInfo, { env }: Pick<CliIo, 'env'>): readonly string[] {
  const own = env.KAIMEN_MODELS_DIR?.trim();
  return [...(own ? [own] : []), join(pkg.root, 'models')];
}

/** The networks for one command, in its thread: others would cost more memory than a large map may. Close them at its end. */
export async function openModels(pkg: PackageInfo, io: Pick<CliIo, 'env'>): Promise<ServedModels> {
  return new ServedModels(await ModelFiles.open(modelFolders(pkg, io)), new LocalNetworks({ threads: 1 }));
}
