import { LocalNetworks } from '../../engines/networks/local-networks.js';
import { ModelFiles } from '../../storage/model-files/model-files.js';
import { modelFolders } from '../../storage/model-files/model-folders.js';
import { ServedModels } from '../../workflows/models/served-models.js';
import type { CliIo } from '../io.js';
import type { PackageInfo } from '../package-root.js';

export const foldersOf = (pkg: PackageInfo, { env }: Pick<CliIo, 'env'>): readonly string[] =>
  modelFolders(env.KAIMEN_MODELS_DIR?.trim() || null, pkg.root);

/** The networks at hand; where one answers in the stead of one that was refused, it is noted. */
export async function openRegistry(pkg: PackageInfo, io: Pick<CliIo, 'env' | 'note'>): Promise<ModelFiles> {
  const registry = await ModelFiles.open(foldersOf(pkg, io));
  for (const line of registry.standIns) io.note(`note: ${line}`);
  return registry;
}

/** The networks for one command, in its thread: others would cost more memory than a large map may. Close them at its end. */
export const openModels = async (
  pkg: PackageInfo,
  io: Pick<CliIo, 'env' | 'note'>,
): Promise<ServedModels> =>
  new ServedModels(await openRegistry(pkg, io), new LocalNetworks({ threads: 1 }));
