import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPotentialFile } from './potential-files.js';

describe('files of potentials', () => {
  let root: string;
  let folder: string;

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'kaimen-test-'));
    folder = path.join(root, 'potentials');
    await mkdir(path.join(folder, 'cu'), { recursive: true });
    await writeFile(path.join(folder, 'cu', 'cu.setfl'), 'copper');
    await writeFile(path.join(root, 'secret'), 'secret');
    await symlink(path.join(root, 'secret'), path.join(folder, 'link'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('reads and hashes', async () => {
    const sha256 = createHash('sha256').update('copper').digest('hex');
    const inside = await readPotentialFile('cu/cu.setfl', { folder });
    expect(inside).toMatchObject({ name: 'cu.setfl', sha256 });
    expect(await readPotentialFile(path.join(folder, 'cu', 'cu.setfl'), 'any-path')).toEqual(inside);
  });

  it.each(['../secret', 'cu/../../secret', '/etc/passwd', 'link', '.', '..', ''])(
    'a stranger does not get %j',
    async (named) => {
      await expect(readPotentialFile(named, { folder })).rejects.toMatchObject({ code: 'recipe-refused' });
    },
  );

  it('says what is not there', async () => {
    await expect(readPotentialFile('none', { folder })).rejects.toMatchObject({ code: 'engine-unavailable' });
    await expect(readPotentialFile('/no/such', 'any-path')).rejects.toMatchObject({
      code: 'engine-unavailable',
    });
    await expect(readPotentialFile('cu', { folder: null })).rejects.toMatchObject({ code: 'recipe-refused' });
    await expect(readPotentialFile('cu', { folder })).rejects.toMatchObject({ code: 'engine-unavailable' });
  });
});
