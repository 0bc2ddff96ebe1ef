import { LocalNetworks } from '../../engines/networks/local-networks.js';
import { ModelFiles } from '../../storage/model-files/model-files.js';
import { ServedModels } from '../../workflows/models/served-models.js';

/** Networks for the analyses of one thread or process; it is one of several, so many rows get no further threads. */
export const serveModels = async (folders: readonly string[]): Promise<ServedModels> =>
  new ServedModels(await ModelFiles.open(folders), new LocalNetworks({ threads: 1 }));
