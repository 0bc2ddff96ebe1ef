import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findOtherNode } from './other-node.js';
import { IS_BUILT } from './service.js';

const AGENT = resolve('dist/agent/kaimen-agent.mjs');

/** The agent as one file, and the service that it sends to. */
export const IS_AGENT_BUILT = IS_BUILT && existsSync(AGENT);

export interface AgentProcess {
  readonly child: ChildProcess;
  /** Everything it has said so far. */
  said(): string;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** The bundled agent, on another Node where there is one. */
export function startAgent(args: readonly string[], key: string): AgentProcess {
  const child = spawn(findOtherNode() ?? process.execPath, [AGENT, ...args], {
    env: { ...process.env, KAIMEN_KEY: key },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { child, said: () => text, ended: once(child, 'exit').then(([code]) => code as number | null) };
}
