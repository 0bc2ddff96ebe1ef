import { homedir } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { AGENT_EXIT, AgentError, type AgentExit, type AgentIo } from '../agent-error.js';
import { userStateFolder } from '../journal/state-folder.js';
import { WATCH_DEFAULTS } from '../watching/watch-options.js';
import { addressOf, urlOf, type AddressOptions, type FindService } from './connect.js';
import type { PushOptions } from './push.js';
import type { WatchCommandOptions } from './watch-command.js';

export interface AgentCommands {
  readonly io: AgentIo;
  readonly version: string;
  readonly find: FindService;
}

/** Adds `push` and `watch`. They throw `AgentError`; one without a message carries the code of a run that has told all itself. */
export function addAgentCommands(program: Command, commands: AgentCommands): void {
  addPush(program, commands);
  addWatch(program, commands);
}

function addPush(program: Command, { io, find }: AgentCommands): void {
  withAddress(program.command('push'))
    .description('send files to the service, each once; what was cut off goes on where it was')
    .argument('<files...>', 'scans; FILE.kaimen.json beside one says sample, material, boundary, recipe')
    .addOption(
      new Option('--wait [what]', 'until they were read, or analysed by a rule').choices([
        'reading',
        'analysis',
      ]),
    )
    .option('--instrument <name>', 'the microscope (default: the one that the key is bound to)')
    .option('--session <name>', 'what was going on')
    .option('--give-up <s>', 'how long the service may be away', seconds, WATCH_DEFAULTS.giveUpMs / 1000)
    .option('--json', 'as JSON, one line a file', false)
    .action(async (files: string[], options: PushOptions & AddressOptions) => {
      const { push } = await import('./push.js');
      end(
        await push(
          files,
          { ...options, stateFolder: stateFolderOf(options, io) },
          await addressOf(options, io, find),
          io,
        ),
      );
    });
}

function addWatch(program: Command, { io, find, version }: AgentCommands): void {
  const { maxDepth, quietMs, fullLookMs, giveUpMs } = WATCH_DEFAULTS;
  withAddress(program.command('watch'))
    .description('send what arrives in folders, whole and once, for as long as it runs')
    .argument('<folders...>', 'with the folders below them')
    .option('--once', 'send what is there and end', false)
    .option('--status', 'say how they stand, and end', false)
    .option(
      '--include <patterns...>',
      'kinds of files (default: *.dm3 *.dm4 *.ndata1 *.nhdf *.hspy *.hdf5 *.emd *.nxs *.msa *.emsa)',
    )
    .option('--ignore <patterns...>', 'files and folders passed over, beside hidden and temporary ones')
    .option('--depth <n>', 'how many folders deep', whole, maxDepth)
    .option(
      '--quiet <s>',
      'how long a file must stay as it is; NAME.ready beside it says that it is whole',
      seconds,
      quietMs / 1000,
    )
    .option('--rescan <s>', 'how often everything is looked at', seconds, fullLookMs / 1000)
    .option('--poll', 'never have the system tell of changes', false)
    .option('--instrument <name>', 'the microscope (default: the one that the key is bound to)')
    .option('--session <name>', 'what is going on (default: the folder below the watched one)')
    .option('--move-done <dir>', 'move files there that the service has read')
    .option('--delete-done', 'delete files that the service has read', false)
    .option('--give-up <s>', 'with --once: how long the service may be away', seconds, giveUpMs / 1000)
    .option('--json', 'as JSON', false)
    .action(async (folders: string[], options: WatchCommandOptions & AddressOptions) => {
      const { tellStatus, watchCommand } = await import('./watch-command.js');
      const its = { ...options, stateFolder: stateFolderOf(options, io) };
      if (options.status) return end(await tellStatus(folders, its, await urlOf(options, io, find), io));
      end(await watchCommand(folders, its, await addressOf(options, io, find), { io, version }));
    });
}

const withAddress = (command: Command): Command =>
  command
    .option('--url <url>', 'the service (default: KAIMEN_URL)')
    .option('--key <key>', 'a key of it (default: KAIMEN_KEY, which other users of this machine cannot see)')
    .option('--key-file <file>', 'a file that holds the key; it is read again when the key is refused')
    .option('--journal <dir>', 'where it keeps what it has sent (default: a folder of this user)');

const stateFolderOf = (options: object, { env }: AgentIo): string =>
  (options as { journal?: string }).journal ?? userStateFolder(env, process.platform, homedir());

/** @throws AgentError without a message: everything was told */
function end(exitCode: AgentExit): void {
  if (exitCode !== AGENT_EXIT.ok) throw new AgentError(exitCode, '', '');
}

function whole(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, from 0.');
  return Number(text);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 86_400)
    throw new InvalidArgumentError('It must be seconds, from 0.');
  return value;
}
