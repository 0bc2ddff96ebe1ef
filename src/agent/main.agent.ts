import { Command, CommanderError } from 'commander';
import { AGENT_EXIT, AgentError, type AgentIo } from './agent-error.js';
import { addAgentCommands } from './commands/agent-commands.js';

/** Put in by .ci/build.mjs. */
declare const KAIMEN_VERSION: string;

const io: AgentIo = {
  out: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  env: process.env,
};

/** The agent by itself, bundled into one file (dist/agent/kaimen-agent.mjs): `node kaimen-agent.mjs watch DIR --url … --key-file …`. */
async function main(): Promise<number> {
  const program = new Command('kaimen-agent')
    .description('Sends scans to a Kaimen service: whole, once, from wherever they are written.')
    .version(KAIMEN_VERSION, '--version', 'print the version')
    .helpCommand(false)
    .showHelpAfterError('(--help lists what there is)')
    .exitOverride();
  addAgentCommands(program, { io, version: KAIMEN_VERSION, find: async () => null });
  try {
    await program.parseAsync(process.argv);
    return AGENT_EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? AGENT_EXIT.ok : AGENT_EXIT.usage;
    if (!(error instanceof AgentError)) {
      io.note(`kaimen-agent: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return AGENT_EXIT.failed;
    }
    if (error.message !== '') io.note(`kaimen-agent: ${error.message} [${error.code}]`);
    if (error.advice !== null) io.note(`              ${error.advice}`);
    return error.exitCode;
  }
}

process.exitCode = await main();
