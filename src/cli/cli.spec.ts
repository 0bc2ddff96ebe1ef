import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toDm4 } from '../science/spectra/to-dm4.js';
import { UNKNOWN_ACQUISITION, type SpectrumImage } from '../science/spectra/spectrum-image.js';
import { packageInfo } from './package-root.js';
import { runCli } from './program.js';

const SCAN: SpectrumImage = {
  title: 'a line',
  counts: Float32Array.from({ length: 12 }, (_, i) => i * 2),
  nPixels: 3,
  nChannels: 4,
  energy: { offsetEv: 500, scaleEv: 0.5, nChannels: 4 },
  navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 0.25, size: 3 }],
  intensityUnit: 'e-',
  acquisition: { ...UNKNOWN_ACQUISITION, beamEnergyKev: 200 },
  originalMetadata: null,
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaimen-cli-'));
  writeFileSync(join(folder, 'line.dm4'), toDm4([SCAN], { gain: 2 }));
  writeFileSync(join(folder, 'empty.dm4'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const kaimen = (...args: string[]) => kaimenIn({}, ...args);

async function kaimenIn(
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    io: {
      out: (line) => void out.push(line),
      note: (line) => void err.push(line),
      draw: (text) => void err.push(text),
      watched: false,
      columns: 80,
      env,
    },
    pkg: packageInfo(),
    launchers: {
      maintenance: {} as never,
      serve: async () => undefined,
      worker: async () => undefined,
      writeOpenApi: async (path) => void out.push(path),
      dataDir: async () => join(folder, 'data'),
    },
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('kaimen inspect', () => {
  it('says what is in a file', async () => {
    const { code, out } = await kaimen('inspect', join(folder, 'line.dm4'));
    expect(code).toBe(0);
    expect(out).toContain('line.dm4: DigitalMicrograph 4');
    expect(out).toMatch(/positions +3 \(x 3 × 0\.25 nm\)/);
    expect(out).toMatch(/energy +500 to 501\.5 eV, 0\.5 eV\/channel/);
    expect(out).toMatch(/electrons +sum 132, first 0, max 22/);
    expect(out).toMatch(/beam energy +200 keV/);
    expect(out).not.toContain('convergence');
  });

  it('says it as JSON', async () => {
    const { code, out } = await kaimen('inspect', '--json', join(folder, 'line.dm4'));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      format: 'dm4',
      file: { name: 'line.dm4' },
      datasets: [
        {
          nPixels: 3,
          nChannels: 4,
          energy: { offset: 500, scale: 0.5, unit: 'eV' },
          sum: 132,
          first: 0,
          max: 22,
          acquisition: { beamEnergyKev: 200, exposureS: null },
        },
      ],
    });
  });
});

describe('errors', () => {
  it('refuses a bad file with 3, one line and its code', async () => {
    const { code, out, err } = await kaimen('inspect', join(folder, 'empty.dm4'));
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain('kaimen: The file has no bytes. [empty-file]');
  });

  it('gives the problem as JSON when asked for JSON', async () => {
    const { code, out } = await kaimen('inspect', '--json', join(folder, 'empty.dm4'));
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      code: 'empty-file',
      status: 422,
      detail: 'The file has no bytes.',
    });
  });

  it('says that a file is not there', async () => {
    const { code, err } = await kaimen('inspect', join(folder, 'no.dm4'));
    expect(code).toBe(1);
    expect(err).toContain('There is no such file');
  });

  it('says before any work that it cannot write where it is told, and leaves nothing behind', async () => {
    const file = join(folder, 'line.dm4');
    const taken = await kaimen('interpret', file, '--out', join(file, 'x'));
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining('[unusable-folder]')]);
    expect(taken.err).toContain(`kaimen: --out=`);
    const out = join(folder, 'new', 'out');
    expect((await kaimen('interpret', join(folder, 'empty.dm4'), '--out', out)).code).toBeGreaterThan(0);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it.each([
    [['nonsense']],
    [['inspect']],
    [['interpret', 'a.dm4']],
    [['interpret', 'a.dm4', '--out', 'x', '--scan', '-1']],
  ])('ends %j with 2', async (args) => expect((await kaimen(...args)).code).toBe(2));

  it('ends with 4 when no service runs', async () => {
    const { code, err } = await kaimen('keys', 'list');
    expect(code).toBe(4);
    expect(err).toContain('[no-service]');
  });
});

describe('keys of a named service', () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json').end('{"items":[]}');
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'local-key'), 'kaimen_local\n');
  });
  afterAll(() => server.close());
  const serviceIsAt = (address: string) =>
    writeFileSync(join(folder, 'data', 'service.json'), JSON.stringify({ url: address }));

  it('sends the local key only to the service of its data folder', async () => {
    serviceIsAt('http://127.0.0.1:1');
    const refused = await kaimen('keys', 'list', '--url', url);
    expect([refused.code, seen]).toEqual([2, []]);
    expect(refused.err).toContain('[no-key]');
    expect((await kaimenIn({ KAIMEN_URL: url }, 'keys', 'list')).code).toBe(2);
    serviceIsAt(url);
    expect((await kaimen('keys', 'list', '--url', `${url}/`)).code).toBe(0);
    expect(seen).toEqual(['Bearer kaimen_local']);
  });

  it('sends KAIMEN_KEY wherever it is told', async () => {
    serviceIsAt('http://127.0.0.1:1');
    seen.length = 0;
    const env = { KAIMEN_KEY: 'kaimen_given' };
    expect((await kaimenIn(env, 'keys', 'list', '--url', url)).code).toBe(0);
    expect(seen).toEqual(['Bearer kaimen_given']);
    expect((await kaimen('keys', 'list', '--url', 'nowhere')).code).toBe(2);
  });
});

describe('recipes', () => {
  it('have a schema', async () => {
    const { code, out } = await kaimen('recipe', 'schema');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: 'Kaimen recipe', additionalProperties: false });
  });

  it('are refused before any file is read', async () => {
    const recipe = join(folder, 'bad.json');
    writeFileSync(recipe, '{"seed": -1}');
    const files = [join(folder, 'no.dm4'), join(folder, 'line.dm4')];
    const { code, err } = await kaimen('interpret', ...files, '--recipe', recipe, '--out', join(folder, 'r'));
    expect([code, err]).toEqual([3, expect.stringContaining('[invalid-recipe]')]);
    expect(existsSync(join(folder, 'r'))).toBe(false);
  });

  it('verify says what is no result', async () => {
    const { code, err } = await kaimen(
      'verify',
      join(folder, 'line.dm4'),
      '--file',
      join(folder, 'line.dm4'),
    );
    expect([code, err]).toEqual([3, expect.stringContaining('[malformed-file]')]);
  });
});

describe('help and version', () => {
  it('prints the version of package.json', async () => {
    expect(await kaimen('--version')).toMatchObject({ code: 0, out: packageInfo().version });
  });

  it('lists the commands', async () => {
    const { code, out } = await kaimen('--help');
    expect(code).toBe(0);
    for (const command of ['serve', 'worker', 'openapi', 'inspect', 'interpret', 'demo', 'keys']) {
      expect(out).toContain(command);
    }
  });
});
