import { findModel } from '../../workflows/models/find-model.js';
import { modelInWords } from '../../workflows/models/model-in-words.js';
import type { CliIo } from '../io.js';
import type { PackageInfo } from '../package-root.js';
import { openRegistry } from './open-models.js';

interface Context {
  readonly io: CliIo;
  readonly pkg: PackageInfo;
}

/** `kaimen models show MODEL`. */
export async function showModel(name: string, options: { json: boolean }, { io, pkg }: Context): Promise<void> {
  const registry = await openRegistry(pkg, io);
  const { manifest, manifestSha256, ...model } = await findModel(registry, name);
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
  io.out(new TextDecoder().decode(await registry.read(task, version, 'card.md')).trimEnd());
}
