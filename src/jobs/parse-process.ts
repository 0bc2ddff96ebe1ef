import { type ChildProcess, fork } from 'node:child_process';
import type { Problem } from '../workflows/ports/records.js';
import { deadlineOf } from './deadline.js';
import type { ParseReply, ParseRequest } from './parse-protocol.js';
import type { TaskHooks, TaskOutcome } from './task-outcome.js';

export interface ParseProcessOptions {
  /** Module that calls `serveParseTasks`. */
  readonly filename: string;
  readonly args: readonly string[];
  readonly heapMb: number;
  readonly deadlineS: number;
  /** Whether a process waits for the next task; otherwise one is started for each, and ends with it. */
  readonly staysReady: boolean;
  /** What it does, for the log: 'Reading a file'. */
  readonly what: string;
  /** What to say when a task ends its process, or needs more memory than it may. */
  readonly problems: { readonly broken: Problem; readonly memory: Problem };
  readonly log: (message: string) => void;
}

/** SIGUSR2 comes from its watchdog, SIGABRT and SIGTRAP from a full heap. */
const OUT_OF_MEMORY: readonly (NodeJS.Signals | null)[] = ['SIGUSR2', 'SIGABRT', 'SIGTRAP'];

/** Killed from outside, by an operator or by a kernel that ran out of memory (which will do it again), or spent. */
class Lost extends Error {}
const ATTEMPTS = 3;

/**
 * A process for work that may go wrong or grow, one task at a time: it reads files of strangers, or analyses a scan larger
 * than memory. Whatever a task does to it (hang, fill memory, abort), it is ended and replaced, and this process goes on.
 * A thread would not do: one that fills its heap within a single call of the engine ends the whole process.
 */
export class ParseProcess {
  private child: ChildProcess | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: ParseProcessOptions) {}

  /** @throws the signal's reason when it was aborted */
  run<T>(request: ParseRequest, hooks: TaskHooks): Promise<TaskOutcome<T>> {
    const turn = this.queue.then(() => this.runNow<T>(request, hooks));
    this.queue = turn.catch(() => {});
    return turn;
  }

  close(): void {
    this.closed = true;
    this.end();
  }

  private async runNow<T>(request: ParseRequest, hooks: TaskHooks): Promise<TaskOutcome<T>> {
    hooks.signal.throwIfAborted();
    if (this.closed) throw new Error('the reader is closed');
    const deadline = deadlineOf(this.options.deadlineS + request.extraS);
    const end = (): void => this.end();
    const signal = AbortSignal.any([hooks.signal, deadline.signal]);
    signal.addEventListener('abort', end);
    try {
      const outcome = await this.askRepeatedly(request, hooks, signal);
      hooks.signal.throwIfAborted();
      return (deadline.signal.aborted ? { problem: deadline.problem } : outcome) as TaskOutcome<T>;
    } finally {
      signal.removeEventListener('abort', end);
      deadline.clear();
      if (!this.options.staysReady) this.end();
      else if (!this.closed) this.ready(); // the next one does not wait for a start
    }
  }

  private async askRepeatedly(
    request: ParseRequest,
    hooks: TaskHooks,
    signal: AbortSignal,
  ): Promise<TaskOutcome<unknown>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.ask(this.ready(), request, hooks);
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        if (this.closed) throw new Error('the reader is closed');
        if (attempt === ATTEMPTS || signal.aborted) return { problem: this.options.problems.memory };
      }
    }
  }

  /** The process; a new one when the last has ended. */
  private ready(): ChildProcess {
    if (this.child !== null) return this.child;
    const { filename, args, heapMb } = this.options;
    const child = fork(filename, args, {
      execArgv: [`--max-old-space-size=${heapMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const forget = (): void => {
      if (this.child === child) this.child = null;
    };
    child.once('exit', forget);
    child.on('error', forget);
    this.child = child;
    return child;
  }

  private end(): void {
    this.child?.kill('SIGKILL');
    this.child = null;
  }

  private replace(child: ChildProcess): void {
    if (this.child === child) this.end();
  }

  private ask(child: ChildProcess, request: ParseRequest, hooks: TaskHooks): Promise<TaskOutcome<unknown>> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: TaskOutcome<unknown> | Lost): void => {
        child.off('message', onReply);
        child.off('exit', onExit);
        if (outcome instanceof Lost) reject(outcome);
        else resolve(outcome);
      };
      const onReply = (reply: ParseReply): void => {
        if ('progress' in reply) return hooks.onProgress(reply.progress.fraction, reply.progress.stage);
        if ('declined' in reply || reply.spent) this.replace(child);
        if ('declined' in reply) settle(new Lost());
        else settle('outcome' in reply ? reply.outcome : { problem: this.problemOfFault(reply.fault) });
      };
      const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
        settle(signal === 'SIGKILL' ? new Lost() : { problem: this.problemOfExit(code, signal) });
      child.on('message', onReply);
      child.on('exit', onExit);
      child.send(request, (error) => {
        if (error !== null) settle(new Lost()); // it died just before
      });
    });
  }

  private problemOfFault(fault: string): Problem {
    this.options.log(`${this.options.what} failed unexpectedly: ${fault}`);
    return this.options.problems.broken;
  }

  private problemOfExit(code: number | null, signal: NodeJS.Signals | null): Problem {
    const { what, problems, log } = this.options;
    log(`${what} ended its process (${signal ?? `code ${code}`})`);
    return OUT_OF_MEMORY.includes(signal) || code === 134 ? problems.memory : problems.broken;
  }
}
