import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Device } from '../../training/choose-backend.js';
import { trainModel } from '../../workflows/models/train-model.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import type { PackageInfo } from '../package-root.js';
import { ProgressBar } from '../progress-bar.js';
import { makeWritableFolder } from '../writable-folder.js';
import { checkpointFiles, dataFiles } from './data-files.js';
import { asCliError } from './training-failure.js';

export interface TrainOptions {
  readonly data: string;
  readonly out: string;
  readonly device: Device;
  readonly seed: number;
  readonly threads: number;
  readonly epochs?: number;
  readonly members?: number;
}

/** Below the output folder while work is under way. */
const CHECKPOINTS = '.training';

/** `kaimen train TASK --data DIR --out DIR`: trains a model; the same command goes on with work that was killed. */
export async function train(
  task: string,
  options: TrainOptions,
  pkg: PackageInfo,
  io: CliIo,
): Promise<void> {
  await makeWritableFolder(options.out, '--out');
  refuseFinished(options.out);
  const store = checkpointFiles(join(options.out, CHECKPOINTS));
  const bar = new ProgressBar(io, task);
  const files = await trainModel(
    {
      ...options,
      task,
      epochs: options.epochs ?? null,
      members: options.members ?? null,
      command: commandOf(task, options),
      software: `kaimen ${pkg.version}`,
    },
    {
      folder: dataFiles(options.data),
      store,
      clock: { now: () => new Date() },
      progress: (share, stage) => bar.update(share, stage),
    },
  )
    .catch((error: unknown) => {
      throw asCliError(error);
    })
    .finally(() => bar.end());
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(options.out, name), bytes);
  await store.clear();
  io.out(`${task}: ${Object.keys(files).sort().join(', ')} in ${options.out}`);
}

/** A model is not written over; a training that was killed has its checkpoints still and goes on. */
function refuseFinished(out: string): void {
  if (!existsSync(join(out, 'manifest.json')) || existsSync(join(out, CHECKPOINTS))) return;
  throw new CliError(
    EXIT.rejected,
    'model-exists',
    `${out} holds a model already`,
    'Give another --out, or remove that one.',
  );
}

/** What makes the model again; where the data lie is the reader's affair. */
function commandOf(task: string, { seed, device, epochs, members }: TrainOptions): string {
  const parts = [`kaimen train ${task} --data DATA --out OUT --seed ${seed}`];
  if (device !== 'auto') parts.push(`--device ${device}`);
  if (epochs !== undefined) parts.push(`--epochs ${epochs}`);
  if (members !== undefined) parts.push(`--members ${members}`);
  return parts.join(' ');
}
