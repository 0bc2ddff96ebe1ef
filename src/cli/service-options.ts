import { type Command, InvalidArgumentError } from 'commander';
import type { ServiceAddress } from './connect-service.js';

/** What every command that asks the service may be told. */
export interface AskOptions extends ServiceAddress {
  readonly json: boolean;
}

export const atService = (command: Command): Command =>
  command
    .option('--url <url>', 'the service (default: KAIMEN_URL, or the one on the data folder)')
    .option('--key <key>', 'a key of it (default: KAIMEN_KEY, which other users of this machine cannot see)');

export const askService = (command: Command): Command =>
  atService(command).option('--json', 'as JSON', false);

export const withLimit = (command: Command): Command =>
  command.option('--limit <number>', 'how many, newest first', wholeNumber, 50);

export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, from 0.');
  return Number(text);
}
