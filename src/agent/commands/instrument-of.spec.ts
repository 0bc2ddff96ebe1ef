import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestService, type TestService } from '../../http/testing/test-service.js';
import { AgentError } from '../agent-error.js';
import { MemoryService, problem } from '../testing/memory-service.js';
import { WATCH_DEFAULTS } from '../watching/watch-options.js';
import { instrumentOf } from './instrument-of.js';
import { push } from './push.js';
import { watchCommand } from './watch-command.js';

describe('the instrument that files come from', () => {
  const service = (bound: string | null): MemoryService => Object.assign(new MemoryService(), { bound });

  it.each([
    ['what is told', null, 'Titan', 'Titan'],
    ['what the key is bound to', 'Titan', null, 'Titan'],
    ['both, when they agree', 'Titan', 'Titan', 'Titan'],
    ['neither', null, null, null],
  ])('is %s', async (_case, bound, told, is) => expect(await instrumentOf(service(bound), told)).toBe(is));

  it('is as told while nobody answers, and while the key is refused', async () => {
    for (const failure of [new TypeError('fetch failed'), problem(401, 'unauthorized')]) {
      const away = service('Titan');
      away.fault = () => {
        throw failure;
      };
      expect(await instrumentOf(away, 'ARM')).toBe('ARM');
      expect(await instrumentOf(away, null)).toBeNull();
    }
  });

  it('a key file that cannot be read stays an error', async () => {
    const none = service(null);
    none.fault = () => {
      throw new AgentError(2, 'unreadable-key', 'The key cannot be read');
    };
    await expect(instrumentOf(none, 'ARM')).rejects.toMatchObject({ code: 'unreadable-key' });
  });
});

describe('a key that is bound to another instrument', () => {
  let home = '';
  let service: TestService;
  let bound = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'kaimen-bound-'));
    await mkdir(join(home, 'scans'));
    await writeFile(join(home, 'scans/a.msa'), '#FORMAT      : EMSA/MAS\n#ENDOFDATA   : \n');
    service = await startTestService();
    const answer = await fetch(`${service.url}/api/v1/keys`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await service.key('alice')}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ name: 'pc', scopes: ['datasets:write', 'datasets:read'], instrument: 'Titan' }),
    });
    bound = ((await answer.json()) as { token: string }).token;
  });
  afterAll(async () => {
    await service.close();
    await rm(home, { recursive: true });
  });

  const said: string[] = [];
  const io = { out: () => undefined, note: (line: string) => void said.push(line), env: {} };
  const { maxDepth: depth, quietMs, fullLookMs, giveUpMs } = WATCH_DEFAULTS;
  const watched = { once: true, status: false, poll: true, deleteDone: false, json: false, depth };
  const seconds = { quiet: quietMs / 1000, rescan: fullLookMs / 1000, giveUp: giveUpMs / 1000 };
  const from = (instrument: string) => ({
    ...{ ...watched, ...seconds, quiet: 0, instrument },
    stateFolder: join(home, 'state'),
  });

  it('is refused at the start: nothing is sent, nothing is written', async () => {
    const address = { url: service.url, key: () => bound };
    const refused = { code: 'wrong-instrument', exitCode: 2 };
    const watching = watchCommand([join(home, 'scans')], from('ARM 200'), address, { io, version: '0' });
    await expect(watching).rejects.toMatchObject(refused);
    await expect(watching).rejects.toThrow('bound to the instrument Titan, and --instrument says ARM 200');
    const pushing = push([join(home, 'scans/a.msa')], from('ARM 200'), address, io);
    await expect(pushing).rejects.toMatchObject(refused);
    const { items } = (await (
      await fetch(`${service.url}/api/v1/datasets`, { headers: { Authorization: `Bearer ${bound}` } })
    ).json()) as { items: unknown[] };
    expect(items).toEqual([]);
    expect(await readdir(home, { recursive: true })).toEqual(['scans', 'scans/a.msa']);
    expect(said).toEqual([]);
  });
});
