import { CliError, EXIT } from '../exit-codes.js';

const ADVICE: Readonly<Record<string, string>> = {
  'unreadable-dataset': 'Name the folder of the data set with --data; its README says what lies in it.',
  'no-such-device': 'Choose another --device; auto takes what is there.',
  diverged: 'Another --seed may help; if not, the learning rate of the task is too high.',
  'checkpoint-of-another-run': 'Remove the .training folder in --out to begin anew.',
};

/** Errors of training carry codes that the service never answers with: they become the command's own here. */
export function asCliError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'TrainingError') return error;
  const { code } = error as Error & { code: string };
  return new CliError(EXIT.rejected, code, error.message, ADVICE[code] ?? null);
}
