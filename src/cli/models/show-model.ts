import { LocalNetworks } from '../../engines/networks/local-networks.js';
import { ModelFiles } from '../../storage/model-files/model-files.js';
import { modelInWords } from '../../workflows/models/model-in-words.js';
import { ServedModels } from '../../workflows/models/served-models.js';
import type { CliIo } from '../io.js';
import type { PackageInfo } from '../package-root.js';
import { modelFolders } from './open-models.js';

interface Context {
  readonly io: CliIo;
  readonly pkg: PackageInfo;
}

/** `kaimen models show MODEL`. */
export async function showModel(name: string, options: { json: boolean }, { io, pkg }: Context): Promise<void> {
  const files = await ModelFiles.open(modelFolders(pkg, io));
  const { manifest, manifestSha256, ...model } = await new ServedModels(
    files,
    new LocalNetworks({ threads: 1 }),
  ).named(name);
  if (options.json) {
    io.out(JSON.stringify({ id: model.id, manifestSha256, files: model.files, manifest }, null, 2));
    return;
  }
  io.out(`${model.id}: ${manifest.title} (${manifest.status})`);
  for (const line of modelInWords(manifest)) io.out(`  ${line}`);
  io.out(`  manifest  sha256 ${manifestSha256}`);
  const { task, version } = manifest;
  if (!model.files.some((file) => file.name === 'card.md')) return;
  io.out('');
  io.out(new TextDecoder().decode(await files.read(task, version, 'card.md')).trimEnd());
}
