import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient, type Dataset, dataOf } from '../../src/api-client/client.js';
import { listUpTo } from '../../src/api-client/list-up-to.js';
import { createRng } from '../../src/science/numerics/rng.js';
import { type AgentProcess, IS_AGENT_BUILT, startAgent } from '../support/agent.js';
import { type ServiceProcess, startService } from '../support/service.js';

/** Printed with what it did; change it to try other moments. */
const SEED = Number(process.env.KAIMEN_KILL_SEED ?? 1);

let home = '';
let scans = '';
let port = '0';
let service: ServiceProcess;

const serve = (): Promise<ServiceProcess> => startService(join(home, 'data'), { KAIMEN_PORT: port });
const put = (name: string, text: string): Promise<void> => writeFile(join(scans, name), text);
const MSA = (title: string, n = 8): string =>
  [
    ...['#FORMAT      : EMSA/MAS Spectral Data File', '#VERSION     : 1.0', `#TITLE       : ${title}`],
    ...[
      `#NPOINTS     : ${n}`,
      '#NCOLUMNS    : 1',
      '#XUNITS      : eV',
      '#YUNITS      : counts',
      '#DATATYPE    : XY',
    ],
    ...['#XPERCHAN    : 1', '#OFFSET      : 500', '#SIGNALTYPE  : ELS', '#SPECTRUM    : '],
    ...Array.from({ length: n }, (_, i) => `${500 + i}, ${100 + i}`),
    '#ENDOFDATA   : ',
    '',
  ].join('\r\n');

const agent = (command: string, ...more: string[]): AgentProcess =>
  startAgent(
    [command, scans, '--url', service.url, '--journal', join(home, 'journal'), ...more],
    service.key,
  );
const watchOnce = async (...more: string[]): Promise<number | null> =>
  agent('watch', '--once', '--quiet', '0.3', ...more).ended;

function datasets(): Promise<Dataset[]> {
  const { api } = createClient({ baseUrl: service.url, apiKey: service.key });
  return listUpTo(5000, (query) => dataOf(api.GET('/api/v1/datasets', { params: { query } })));
}
const namesOf = async (prefix: string): Promise<string[]> =>
  (await datasets())
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith(prefix))
    .sort();

/** From the start of the agent to its end with one small file sent: the moments to kill it at lie around there, however slow the machine. */
async function passOfOneFileMs(): Promise<number> {
  const folder = await mkdtemp(join(home, 'one-'));
  await writeFile(join(folder, 'one.msa'), MSA('one file'));
  const started = performance.now();
  const options = ['--once', '--quiet', '0.05', '--url', service.url, '--journal', join(folder, 'journal')];
  expect(await startAgent(['watch', folder, ...options], service.key).ended).toBe(0);
  return performance.now() - started;
}

describe.skipIf(!IS_AGENT_BUILT)('the agent as one file (of the build: npm run build)', () => {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'kaimen-agent-'));
    scans = join(home, 'scans');
    await mkdir(scans);
    service = await serve();
    port = new URL(service.url).port;
  });
  afterAll(async () => {
    await service.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('sends what grows, is renamed and is completed, each once; a refusal is written beside its file', async () => {
    await mkdir(join(scans, 'MnO µ'));
    const watch = agent('watch', '--quiet', '0.5');
    const whole = MSA('grows', 400);
    for (let i = 0; i < 20; i++) {
      await appendFile(
        join(scans, 'grown.msa'),
        whole.slice((i * whole.length) / 20, ((i + 1) * whole.length) / 20),
      );
      await sleep(60);
    }
    await put('moved.tmp', MSA('renamed'));
    await rename(join(scans, 'moved.tmp'), join(scans, 'MnO µ', 'moved.msa'));
    await put('cut.msa', MSA('cut').slice(0, 200));
    await put('one.msa', MSA('same'));
    await put('two.msa', MSA('same'));
    await put('two.msa.kaimen.json', '{"sample": "MnO 7"}');
    await put('bad.msa', 'no spectrum at all\r\n#ENDOFDATA   : \r\n');
    await sleep(1500);
    await put('cut.msa', MSA('cut'));
    const wanted = ['cut.msa', 'grown.msa', 'moved.msa', 'one.msa', 'two.msa'];
    const good = async (): Promise<Dataset[]> =>
      (await datasets()).filter(({ fileName }) => fileName !== 'bad.msa');
    await vi.waitFor(async () => expect((await good()).map((one) => one.fileName).sort()).toEqual(wanted), {
      timeout: 20_000,
      interval: 200,
    });
    const [moved, one, two] = ['moved', 'one', 'two'].map((name) => `${name}.msa`);
    const of = new Map((await good()).map((listed) => [listed.fileName, listed]));
    expect(of.get(moved)?.session).toBe('MnO µ');
    expect(of.get(one)?.sha256).toBe(of.get(two)?.sha256);
    expect(of.get(two)?.sidecar?.sample).toBe('MnO 7');
    const reason = await vi.waitFor(() => readFile(join(scans, 'bad.msa.kaimen-error.json'), 'utf8'), {
      timeout: 20_000,
      interval: 200,
    });
    expect(JSON.parse(reason)).toMatchObject({ file: 'bad.msa', status: expect.any(Number) });
    watch.child.kill('SIGTERM');
    expect(await watch.ended).toBe(0);
    await rm(join(scans, 'bad.msa'));
  });

  it('killed at fifty moments over a set of files: nothing lost, nothing twice', async () => {
    const rng = createRng(SEED);
    const wanted = Array.from({ length: 60 }, (_, i) => `k${String(i).padStart(2, '0')}.msa`);
    // Every tenth is so large that it goes in pieces, and its upload is gone on with.
    const write = (i: number): Promise<void> => put(wanted[i], MSA(wanted[i], i % 10 === 0 ? 120_000 : 8));
    for (let i = 50; i < 60; i++) await write(i);
    const passMs = await passOfOneFileMs();
    for (let i = 0; i < 50; i++) {
      await write(i);
      const { child, ended } = agent('watch', '--quiet', '0.05');
      await sleep(passMs * (0.2 + rng.uniform()));
      child.kill('SIGKILL');
      await ended;
    }
    const nBefore = (await namesOf('k')).length;
    console.log(`seed ${SEED}: ${nBefore} of 60 had arrived at the fiftieth kill`);
    expect(nBefore).toBeGreaterThan(0);
    expect(await watchOnce()).toBe(0);
    expect(await namesOf('k')).toEqual(wanted);
  });

  it('the service away for a while: everything arrives afterwards', async () => {
    await service.stop();
    for (let i = 0; i < 10; i++) await put(`a${i}.msa`, MSA(`away ${i}`));
    const watch = agent('watch', '--quiet', '0.2');
    await vi.waitFor(() => expect(watch.said()).toContain('takes no files'), { timeout: 10_000 });
    service = await serve();
    await vi.waitFor(async () => expect(await namesOf('a')).toHaveLength(10), {
      timeout: 30_000,
      interval: 300,
    });
    watch.child.kill('SIGTERM');
    expect(await watch.ended).toBe(0);
  });

  it('a thousand small files', async () => {
    for (let i = 0; i < 1000; i++) await put(`small-${i}.msa`, MSA(`small ${i}`));
    const started = performance.now();
    expect(await watchOnce()).toBe(0);
    console.log(`1000 files in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    expect(new Set(await namesOf('small-')).size).toBe(1000);
    expect(await namesOf('small-')).toHaveLength(1000);
  }, 240_000);
});
