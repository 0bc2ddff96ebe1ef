import { InvalidArgumentError, Option, type Command } from 'commander';
import { TRAINING_DEVICES } from '../../workflows/models/training-devices.js';
import type { CliIo } from '../io.js';
import type { PackageInfo } from '../package-root.js';
import type { EvaluateOptions } from './evaluate.js';
import type { TrainOptions } from './train.js';

interface Context {
  readonly io: CliIo;
  readonly pkg: PackageInfo;
}

/** `kaimen train …` */
export function addTrain(program: Command, { io, pkg }: Context): void {
  program
    .command('train')
    .description('train a network on spectra with known structure, test it on groups it has not seen, export it')
    .argument('<task>', 'mn-l23-valence, o-k-local-structure or cu-k-local-structure')
    .requiredOption('--data <dir>', 'folder of the data set')
    .requiredOption('--out <dir>', 'where the model goes; work that was killed goes on from there')
    .addOption(new Option('--device <device>', 'what trains').choices(TRAINING_DEVICES).default('auto'))
    .option('--seed <number>', 'of everything random', wholeNumber, 1)
    .option('--threads <number>', 'of the CPU; 0: as many as there are cores', wholeNumber, 0)
    .option('--epochs <number>', 'fewer than the task says, to try something out', positive)
    .option('--members <number>', 'networks of the ensemble, likewise', positive)
    .action(async (task: string, options: TrainOptions) =>
      (await import('./train.js')).train(task, options, pkg, io),
    );
}

/** `kaimen models evaluate …` */
export function addEvaluate(models: Command, { io, pkg }: Context): void {
  models
    .command('evaluate')
    .description('how good one is on data with known structure')
    .argument('<model>', 'task, task@version, or the folder of a model')
    .requiredOption('--data <dir>', 'folder of the form its task is trained on')
    .option('--perturb', 'also perturbed: shift, blur, noise, doses, as the task says', false)
    .option('--outside <dirs...>', 'folders of spectra it is not for, to be told apart')
    .option('--seed <number>', 'of the perturbations', wholeNumber, 1)
    .option('--json', 'all figures, as JSON', false)
    .action(async (model: string, options: EvaluateOptions) =>
      (await import('./evaluate.js')).evaluate(model, options, pkg, io),
    );
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, from 0.');
  return Number(text);
}

function positive(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('It must be a whole number, from 1.');
  return value;
}
