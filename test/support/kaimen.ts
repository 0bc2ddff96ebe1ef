import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runCli } from '../../src/cli/program.js';

/** Of the built program (`npm test` builds first). */
export const KAIMEN = fileURLToPath(new URL('../../dist/src/main.cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string>>;

/** `kaimen …` as a user starts it. */
export function kaimen(args: readonly string[], env: Environment = {}, cwd = process.cwd()): Promise<Ended> {
  const child = spawn(process.execPath, [KAIMEN, ...args], { cwd, env: { ...process.env, ...env } });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (texts.out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (texts.err += chunk));
  return new Promise((done) => child.on('close', (code) => done({ code, ...texts })));
}

/** The same in this process, from source: what needs no wiring. */
export async function kaimenHere(args: readonly string[], env: Environment = {}): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = {
    out: (line: string) => void out.push(line),
    note: (line: string) => void err.push(line),
    draw: () => {},
    ...{ watched: false, columns: 80, env },
  };
  const absent = (): Promise<never> => Promise.reject(new Error('not in this test'));
  const launchers = {
    maintenance: {} as never,
    ...{ serve: absent, worker: absent, writeOpenApi: absent, dataDir: absent },
  };
  const pkg = { name: 'kaimen', version: '0', root: '.' };
  const code = await runCli(args, { io, pkg, launchers });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
