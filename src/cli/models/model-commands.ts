import type { Command } from 'commander';
import type { CliIo } from '../io.js';
import type { PackageInfo } from '../package-root.js';
import { addEvaluate, addTrain } from './training-commands.js';

/** `kaimen models …`: the networks of this machine, and `kaimen train`, which makes them. */
export function addModelCommands(program: Command, { io, pkg }: { readonly io: CliIo; readonly pkg: PackageInfo }): void {
  const models = program
    .command('models')
    .description('networks that read structure off spectra (KAIMEN_MODELS_DIR adds a folder of yours)');
  models
    .command('list')
    .description('list them, and what was refused with the reason')
    .option('--json', 'as JSON', false)
    .action(async (options: { json: boolean }) =>
      (await import('./list-models.js')).listModels(options, { io, pkg }),
    );
  models
    .command('show')
    .description('what one reads and tells, how it was made, and its card')
    .argument('<model>', 'task (its newest version), or task@version')
    .option('--json', 'its manifest as JSON', false)
    .action(async (model: string, options: { json: boolean }) =>
      (await import('./show-model.js')).showModel(model, options, { io, pkg }),
    );
  addEvaluate(models, { io, pkg });
  addTrain(program, { io, pkg });
}
