import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { withModels } from '../../workflows/models/models-option.js';
import { packageInfo } from '../package-root.js';
import { runCli } from '../program.js';

const GOLDEN = fileURLToPath(new URL('../../../test/golden/models', import.meta.url));

async function kaimen(...args: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    io: {
      out: (line) => void out.push(line),
      note: (line) => void err.push(line),
      draw: (text) => void err.push(text),
      watched: false,
      columns: 80,
      env: { KAIMEN_MODELS_DIR: GOLDEN },
    },
    pkg: packageInfo(),
    launchers: {
      maintenance: {} as never,
      serve: async () => undefined,
      worker: async () => undefined,
      writeOpenApi: async () => undefined,
      dataDir: async () => '',
    },
  });
  return { code, out, err };
}

it('lists the networks of the operator among others', async () => {
  const { code, out } = await kaimen('models', 'list');
  expect(code).toBe(0);
  expect(out.some((line) => /^mn-l23-golden@1\.0\.0 +preview +Mn_L3 +Mn valence by a formula/.test(line))).toBe(true);
  const json = await kaimen('models', 'list', '--json');
  const { models } = JSON.parse(json.out[0]) as { models: { id: string }[] };
  expect(models.map(({ id }) => id)).toEqual(expect.arrayContaining(['mn-l23-golden@1.0.0', 'mn-l23-torch@0.1.0']));
});

it('shows what one reads and tells, and its card', async () => {
  const { out } = await kaimen('models', 'show', 'mn-l23-golden');
  const text = out.join('\n');
  expect(text).toContain('reads     EELS Mn_L3, -10 to 25.75 eV in steps of 0.25 about its maximum');
  expect(text).toContain('tells     shares of Mn valences: Mn2+, Mn3+, Mn4+; mean Mn valence');
  expect(text).toContain('# Mn valence by a formula (for tests)');
});

it('says that there is no such network, with 3', async () => {
  const { code, err } = await kaimen('models', 'show', 'nothing');
  expect(code).toBe(3);
  expect(err.join('\n')).toContain('There is no network nothing');
});

it.each<[string | undefined, unknown, unknown]>([
  [undefined, { seed: 2 }, { seed: 2 }],
  ['auto', undefined, { descriptors: { models: 'auto' } }],
  ['none', { seed: 2 }, { seed: 2, descriptors: { models: [] } }],
  ['a, b@1.0.0', undefined, { descriptors: { models: ['a', 'b@1.0.0'] } }],
  ['a', 7, 7],
])('--models %s', (models, recipe, wanted) => {
  expect(withModels(recipe, models)).toEqual(wanted);
});
