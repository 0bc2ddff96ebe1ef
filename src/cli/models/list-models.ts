import { ModelFiles } from '../../storage/model-files/model-files.js';
import { modelLine } from '../../workflows/models/model-in-words.js';
import type { CliIo } from '../io.js';
import type { PackageInfo } from '../package-root.js';
import { textTable } from '../text-table.js';
import { foldersOf } from './open-models.js';

interface Context {
  readonly io: CliIo;
  readonly pkg: PackageInfo;
}

/** `kaimen models list`. */
export async function listModels(options: { json: boolean }, { io, pkg }: Context): Promise<void> {
  const folders = foldersOf(pkg, io);
  const { models, refused } = await (await ModelFiles.open(folders)).list();
  if (options.json) {
    const listed = models.map(({ id, manifest, manifestSha256 }) => ({
      id,
      ...modelLine(manifest),
      technique: manifest.technique,
      manifestSha256,
    }));
    io.out(JSON.stringify({ models: listed, refused }));
    return;
  }
  if (models.length === 0) io.out(`no networks in ${folders.join(', ')}`);
  else {
    const rows = models.map(({ id, manifest }) => {
      const { status, edge, title } = modelLine(manifest);
      return [id, status, edge, title];
    });
    for (const line of textTable([['model', 'status', 'edge', 'title'], ...rows])) io.out(line);
  }
  for (const { task, version, reason } of refused) io.note(`refused: ${task}@${version}: ${reason}`);
}
