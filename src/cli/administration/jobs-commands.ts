import { type Command, Option } from 'commander';
import type { ServiceContext } from '../connect-service.js';
import { askService, type AskOptions, withLimit } from '../service-options.js';
import type { ListJobsOptions } from './jobs.js';

const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];

/** `kaimen jobs …` */
export function addJobCommands(program: Command, context: ServiceContext): void {
  const jobs = program.command('jobs').description('what the running service works on');
  withLimit(askService(jobs.command('list')))
    .description('list own jobs')
    .addOption(new Option('--state <state>', 'only these').choices(STATES))
    .action(async (options: ListJobsOptions) => (await import('./jobs.js')).listJobs(options, context));
  const ofOne = (name: string, description: string): Command =>
    askService(jobs.command(name)).description(description).argument('<id>', 'as kaimen jobs list says it');
  ofOne('show', 'how one stands, and why it failed').action(async (id: string, options: AskOptions) =>
    (await import('./jobs.js')).showJob(id, options, context),
  );
  ofOne('retry', 'have what failed or was cancelled done once more, as a new job').action(
    async (id: string, options: AskOptions) => (await import('./jobs.js')).retryJob(id, options, context),
  );
  ofOne('cancel', 'end one that is queued or running').action(async (id: string, options: AskOptions) =>
    (await import('./jobs.js')).cancelJob(id, options, context),
  );
}
