import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOtherNode } from '../../../test/support/other-node.js';
import { DataFolderInUseError, lockAddress, lockDataFolder } from './data-folder-lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaimen-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('is held by one, and free again when it is released', async () => {
  const lock = await lockDataFolder(folder, folder);
  await expect(lockDataFolder(folder, folder)).rejects.toThrow(DataFolderInUseError);
  await lock.release();
  await (await lockDataFolder(folder, folder)).release();
});

it('is of the folder, not of its name', async () => {
  const link = `${folder}-link`;
  await symlink(folder, link);
  const lock = await lockDataFolder(folder, folder);
  await expect(lockDataFolder(link, folder)).rejects.toThrow(DataFolderInUseError);
  await lock.release();
  await rm(link);
});

const OTHER = findOtherNode();
const LISTEN = `require('net').createServer().on('error', (e) => console.log(e.code))
  .listen(JSON.parse(process.argv[1]), () => console.log('listens'))`;

/** What another Node says when it takes the address of the lock. */
async function listens(node: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(node, ['-e', LISTEN, JSON.stringify(lockAddress(folder, folder))]);
  const said = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  );
  return { child, said };
}

describe.skipIf(OTHER === null)('the lock between versions of Node (needs another one on PATH)', () => {
  it('of this one keeps another out', async () => {
    const lock = await lockDataFolder(folder, folder);
    expect((await listens(OTHER!)).said).toBe('EADDRINUSE');
    await lock.release();
  });

  it('of another one keeps this one out, until it is killed', async () => {
    const { child, said } = await listens(OTHER!);
    expect(said).toBe('listens');
    await expect(lockDataFolder(folder, folder)).rejects.toThrow(DataFolderInUseError);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await (await lockDataFolder(folder, folder)).release();
  });
});
