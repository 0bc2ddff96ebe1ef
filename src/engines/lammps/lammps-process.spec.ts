import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LammpsProcess } from './lammps-process.js';

/** Greets as LAMMPS and does what its commands are named after. */
const PLAYED = `#!${process.execPath}
console.log('LAMMPS (1 Jan 2020)');
const { PATH, HOME, TMPDIR, LC_ALL, OMP_NUM_THREADS, LD_LIBRARY_PATH, DYLD_LIBRARY_PATH, ...others } = process.env;
let padding = '';
let flood = null;
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  if (line.startsWith('variable padding')) padding = line.split(' ').at(-1);
  if (line.startsWith('print') && flood === null) console.log(line.slice(7, -1).replace('\${padding}', padding));
  if (line === 'say-environment') console.log('others: ' + Object.keys(others).join());
  if (line === 'hang') for (;;);
  if (line === 'die') process.kill(process.pid, 'SIGSEGV');
  if (line === 'fail') { console.log('ERROR: Unknown command: fail (src/input.cpp:1)\\nLast command: fail'); process.exit(1); }
  if (line === 'flood') flood = setInterval(() => process.stdout.write('y'.repeat(1e6) + '\\n'), 1);
});
`;

describe('a LAMMPS process', () => {
  let folder: string;
  let options: { executable: string; folder: string; deadlineS: number };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kaimen-test-'));
    const executable = path.join(folder, 'played.cjs');
    await writeFile(executable, PLAYED);
    await chmod(executable, 0o755);
    options = { executable, folder, deadlineS: 10 };
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('answers question by question', async () => {
    const { process, version } = await LammpsProcess.start(options);
    expect(version).toBe('1 Jan 2020');
    expect(await process.ask(['print "one"', 'print "two"'])).toBe('one\ntwo\n');
    expect((await process.ask(['print "three"'])).trim()).toBe('three');
    process.close();
    expect(process.isAlive).toBe(false);
    await expect(process.ask(['print "four"'])).rejects.toMatchObject({ code: 'engine-failed' });
  });

  it('hands on nothing of our environment', async () => {
    process.env.KAIMEN_TEST_SECRET = 'secret';
    const started = await LammpsProcess.start(options);
    expect(await started.process.ask(['say-environment'])).toMatch(/^others: *$/m);
    started.process.close();
    delete process.env.KAIMEN_TEST_SECRET;
  });

  it.each([
    ['fail', 'engine-failed', 'LAMMPS: Unknown command: fail (src/input.cpp:1)'],
    ['die', 'engine-failed', /SIGSEGV/],
    ['flood', 'engine-failed', /without end/],
  ])('tells when it ends by “%s”', async (command, code, message) => {
    const { process } = await LammpsProcess.start(options);
    await expect(process.ask([command])).rejects.toMatchObject({
      code,
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
    });
    expect(process.isAlive).toBe(false);
  });

  it('is ended when it hangs', async () => {
    const { process } = await LammpsProcess.start({ ...options, deadlineS: 1 });
    await expect(process.ask(['hang'])).rejects.toMatchObject({ code: 'engine-timeout' });
    expect(process.isAlive).toBe(false);
  });

  it.each(['/no/such/program', '/bin/cat', '/'])('is no %s', async (executable) => {
    const starting = LammpsProcess.start({ ...options, executable, deadlineS: 2 });
    await expect(starting).rejects.toMatchObject({ code: 'engine-unavailable' });
  });
});
