import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataFolderInUseError } from './data-folder-lock.js';
import { endLeftOverServer } from './left-over-server.js';

let cluster: string;
beforeEach(async () => {
  cluster = await mkdtemp(join(tmpdir(), 'kaimen-left-'));
});
afterEach(() => rm(cluster, { recursive: true, force: true }));

/** Stands for a server: named so, ends when it is asked to. */
const SERVER = `require('child_process').spawn('sh', ['-c', 'sleep 60 & trap "kill $!; exit" INT; wait', 'postgres'], { stdio: 'ignore' })`;

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.skipIf(!existsSync('/proc/self/status'))('endLeftOverServer (where there is /proc)', () => {
  it('leaves a server alone whose starter lives, and ends it when that is gone', async () => {
    const starter = spawn(process.execPath, ['-e', `console.log(${SERVER}.pid)`]);
    const [text] = (await once(starter.stdout, 'data')) as [Buffer];
    const pid = Number(text.toString());
    await writeFile(join(cluster, 'postmaster.pid'), `${pid}\n`);
    await expect(endLeftOverServer(cluster)).rejects.toThrow(DataFolderInUseError);
    expect(lives(pid)).toBe(true);

    const ended = once(starter, 'exit');
    starter.kill('SIGKILL');
    await ended;
    await endLeftOverServer(cluster);
    await vi.waitFor(() => expect(lives(pid)).toBe(false));
  });

  it('touches no other program that has the number by now', async () => {
    const other = spawn('sleep', ['60']);
    await writeFile(join(cluster, 'postmaster.pid'), `${other.pid}\n`);
    await endLeftOverServer(cluster);
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill();
  });
});
