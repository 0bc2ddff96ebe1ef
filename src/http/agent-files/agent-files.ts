import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request } from 'express';
import { HttpProblem } from '../problems/http-problem.js';

/** What a PC at a microscope takes from the service: name and media type. Each lies in `dist/agent`, made by the build. */
export const AGENT_FILES = {
  'kaimen_upload.py': 'text/x-python; charset=utf-8',
  'kaimen-agent.mjs': 'text/javascript; charset=utf-8',
} as const;

export type AgentFile = keyof typeof AGENT_FILES;

/** Where the Python uploader has room for an address. */
const ROOM = 'SERVICE_URL = ""';

/**
 * A program that sends files to this service, which it finds without being told: its copy holds the address that it was asked for under.
 *
 * @throws HttpProblem not-found  this build has none
 */
export async function readAgentFile(folder: string | null, name: AgentFile, origin: string): Promise<string> {
  if (folder === null) throw missing(name);
  const text = await readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? missing(name) : error;
  });
  return text.replace(ROOM, () => `SERVICE_URL = ${JSON.stringify(origin)}`);
}

const missing = (name: string): HttpProblem =>
  new HttpProblem('not-found', `${name} is not part of this build.`);

/** Names, IPv4 and IPv6 addresses with their port: what a Host header holds beyond that would become part of a program. */
const HOST = /^[a-z0-9._-]+(:\d+)?$|^\[[0-9a-f:.]+\](:\d+)?$/i;

/** As the client called us. */
export function originOf({ protocol, host }: Pick<Request, 'protocol' | 'host'>): string {
  if (!HOST.test(host)) throw new HttpProblem('invalid-request', 'The Host header is no address.');
  return `${protocol}://${host}`;
}
